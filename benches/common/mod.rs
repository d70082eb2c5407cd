//! What the benches share: generated copy, child processes with their time
//! and peak memory, and a table.

pub mod desk;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// A small generator of random numbers (xorshift64*), so that every run makes the same copy.
pub struct Random(u64);

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub const fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % n
    }

    pub fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const WHO: [&str; 16] = [
    "The council",
    "The mayor",
    "A spokesman",
    "The ministry",
    "Police",
    "The union",
    "Doctors",
    "The harbour board",
    "Residents",
    "The court",
    "Engineers",
    "The bank",
    "Teachers",
    "The company",
    "Officials",
    "The regulator",
];
const DID: [&str; 16] = [
    "approved",
    "rejected",
    "delayed",
    "announced",
    "confirmed",
    "questioned",
    "reviewed",
    "cut",
    "raised",
    "counted",
    "described",
    "published",
    "withdrew",
    "defended",
    "repaired",
    "closed",
];
const WHAT: [&str; 16] = [
    "the budget for the new bridge",
    "a plan to widen the road",
    "the report on the flood",
    "the price of water",
    "its forecast for the spring",
    "a list of empty houses",
    "the contract with the ferry line",
    "rules for the market",
    "the school on Mill Lane",
    "a loan for the theatre",
    "the timetable of the trams",
    "repairs to the north pier",
    "the number of beds",
    "a tax on parking",
    "the test of the sirens",
    "the wages of its drivers",
];
const WHEN: [&str; 8] = [
    "on Monday",
    "last week",
    "in March",
    "after a long debate",
    "without a vote",
    "for the second time",
    "in writing",
    "before the deadline",
];

/// One sentence with a number that no other sentence of the article has.
pub fn sentence(random: &mut Random, number: usize) -> String {
    format!(
        "{} {} {} {}, which affects {} people and costs {}.{} million.",
        random.pick(&WHO),
        random.pick(&DID),
        random.pick(&WHAT),
        random.pick(&WHEN),
        1000 + number * 7 + random.below(7),
        1 + random.below(90),
        random.below(10)
    )
}

/// Writes `articles` articles of about 3 KB with a revision, three tags and
/// four claims each, in copydesk's own JSONL.
pub fn generate(path: &Path, articles: usize) {
    stories(path, articles, true);
}

/// The same articles; only `worked` ones have tags and claims.
pub fn stories(path: &Path, articles: usize, worked: bool) {
    let mut random = Random::new(0x00C0_FFEE_D00D_BEEF);
    let mut out = BufWriter::new(File::create(path).expect("the input can be written"));
    for n in 0..articles {
        let mut body = String::new();
        let mut quotes = Vec::new();
        let mut number = 0;
        while body.len() < 2_900 {
            let mut paragraph = Vec::new();
            for _ in 0..3 {
                let text = sentence(&mut random, number);
                if number % 5 == 0 && quotes.len() < 4 {
                    let at = text.find("which affects").expect("every sentence has it");
                    quotes.push(text[at..text.len() - 1].to_owned());
                }
                paragraph.push(text);
                number += 1;
            }
            let _ = write!(body, "{}\n\n", paragraph.join(" "));
        }
        let claims: Vec<_> =
            quotes.iter().map(|q| serde_json::json!({ "quote": q, "kind": "number", "priority": 2 })).collect();
        let tags = [
            format!("topic:{}", random.pick(&["budget", "roads", "schools", "harbour", "health", "sport"])),
            format!("place:district {}", random.below(400)),
            format!("org:board {}", random.below(60)),
        ];
        let mut line = serde_json::json!({
            "slug": format!("story-{n:07}"),
            "provider": "bench",
            "external_id": format!("bench:{n}"),
            "headline": format!("{} {} {} ({n})", random.pick(&WHO), random.pick(&DID), random.pick(&WHAT)),
            "byline": "A. Reporter",
            "language": "en",
            "desk": random.pick(&["city", "foreign", "sport", "business"]),
            "body": body.trim_end(),
            "tags": tags,
            "claims": claims,
        });
        if !worked && let Some(line) = line.as_object_mut() {
            line.retain(|name, _| name != "tags" && name != "claims");
        }
        writeln!(out, "{line}").expect("the input can be written");
    }
    out.flush().expect("the input can be written");
}

/// What a child process took.
#[derive(Clone, Copy)]
pub struct Took {
    pub wall: Duration,
    pub peak_kib: u64,
}

/// Runs a command to its end and measures it. The peak is the largest
/// resident memory of the process, read while it runs.
pub fn measure(command: &mut Command) -> Took {
    let begun = Instant::now();
    let mut child = command.spawn().expect("the command starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kib = 0;
    loop {
        if let Ok(text) = std::fs::read_to_string(&status) {
            let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
            let kib = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0);
            peak_kib = peak_kib.max(kib);
        }
        if let Some(ended) = child.try_wait().expect("the command can be waited for") {
            assert!(ended.success(), "{command:?} failed: {ended}");
            return Took { wall: begun.elapsed(), peak_kib };
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The median of an odd number of runs, by wall time.
pub fn median(mut runs: Vec<Took>) -> Took {
    runs.sort_by_key(|t| t.wall);
    runs[runs.len() / 2]
}

/// The value of `--name N` on the command line of the bench.
pub fn option(name: &str, otherwise: usize) -> usize {
    let args: Vec<String> = std::env::args().collect();
    let at = args.iter().position(|a| a == name);
    at.and_then(|at| args.get(at + 1)).and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}
