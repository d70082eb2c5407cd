//! What comes from agencies, feeds and the web, through the real binary: the
//! same story twice is one article, what its provider takes back goes nowhere,
//! and what is hostile is refused by name, at once, while the rest comes in.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::time::{Duration, Instant};

use common::Desk;
use serde_json::Value;

/// Imports these and answers the run.
fn import(desk: &Desk, words: &[&str]) -> Value {
    let run = desk.by("wim", &[&["import"], words, &["--json"]].concat());
    assert!([0, 5].contains(&run.code), "{}{}", run.stdout, run.stderr);
    run.json()
}

/// What became of each item: its outcome (or why not), and its article.
fn outcomes(run: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    run["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let outcome = if item["code"].is_null() { &item["outcome"] } else { &item["code"] };
            (text(outcome), text(&item["article"]))
        })
        .collect()
}

fn feed(items: &[(&str, &str, &str)]) -> String {
    let items: String = items
        .iter()
        .map(|(id, time, text)| {
            format!(
                "<item><title>Story {id}</title><link>https://example.org/{id}?utm_source=rss</link><guid isPermaLink=\"false\">{id}</guid>\
                 <pubDate>{time}</pubDate><description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Example</title><link>https://example.org/</link>{items}</channel></rss>"
    )
}

#[test]
fn a_feed_fetched_daily_gives_what_is_new() {
    let desk = Desk::new();
    let monday = "Mon, 16 Nov 2015 08:00:00 +0100";
    let tuesday = "Tue, 17 Nov 2015 08:00:00 +0100";
    let made = |outcome: &str, id: &str| (outcome.to_owned(), format!("story-{id}"));
    desk.file("feed.xml", feed(&[("1", monday, "Ten people died."), ("2", monday, "The road is closed.")]));
    let run = import(&desk, &["feed.xml"]);
    assert_eq!(outcomes(&run), [made("created", "1"), made("created", "2")]);
    assert_eq!(run["items"][0]["format"], "feed");
    assert_eq!(outcomes(&import(&desk, &["feed.xml"])), [made("unchanged", "1"), made("unchanged", "2")]);
    desk.file(
        "feed.xml",
        feed(&[("3", tuesday, "It rained."), ("2", tuesday, "The road is open."), ("1", monday, "Ten people died.")]),
    );
    assert_eq!(
        outcomes(&import(&desk, &["feed.xml"])),
        [made("created", "3"), made("updated", "2"), made("unchanged", "1")]
    );
    let shown = desk.run(&["article", "show", "story-2", "--json"]).ends(0).json();
    assert_eq!(
        (&shown["body"], &shown["canonical_url"]),
        (&"The road is open.".into(), &"https://example.org/2".into())
    );
    assert_eq!((&shown["provider"], &shown["external_id"]), (&"example.org".into(), &"2".into()));
    // An empty feed is nothing wrong.
    desk.file("feed.xml", feed(&[]));
    assert_eq!(outcomes(&import(&desk, &["feed.xml"])), []);
    let said = desk.by("wim", &["import", "feed.xml"]).ends(0);
    assert!(said.stderr.contains("nothing to import"), "{}", said.stderr);
}

fn ninjs(id: &str, time: &str, status: &str, text: &str) -> String {
    format!(
        r#"{{"uri":"urn:newsml:example.org:{id}","type":"text","versioncreated":"{time}","pubstatus":"{status}","headline":"Ten die","body_text":"{text}","ednote":"Read this"}}"#
    )
}

#[test]
fn what_its_provider_takes_back_goes_nowhere() {
    let desk = Desk::new();
    let one = |outcome: &str| vec![(outcome.to_owned(), "ten-die".to_owned())];
    desk.file("a.json", ninjs("1", "2015-11-19T10:00:00Z", "usable", "Ten people died."));
    desk.file("b.json", ninjs("1", "2015-11-19T11:00:00Z", "canceled", "STORY REMOVED"));
    assert_eq!(outcomes(&import(&desk, &["a.json"])), one("created"));
    let run = import(&desk, &["b.json"]);
    assert_eq!((outcomes(&run), &run["withdrawn"]), (one("withdrawn"), &1.into()));
    for file in ["a.json", "b.json"] {
        assert_eq!(outcomes(&import(&desk, &[file])), one("unchanged"), "{file} again");
    }
    let shown = desk.run(&["article", "show", "ten-die", "--json"]).ends(0).json();
    assert_eq!((&shown["withdrawn"], &shown["body"]), (&true.into(), &"Ten people died.".into()));
    desk.by("wim", &["article", "submit", "ten-die"]).ends(0);
    let gate = desk.by("ed", &["gate", "ten-die", "--json"]).ends(8).json();
    assert_eq!(gate["blockers"][0]["kind"], "withdrawn");
    assert_eq!(desk.by("ed", &["article", "approve", "ten-die"]).code, 8);
    let log = desk.run(&["log", "ten-die"]).ends(0);
    assert!(log.stdout.contains("its provider withdrew ten-die: canceled"), "{}", log.stdout);
    // An older text that comes late changes nothing about that; a newer one does.
    desk.file("c.json", ninjs("1", "2015-11-19T10:30:00Z", "usable", "Eleven people died."));
    let late = import(&desk, &["c.json"]);
    assert!(late["items"][0]["repairs"].to_string().contains("stays withdrawn"), "{late}");
    desk.file("d.json", ninjs("1", "2015-11-19T12:00:00Z", "usable", "Twelve people died."));
    assert_eq!(outcomes(&import(&desk, &["d.json"])), one("updated"));
    let shown = desk.run(&["article", "show", "ten-die", "--json"]).ends(0).json();
    assert_eq!(shown["withdrawn"], false);
    desk.by("ed", &["gate", "ten-die"]).ends(0);
    // The old cancellation again takes nothing back.
    assert_eq!(outcomes(&import(&desk, &["b.json"])), one("unchanged"));
    assert!(desk.run(&["log", "--verify"]).ends(0).stdout.contains("ok") || desk.run(&["db", "check"]).code == 0);
}

#[test]
fn another_language_is_said_and_not_taken_over() {
    let desk = Desk::new();
    let line = |language: &str| {
        format!(
            "{{\"slug\":\"a\",\"provider\":\"x\",\"external_id\":\"1\",\"headline\":\"A\",\"body\":\"Ten died.\",\"language\":\"{language}\"}}"
        )
    };
    desk.file("a.jsonl", line("en"));
    desk.file("b.jsonl", line("de"));
    import(&desk, &["a.jsonl"]);
    let run = import(&desk, &["b.jsonl"]);
    let said = run["items"][0]["repairs"].to_string();
    assert!(said.contains("other-language") && said.contains("article set a --language de"), "{said}");
    assert_eq!(desk.run(&["article", "show", "a", "--json"]).ends(0).json()["language"], "en");
}

#[test]
fn the_same_text_under_another_identity_is_said_and_not_merged() {
    let desk = Desk::new();
    let page = |address: &str| {
        format!(
            "<!DOCTYPE html><html><head><title>The road is closed</title><link rel=canonical href=\"{address}\"></head><p>The road is closed until noon.</p></html>"
        )
    };
    desk.file("a.html", page("https://example.org/a?utm_campaign=x#y"));
    desk.file("b.html", page("https://example.com/b"));
    desk.file("again.html", page("https://EXAMPLE.org/a"));
    let made = |outcome: &str, slug: &str| (outcome.to_owned(), slug.to_owned());
    let run = import(&desk, &["a.html", "b.html", "again.html"]);
    assert_eq!(
        outcomes(&run),
        [
            made("created", "the-road-is-closed"),
            made("created", "the-road-is-closed-2"),
            made("unchanged", "the-road-is-closed")
        ]
    );
    let said = run["items"][1]["repairs"][0].to_string();
    assert!(said.contains("same-text") && said.contains("stands in the-road-is-closed"), "{said}");
    // Once it is there, there is nothing more to say of it.
    let run = import(&desk, &["b.html"]);
    assert_eq!(
        (outcomes(&run), &run["items"][0]["repairs"]),
        (vec![made("unchanged", "the-road-is-closed-2")], &Value::Array(vec![]))
    );
}

#[test]
fn hostile_input_is_refused_by_name_and_the_rest_comes_in() {
    let desk = Desk::new();
    let bomb = format!(
        "<!DOCTYPE a [<!ENTITY l0 'lol'>{}]><rss><channel><item><title>&l9;</title></item></channel></rss>",
        (1..10).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect::<String>()
    );
    let aliases = format!(
        "---\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n{}---\nText\n",
        (1..12).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(","))).collect::<String>()
    );
    let deep = |open: &str| open.repeat(100_000);
    let item = |body: &str| format!("{{\"uri\":\"a:1\",\"headline\":\"H\",\"body_xhtml\":\"{body}\"}}");
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("bomb.xml", bomb.into_bytes(), "bad-xml"),
        ("aliases.md", aliases.into_bytes(), "bad-front-matter"),
        ("deep.html", format!("<html>{}", deep("<div>")).into_bytes(), "too-deep"),
        ("deep-rss.xml", format!("<rss><channel>{}", deep("<a>")).into_bytes(), "too-deep"),
        ("deep-inside.xml", feed(&[("1", "", &"&lt;i&gt;&lt;div&gt;".repeat(50_000))]).into_bytes(), "too-deep"),
        ("deep-nitf.xml", format!("<nitf>{}", deep("<block>")).into_bytes(), "too-deep"),
        ("deep-g2.xml", format!("<newsItem>{}", deep("<x>")).into_bytes(), "too-deep"),
        ("deep-body.json", item(&deep("<b><div>")).into_bytes(), "too-deep"),
        ("deep.json", format!("{{\"uri\":{}", deep("[")).into_bytes(), "bad-json"),
        ("deep-toml.md", format!("+++\na = {}\n+++\n", deep("[")).into_bytes(), "bad-front-matter"),
        (
            "deep-feed.json",
            format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":{}", deep("[")).into_bytes(),
            "bad-json",
        ),
        (
            "attributes.html",
            format!("<html><p {}>", (0..50_000).map(|n| format!("a{n}=1 ")).collect::<String>()).into_bytes(),
            "too-deep",
        ),
        ("line.html", [b"<html><p>".to_vec(), vec![b'x'; 20 << 20]].concat(), "too-large"),
        ("line.xml", [b"<rss><channel>".to_vec(), vec![b'x'; 80 << 20]].concat(), "too-large"),
        ("cut.xml", b"<rss><channel><item><title>T</title>".to_vec(), "bad-xml"),
        (
            "lying.xml",
            [&b"<?xml version=\"1.0\" encoding=\"utf-16\"?><rss>"[..], &[0xff, 0xfe, 0, 1, 2, 3, 4, 5, 6]].concat(),
            "binary",
        ),
        ("script.html", b"<!DOCTYPE html><html><script>document.write('x')</script></html>".to_vec(), "no-text"),
    ];
    std::fs::create_dir(desk.path("in")).unwrap();
    desk.file("in/a-good.xml", feed(&[("1", "Mon, 16 Nov 2015 08:00:00 +0100", "First.")]));
    for (name, bytes, _) in &cases {
        desk.file(&format!("in/{name}"), bytes);
    }
    desk.file("in/z-good.html", "<!DOCTYPE html><html><title>Last of all</title><p>Words enough.</p></html>");
    for (name, _, code) in &cases {
        let begun = Instant::now();
        let run = import(&desk, &["--dry-run", &format!("in/{name}")]);
        let took = begun.elapsed();
        let item = &run["items"][0];
        assert_eq!((&item["code"], run["items"].as_array().unwrap().len()), (&Value::from(*code), 1), "{name}: {item}");
        assert!(item["input"].as_str().unwrap().contains(name), "{item}");
        // A second in earnest; this is a debug build on a busy machine.
        assert!(took < Duration::from_secs(10), "{name} took {took:?}");
    }
    let run = import(&desk, &["in"]);
    assert_eq!((&run["created"], &run["rejected"]), (&2.into(), &cases.len().into()));
}

