//! The main job, from the first copy of a story to its correction, with the
//! real program: claims are checked and approved, new copy arrives, and only
//! what still says the same stays approved.
//!
//! Once on a wire story of our own, and once on an agency's, which can't be
//! kept here: `COPYDESK_WIRE` names its file, or it lies beside the repository
//! in `shared/data/wire`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "what fails here fails the test"
)]

mod common;

use std::path::{Path, PathBuf};

use common::Desk;
use serde_json::Value;

/// A wire story, what is claimed in it, and how its next copy differs.
struct Story<'a> {
    text: String,
    /// The paragraph (by its first words) that moves, and before which one it
    /// then stands. It names its own speaker.
    moves: (&'a str, &'a str),
    /// The claim in it: quote, kind, claimant.
    moved: Claim<'a>,
    /// A date, and what it becomes.
    date: (Claim<'a>, &'a str, &'a str),
    /// A quotation, its speaker's tag, and whose it becomes.
    quotation: (Claim<'a>, &'a str, &'a str),
    /// A name that stays as it is.
    name: Claim<'a>,
    /// A claim whose paragraph is cut.
    cut: Claim<'a>,
}

/// A claim's words, its kind, and who says so.
type Claim<'a> = (&'a str, &'a str, Option<&'a str>);

impl Story<'_> {
    /// The text without the paragraph that begins so, and that paragraph.
    fn without(text: &str, first: &str) -> (String, String) {
        let (out, rest): (Vec<&str>, Vec<&str>) = text.split("\n\n").partition(|p| p.trim_start().starts_with(first));
        assert_eq!(out.len(), 1, "{first}");
        (rest.join("\n\n"), out[0].to_owned())
    }

    /// The next copy.
    fn changed(&self) -> String {
        let (text, paragraph) = Self::without(&self.text, self.moves.0);
        assert!(text.contains(self.moves.1));
        let text = text.replacen(self.moves.1, &format!("{paragraph}\n\n{}", self.moves.1), 1);
        let text = swap(&text, self.date.1, self.date.2);
        let text = swap(&text, self.quotation.1, self.quotation.2);
        let cut = text.split("\n\n").find(|p| p.contains(self.cut.0)).unwrap().to_owned();
        Self::without(&text, &cut).0
    }
}

