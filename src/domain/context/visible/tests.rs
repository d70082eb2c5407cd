//! What a reader sees of a source.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> (String, Vec<String>) {
    let chars: Vec<char> = text.chars().collect();
    let targets = HashMap::from([("1".to_owned(), "http://one".to_owned())]);
    let seen = visible(&Source::of(&chars, std::slice::from_ref(&(0..chars.len()))), &targets);
    assert_eq!(seen.chars.len(), seen.at.len());
    (seen.chars.iter().collect(), seen.links.into_iter().map(|(_, l)| l).collect())
}

#[test]
fn what_a_reader_sees() {
    for (text, want) in [
        ("**Ten** people *died* in __the__ _fire_.", "Ten people died in the fire."),
        ("***Ten*** 2 * 3 snake_case_name 5*", "Ten 2 * 3 snake_case_name 5*"),
        ("A [report](http://a_b.c/(d) \"t\") and [two][1] and [1].", "A report and two and 1."),
        ("[not a link] and [x](unclosed", "[not a link] and [x](unclosed"),
        ("10<sup>6</sup> <em>units</em> <a href=\"x\">y</a>", "10<sup>6</sup> units y"),
        ("~~struck~~ `co*de*` <!-- c --> \\*no\\*", "~~struck~~ `co*de*`  *no*"),
        ("dead[^1] here &amp; there&#8217;s", "dead here & there’s"),
        ("<p class=\"a\">Ten</p> <span style=\"display:none\">x</span>", "Ten <span style=\"display:none\">x</span>"),
        ("{{< figure src=\"a.png\" >}}Ten {{% note %}}", "Ten {{% note %}}"),
        ("![alt](pic.jpg) words", " words"),
        ("see https://x.y/a_b_c now", "see https://x.y/a_b_c now"),
    ] {
        assert_eq!(read(text).0, want, "{text}");
    }
    assert_eq!(read("A [b](u1) ![c](u2) [d][1]").1, ["u1", "![c](u2)", "http://one"]);
}

#[test]
fn a_row_is_its_cells() {
    let chars: Vec<char> = "|  Aleppo | 120|900  |".chars().collect();
    let row = Source::row(&chars, &(0..chars.len()));
    assert_eq!(row.chars.iter().collect::<String>(), "Aleppo | 120 | 900");
    assert_eq!(chars[row.at[0]], 'A');
}

proptest! {
    #[test]
    fn words_without_marks_are_seen_as_they_stand(text in "([()`>!^;#}%~:/hwH \\-'\"ab1|\\n]|\\PC){0,80}") {
        let chars: Vec<char> = text.chars().filter(|c| !is_mark(*c)).collect();
        let source = Source::of(&chars, std::slice::from_ref(&(0..chars.len())));
        let seen = without_marks(&source, &HashMap::from([("a".to_owned(), "http://a".to_owned())]));
        prop_assert_eq!(seen.chars, source.chars);
        prop_assert_eq!(seen.at, source.at);
        prop_assert!(seen.links.is_empty() && seen.notes.is_empty());
    }

    #[test]
    fn total_and_in_order(text in "([\\[\\]()*_`<>!^&;#{}%\\\\ ab1|\\n]|\\PC){0,80}") {
        let chars: Vec<char> = text.chars().collect();
        let seen = visible(&Source::of(&chars, std::slice::from_ref(&(0..chars.len()))), &HashMap::new());
        prop_assert!(seen.at.windows(2).all(|w| w[0] < w[1]));
        prop_assert!(seen.at.iter().all(|at| *at < chars.len()));
        let row = Source::row(&chars, &(0..chars.len()));
        prop_assert_eq!(row.chars.len(), row.at.len());
    }
}
