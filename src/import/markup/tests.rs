use super::*;

fn read(markup: &str) -> String {
    html(markup, Some("https://example.org/news/a.html?x=1"), &mut Vec::new()).unwrap().body
}

#[test]
fn blocks() {
    for (markup, want) in [
        ("One  two\n three", "One two three"),
        ("<p>One</p><p>Two<p> <p>&nbsp;</p>Three", "One\n\nTwo\n\nThree"),
        ("One<br>two<br/><br>three<br>", "One  \ntwo\n\nthree"),
        ("One<br />\n&nbsp;<br />Two", "One\n\nTwo"),
        ("<h2>A <b>head</b><br>line</h2>Text", "## A head line\n\nText"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<ul><li>One<li><p>Two</p></ul>", "- One\n- Two"),
        ("<ol start=3><li>One<ul><li>a</li></ul></li><li>Two</ol>", "3. One\n   - a\n4. Two"),
        ("<ul><li><p>One</p><p>more</p></li><li>Two</li></ul>", "- One\n\n  more\n\n- Two"),
        ("<blockquote><p>One</p><p>Two</p></blockquote>x", "> One\n>\n> Two\n\nx"),
        ("a<hr>b<hr>", "a\n\n* * *\n\nb"),
        ("<pre>  a\n   b</pre>", "```\n  a\n   b\n```"),
        ("<dl><dt>T</dt><dd>D</dd></dl>", "T\n\nD"),
        ("<q>so <q>it</q> is</q>", "“so ‘it’ is”"),
        ("10<sup>6</sup> m<sup>2</sup>, the 5<sup>th</sup>, CO<sub>2</sub>", "10⁶ m², the 5th, CO2"),
    ] {
        assert_eq!(read(markup), want, "{markup}");
    }
}

#[test]
fn words() {
    for (markup, want) in [
        ("<p><b>Bold</b> and <i>so</i>, <b> spaced </b>on</p>", "**Bold** and *so*, **spaced** on"),
        (
            "a <a href='/b?q=1'>link</a>, <a href='c.html'>two</a>, <a href='#x'>none</a>, <a href='javascript:x()'>no</a>",
            "a [link](https://example.org/b?q=1), [two](https://example.org/news/c.html), none, no",
        ),
        ("<a href='https://example.org/x'><img src=x></a>text", "text"),
        (
            "<a href='https://example.org/x'><p>In</p><p>it</p></a>",
            "[In](https://example.org/x)\n\n[it](https://example.org/x)",
        ),
        ("5 * 3 = 15 and snake_case_word [sic]", "5 * 3 = 15 and snake_case_word [sic]"),
        ("Caf&eacute; &amp; bar &mdash; 5&nbsp;%", "Café & bar — 5\u{a0}%"),
        ("<b></b><i> </i>x", "x"),
        ("<img class='emoji' alt='🙂'>!", "🙂!"),
    ] {
        assert_eq!(read(markup), want, "{markup}");
    }
}

#[test]
fn what_nobody_sees_is_dropped() {
    for markup in [
        "a<script>var x = '<p>no</p>';</script><style>p{}</style>",
        "a<!-- no --><p hidden>no</p><p style='DISPLAY : none'>no</p>",
        "a<noscript><img></noscript><iframe>no</iframe><button>no</button><svg><text>no</text></svg>",
        "a<span class='screen-reader-text'>no</span><template>no</template>",
    ] {
        assert_eq!(read(markup), "a", "{markup}");
    }
}

#[test]
fn tables_are_drawn_and_layout_is_not() {
    assert_eq!(
        read("<table><caption>T</caption><tr><th>Year<th>N</tr><tr><td>2014<td>1|2<tr><td colspan=2>none</table>"),
        "T\n\n| Year | N |\n| --- | --- |\n| 2014 | 1\\|2 |\n| none |  |"
    );
    assert_eq!(
        read("<table><tr><td rowspan=2>a<td>b<td>c</tr><tr><td>d<td>e</tr></table>"),
        "| a | b | c |\n| --- | --- | --- |\n|  | d | e |"
    );
    assert_eq!(read("<table><tr><td><p>One</p><p>Two</p></td><td>Three</td></tr></table>"), "One\n\nTwo\n\nThree");
    assert_eq!(read("<table><tr><td>One</td></tr><tr><td>Two</td></tr></table>"), "One\n\nTwo");
}

#[test]
fn captions_are_parts_of_their_own() {
    let found = html(
        "<p>A</p><figure><img><figcaption>The <b>mill</b><br>at dawn</figcaption></figure>\
         <figure><blockquote>So</blockquote><figcaption>Ana Reyes</figcaption></figure>",
        None,
        &mut Vec::new(),
    )
    .unwrap();
    assert_eq!(found.captions, ["The **mill** at dawn"]);
    assert_eq!(found.body, "A\n\n> So\n\nAna Reyes");
}

#[test]
fn what_was_escaped_twice_is_read_and_said() {
    for (markup, want, said) in [
        ("<p>He said &amp;quot;no&amp;quot; at H&amp;amp;M &amp;#8212; x</p>", "He said \"no\" at H&M — x", true),
        ("&lt;p&gt;One &amp;amp; two&lt;/p&gt;&lt;p&gt;Three&lt;/p&gt;", "One & two\n\nThree", true),
        ("<code>&amp;amp;</code>", "`&amp;`", false),
        ("R&amp;D and &amp;c. and AT&T; 5 &lt; 6", "R&D and &c. and AT&T; 5 < 6", false),
    ] {
        let mut repairs = Vec::new();
        assert_eq!(html(markup, None, &mut repairs).unwrap().body, want);
        assert_eq!(!repairs.is_empty(), said, "{markup} {repairs:?}");
    }
    assert_eq!(line("AT&amp;amp;T <i>wins</i>\n x", &mut Vec::new()).unwrap(), "AT&T wins x");
}

proptest::proptest! {
    #[test]
    fn any_markup_comes_to_an_end(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "<p>", "</p>", "<div>", "</div>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "<td rowspan=3 colspan=2>", "</table>",
            "<blockquote>", "</blockquote>", "<b>", "</b>", "<i>", "<a href=x>", "</a>", "<pre>", "</pre>", "<br>", "<h2>", "</h2>",
            "<figure>", "<figcaption>", "<q>", "</q>", "<sup>", "</sup>", "text", " ", "\n", "&amp;lt;", "<", "&", "*", "é", "<!--", "-->",
            "<script>", "</script>", "<svg>", "<math>", "<select>", "<template>", "<frameset>", "<plaintext>",
        ]), 0..60),
    ) {
        _ = html(&pieces.concat(), None, &mut Vec::new());
        _ = line(&pieces.concat(), &mut Vec::new());
    }
}