fn swap(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

fn claim(desk: &Desk, id: u8) -> Value {
    desk.run(&["claim", "show", &id.to_string(), "--json"]).ends(0).json()
}

/// Holds a claim's standing, and that its reason says all this.
#[track_caller]
fn stands(desk: &Desk, id: u8, standing: &str, words: &[&str]) {
    let now = claim(desk, id);
    assert_eq!(now["standing"], standing, "{now:#}");
    let reason = now["standing_reason"].as_str().unwrap_or_default();
    assert!(words.iter().all(|w| reason.contains(w)), "{words:?} are not in {reason:?}");
}

fn blockers(gate: &Value) -> Vec<(String, u64)> {
    let all = gate["blockers"].as_array().unwrap();
    all.iter().map(|b| (b["kind"].as_str().unwrap().to_owned(), b["claim"].as_u64().unwrap_or(0))).collect()
}

/// The whole of it.
fn main_job(story: &Story<'_>) {
    let desk = Desk::new();
    desk.file("wire.txt", &story.text);
    let run = desk.by("wim", &["import", "wire.txt", "--tag", "place:Syria", "--json"]).ends(0).json();
    assert_eq!(run["items"][0]["outcome"], "created");
    assert_eq!(run["items"][0]["article"], "wire");

    // Claimed by the writer, checked with sources by the checker, approved by an editor.
    for (quote, kind, claimant) in [story.moved, story.date.0, story.quotation.0, story.name, story.cut] {
        let mut words = vec!["claim", "add", "wire", "--quote", quote, "--kind", kind];
        words.extend(claimant.iter().flat_map(|who| ["--claimant", who]));
        desk.by("wim", &words).ends(0);
    }
    let gate = desk.run(&["gate", "wire", "--json"]).ends(8).json();
    assert_eq!(blockers(&gate).iter().filter(|(kind, _)| kind == "claim_unapproved").count(), 5, "{gate:#}");
    desk.by("carl", &["claim", "check", "1-5", "--finding", "confirmed"]).ends(1).says("source");
    desk.by("carl", &["claim", "cite", "1,3,5", "--kind", "recording", "--title", "The interview", "--primary"])
        .ends(0);
    desk.by("carl", &["claim", "cite", "2,4", "--kind", "document", "--title", "The ministry's statement"]).ends(0);
    desk.by("carl", &["claim", "check", "1-5", "--finding", "confirmed", "--note", "heard and read"]).ends(0);
    desk.by("carl", &["claim", "approve", "1-5"]).ends(1);
    desk.by("ed", &["claim", "approve", "1-5"]).ends(0);
    for id in 1..=5 {
        stands(&desk, id, "approved", &[]);
    }
    desk.run(&["gate", "wire"]).ends(0);

    // The next copy: one paragraph moved, a date and a speaker changed, a sentence cut.
    let changed = story.changed();
    desk.file("wire.txt", &changed);
    let run = desk.by("wim", &["import", "wire.txt", "--json"]).ends(0).json();
    assert_eq!(run["items"][0]["outcome"], "updated", "{run:#}");
    let fared = &run["items"][0]["claims"];
    assert_eq!((&fared["stale"], &fared["cut"], &fared["moved"]), (&2.into(), &1.into(), &1.into()), "{fared}");
    stands(&desk, 1, "approved", &[]);
    let how = claim(&desk, 1)["anchors"].as_array().unwrap().last().unwrap()["how"].clone();
    assert_eq!(how, "moved");
    stands(&desk, 2, "stale", &["date changed"]);
    assert!(claim(&desk, 2)["hard_changes"].as_array().unwrap().contains(&"date".into()));
    let other = story.quotation.2.split(' ').next().unwrap();
    stands(&desk, 3, "stale", &["name changed", other]);
    stands(&desk, 4, "approved", &[]);
    stands(&desk, 5, "cut", &[]);

    // The gate is closed, and says why; nobody slips by it.
    let gate = desk.run(&["gate", "wire", "--json"]).ends(8).json();
    assert_eq!(blockers(&gate), [("claim_stale".to_owned(), 2), ("claim_stale".to_owned(), 3)], "{gate:#}");
    let told = desk.run(&["gate", "wire"]).ends(8);
    assert!(told.stdout.contains("#2") && told.stdout.contains("#3"), "{}", told.stdout);
    desk.by("wim", &["article", "submit", "wire"]).ends(0);
    desk.by("ed", &["article", "approve", "wire"]).ends(8);
    desk.by("ed", &["claim", "approve", "2,3"]).ends(1);

    // Checked and approved again, on the words that stand now.
    desk.by("carl", &["claim", "check", "2,3", "--finding", "confirmed", "--note", "asked again"]).ends(0);
    desk.by("carl", &["claim", "approve", "2"]).ends(1);
    desk.by("ed", &["claim", "approve", "2,3"]).ends(0);
    desk.run(&["gate", "wire"]).ends(0);
    desk.by("ed", &["article", "approve", "wire"]).ends(0);
    desk.run(&["gate", "wire", "--for", "publish"]).ends(0);
    desk.by("ed", &["article", "publish", "wire"]).ends(0);

    // The date was right at first: a correction of what is public.
    desk.file("wire.txt", swap(&changed, story.date.2, story.date.1));
    desk.by("wim", &["import", "wire.txt"]).ends(0);
    stands(&desk, 2, "stale", &["date"]);
    let shown = desk.run(&["article", "show", "wire", "--json"]).json();
    assert_eq!((&shown["head"], &shown["published"], &shown["changes_pending"]), (&3.into(), &2.into(), &true.into()));
    let as_correction = ["article", "republish", "wire", "--as", "correction", "--note", "The month was wrong."];
    desk.by("ed", &as_correction).ends(8);
    desk.by("carl", &["claim", "check", "2", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "2"]).ends(0);
    desk.run(&["gate", "wire", "--for", "republish"]).ends(0);
    desk.by("ed", &as_correction).ends(0);
    let shown = desk.run(&["article", "show", "wire", "--json"]).json();
    assert_eq!((&shown["published"], &shown["changes_pending"]), (&3.into(), &false.into()));

    // The record holds, and says who did what; the same copy again changes nothing.
    assert_eq!(desk.by("wim", &["import", "wire.txt", "--json"]).ends(0).json()["unchanged"], 1);
    let verified = desk.run(&["log", "--verify", "--json"]).ends(0).json();
    assert_eq!((&verified["ok"], &verified["first_bad"]), (&true.into(), &Value::Null));
    let record = desk.run(&["log", "wire"]).ends(0).stdout;
    assert!(["wim", "carl", "ed", "correction"].iter().all(|w| record.contains(w)), "{record}");
    desk.run(&["db", "check"]).ends(0);
}

/// A story of our own, as a wire sends it.
const OWN: &str = "\
Port of Halm reopens its lock after two years


The lock of Halm let the first ship through on Monday, Port Director Ola Berg said.

“We have tested every gate and we are ready for the big ships,” Berg said at the quay.

“I am sure that the others will follow.”

The lock first closed in September at the request of the town, while the harbour police kept a gate open for boats.

Trade Minister Per Holm called this week for a second lock, and repeated what the shippers’ union asked for in March.

Holm said he would discuss the plan with the ports of Vik and Sund, which had asked their crews to work together “as neighbours”.

Berg repeated that the old gates served “a large part of the fleet”, and that nothing could be built “without them”.

“The town had lost patience with the works,” the director said, meaning the long queues at the quay.
";

#[test]
fn a_story_of_our_own() {
    main_job(&Story {
        text: OWN.to_owned(),
        moves: ("Berg repeated that", "The lock first closed"),
        moved: ("the old gates served “a large part of the fleet”", "attribution", Some("Ola Berg")),
        date: (("first closed in September", "date", None), "first closed in September", "first closed in October"),
        quotation: (
            ("We have tested every gate", "quotation", Some("Ola Berg")),
            "Berg said at the quay",
            "Holm said at the quay",
        ),
        name: ("Port Director Ola Berg", "name", None),
        cut: ("discuss the plan with the ports of Vik and Sund", "event", None),
    });
}

/// The agency's story, where there is one.
fn wire_file() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("COPYDESK_WIRE") {
        return Some(named.into());
    }
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared/data/wire");
    std::fs::read_dir(beside)
        .ok()?
        .filter_map(|f| Some(f.ok()?.path()))
        .find(|p| p.extension().is_some_and(|e| e == "txt"))
}

#[test]
fn the_agencys_story() {
    let Some(file) = wire_file() else {
        eprintln!("skipped: no agency story; name one with COPYDESK_WIRE");
        return;
    };
    main_job(&Story {
        text: std::fs::read_to_string(file).unwrap(),
        moves: ("Lavrov reiterated", "In the aftermath of the Paris attacks"),
        moved: (
            "Assad protected the interests of “a significant part of Syrian society”",
            "attribution",
            Some("Sergei Lavrov"),
        ),
        date: (
            ("first launched air strikes on Syria in September", "date", None),
            "air strikes on Syria in September",
            "air strikes on Syria in August",
        ),
        quotation: (
            ("We… are ready for practical cooperation", "quotation", Some("Sergei Lavrov")),
            "Lavrov said in an interview",
            "Putin said in an interview",
        ),
        name: ("Foreign Minister Sergei Lavrov", "name", None),
        cut: ("Hollande said he would next week discuss his proposal", "attribution", Some("Francois Hollande")),
    });
}