#[test]
fn small_repairs_are_said_and_dates_never_guessed() {
    let desk = Desk::new();
    let text = "<rss version=\"2.0\"><channel><link>https://example.org/</link><item><title>Caf\u{e9} & bar</title><guid>1</guid>\
                <pubDate>next Tuesday</pubDate><description>Fish&nbsp;&amp;amp; chips</description></item></channel></rss>";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    desk.file("f.xml", latin);
    let run = import(&desk, &["f.xml"]);
    let item = &run["items"][0];
    let said: Vec<&str> = item["repairs"].as_array().unwrap().iter().map(|r| r["message"].as_str().unwrap()).collect();
    for word in
        ["read as Windows-1252", "& that stood for itself", "entities of HTML", "\"next Tuesday\" can't be read"]
    {
        assert!(said.iter().any(|s| s.contains(word)), "{word}: {said:?}");
    }
    let shown = desk.run(&["article", "show", item["article"].as_str().unwrap(), "--json"]).ends(0).json();
    assert_eq!((&shown["headline"], &shown["body"]), (&"Café & bar".into(), &"Fish\u{a0}& chips".into()));
    let revision = desk.run(&["revision", "list", item["article"].as_str().unwrap(), "--json"]).ends(0).json();
    assert!(revision[0]["source_time"].is_null());
    // And what it was taken for.
    let again = desk.by("wim", &["import", "f.xml"]).ends(0);
    assert!(again.stderr.contains("read as feed"), "{}", again.stderr);
}
