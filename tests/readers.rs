//! Any bytes, read as any format: nothing panics, nothing runs away, and what
//! is read can be kept. `cargo fuzz run` looks for longer, one target a reader.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

#[path = "common/reading.rs"]
mod reading;

use proptest::prelude::*;

/// A small whole document of each format, to be mutated.
const WHOLE: &[&str] = &[
    "Mayor quits\n\nShe left at noon.\n",
    "---\ntitle: Mayor quits\ntags: [a, b]\ndate: 2015-11-19\n---\n# Head\n\nShe left.\n",
    "+++\ntitle = 'Mayor quits'\n[taxonomies]\ntags = ['a']\n+++\nShe left.\n",
    "{\n \"title\": \"Mayor quits\"\n}\n\nShe left.\n",
    "{\"headline\":\"Mayor quits\",\"body\":\"She left.\",\"revisions\":[{\"body\":\"She stays.\"}]}\n",
    r#"{"uri":"urn:newsml:example.org:1","versioncreated":"2015-11-19T12:20:00+01:00","headline":"Mayor quits","body_xhtml":"<p>She <b>left</b> &amp;amp; more.</p>","subject":[{"name":"a","code":"medtop:20000139"}],"associations":{"a":{"uri":"b","type":"text","bodies":[{"value":"x"}]}}}"#,
    r#"{"version":"https://jsonfeed.org/version/1.1","home_page_url":"https://example.org/","items":[{"id":1,"content_html":"<ul><li>a</ul>"}]}"#,
    r#"<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="a"><itemMeta><versionCreated>2015-11-19T12:20:00Z</versionCreated><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>Mayor quits</headline><subject qcode="medtop:1"/></contentMeta><contentSet><inlineXML><html><body><p>She left.</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"#,
    r#"<nitf><head><docdata><doc-id id-string="a"/><date.issue norm="20151119T122000Z"/></docdata></head><body><body.head><hedline><hl1>Mayor quits</hl1></hedline></body.head><body.content><p>She <em>left</em>.</p><media><media-caption>At noon</media-caption></media></body.content></body></nitf>"#,
    r#"<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>Mayor quits</title><guid>a</guid><wp:post_id>7</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status><encoded xmlns="http://purl.org/rss/1.0/modules/content/"><![CDATA[One[caption]<img> Two[/caption]

Three]]></encoded></item></channel></rss>"#,
    r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/"><entry><id>a</id><title type="html">Mayor &amp;amp; quits</title><link href="/a"/><updated>2015-11-19T12:20:00Z</updated><content type="xhtml"><div><table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table></div></content></entry></feed>"#,
    r#"<!DOCTYPE html><html lang=en><head><title>Mayor quits | Example</title><link rel=canonical href="https://example.org/a"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Mayor quits","author":{"name":"Ana"}}</script></head><body><article><h1>Mayor quits</h1><p>She left at noon, and took the keys with her, and the seal, and the chain of office.</p><figure><img><figcaption>At noon</figcaption></figure></article></body></html>"#,
];

/// What mutations put in.
const PIECES: &[&str] = &[
    "<",
    ">",
    "&",
    "\"",
    "'",
    "</",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&amp;",
    "&#0;",
    "&#x202e;",
    "&nbsp;",
    "<div>",
    "<table><td>",
    "<li>",
    "<a href='//x'>",
    "<?xml version='1.0' encoding='utf-16'?>",
    "\0",
    "\u{202e}",
    "\u{feff}",
    "\r",
    "\n\n",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "1e999",
    "\\ud800",
    "é",
    "漢",
    "---\n",
    "xmlns:a='b'",
    "0000-00-00",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400), format in 0_usize..16) {
        reading::check(format, &bytes);
    }

    #[test]
    fn mutated_documents(
        which in 0..WHOLE.len(),
        format in 0_usize..64,
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6, 0..PIECES.len()), 0..6),
        byte in any::<u8>(),
    ) {
        let mut bytes = WHOLE[which].as_bytes().to_vec();
        for (at, drop, piece) in cuts {
            let at = at.index(bytes.len() + 1);
            let end = (at + drop).min(bytes.len());
            bytes.splice(at..end, PIECES[piece].bytes());
        }
        if byte < 40 && !bytes.is_empty() {
            let at = usize::from(byte) * 7 % bytes.len();
            bytes[at] = byte.wrapping_mul(37);
        }
        // Mostly by their content, as an import would; else as anything.
        reading::check(if format < 48 { usize::MAX } else { format }, &bytes);
    }
}

#[test]
fn every_document_is_read_as_it_stands() {
    for document in WHOLE {
        reading::check(usize::MAX, document.as_bytes());
    }
}

/// Each target's inputs, and the format that it reads them as.
const KEPT: &[(&str, Option<&str>)] = &[
    ("plain", Some("plain")),
    ("markdown", Some("markdown")),
    ("jsonl", Some("jsonl")),
    ("ninjs", Some("ninjs")),
    ("newsml_g2", Some("newsml-g2")),
    ("nitf", Some("nitf")),
    ("feed", Some("feed")),
    ("json_feed", Some("json-feed")),
    ("wxr", Some("wxr")),
    ("html", Some("html")),
    ("articles", Some("articles")),
    ("readers", None),
];

#[test]
fn what_the_fuzz_targets_begin_with_is_read() {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    // A package comes without it.
    if !corpus.is_dir() {
        return;
    }
    for (target, format) in KEPT {
        let mut read = 0;
        for file in std::fs::read_dir(corpus.join(target)).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            reading::check_as(*format, &bytes);
            read += reading::articles(*format, &bytes);
        }
        assert!(read > 0, "{target}: nothing in its corpus is an article");
    }
}
