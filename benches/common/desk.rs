//! A large desk, written straight into the schema of a fresh one: what an
//! import of years would leave. Claims that need nobody's work have no row in
//! the queue; the others are spread over its bands.

use std::path::Path;

use copydesk::domain::claim::{Asks, ClaimKind, Finding};
use copydesk::domain::context::Reading;
use copydesk::domain::decision::Assertion;
use copydesk::domain::part::{Part, Texts};

use super::Random;

/// How large.
#[derive(Clone, Copy)]
pub struct Size {
    /// Articles, with four revisions and five claims each.
    pub articles: usize,
}

/// The first and the last second of the desk's life, in milliseconds.
const FROM: i64 = 1_600_000_000_000;
/// A time that is past, whenever this runs.
const PAST: i64 = 1_700_000_000_000;

/// Fills the desk at `file`, which `copydesk init` made.
pub fn fill(file: &Path, size: Size) {
    let mut random = Random::new(0x00C0_FFEE_D00D_BEEF);
    let mut connection = rusqlite::Connection::open(file).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000")
        .unwrap();
    let tx = connection.transaction().unwrap();
    {
        let mut person = tx.prepare("INSERT INTO person VALUES (?1, ?2, ?2, 'checker', 1, 1, 1)").unwrap();
        for id in 2..=40_i64 {
            person.execute((id, format!("person-{id}"))).unwrap();
        }
        let mut tag = tx.prepare("INSERT INTO tag VALUES (?1, 'topic', ?2, ?2, NULL, 1, 1)").unwrap();
        for id in 1..=1000_i64 {
            tag.execute((id, format!("topic {id}"))).unwrap();
        }
        let mut article = tx
            .prepare(
                "INSERT INTO article (id, slug, language, desk, stage, head, created_at, updated_at, made, event)
                 VALUES (?1, ?2, 'en', ?3, ?4, 4, ?5, ?5, 1, 1)",
            )
            .unwrap();
        let mut tagged = tx.prepare("INSERT INTO article_tag VALUES (?1, ?2, 1)").unwrap();
        let mut revision = tx
            .prepare(
                "INSERT INTO revision (article, number, author, recorded_by, recorded_at, origin, content_hash, words, made,
                 headline, body) VALUES (?1, ?2, 'A. Reporter', 1, ?3, 'import', zeroblob(32), 90, ?6, ?4, ?5)",
            )
            .unwrap();
        let mut claim = tx
            .prepare(
                "INSERT INTO claim (id, article, quote, kind, asks, priority, assignee, holder, lease_until, due_at, work,
                 progress, standing, standing_reason, since, created_by, created_at, updated_at, made, event)
                 VALUES (?1, ?2, ?3, ?4, 'so', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 1, ?14, ?14, 1, ?15)",
            )
            .unwrap();
        let mut anchor = tx.prepare("INSERT INTO anchor VALUES (?1, 4, ?2, 1, 'body', ?3, ?4, 1, 'carried')").unwrap();
        let mut decision = tx
            .prepare(
                "INSERT INTO decision (id, article, claim, kind, revision, actor, at, finding, assertion, row_hash, made)
                 VALUES (?1, ?2, ?1, 'approve', 3, 2, ?3, 'confirmed', ?4, zeroblob(32), 1)",
            )
            .unwrap();
        let mut covered = tx
            .prepare(
                "INSERT INTO decision_place VALUES (?1, 1, 'body', ?2, ?3, ?4, ?5, NULL, hex(zeroblob(32)), hex(zeroblob(32)))",
            )
            .unwrap();
        let mut queue =
            tx.prepare("INSERT INTO queue VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)").unwrap();
        let mut id = 0_i64;
        for n in 1..=size.articles {
            let of = i64::try_from(n).unwrap();
            let at = FROM + of * 400;
            let desk = random.pick(&["city", "foreign", "sport", "business"]);
            let stage = random.pick(&["published", "published", "published", "draft", "submitted"]);
            article.execute((of, format!("story-{n:07}"), desk, stage, at)).unwrap();
            tagged.execute((of, 1 + i64::try_from(random.below(1000)).unwrap())).unwrap();
            let sentences: Vec<String> = (0..5).map(|k| super::sentence(&mut random, k)).collect();
            let body = sentences.join(" ");
            for number in 1..=4_i64 {
                revision.execute((of, number, at + number, format!("Story {n}"), &body, event(of, number))).unwrap();
            }
            for sentence in &sentences {
                id += 1;
                let words = &sentence[..sentence.find(", which").unwrap()];
                let start = i64::try_from(body.find(sentence.as_str()).unwrap()).unwrap();
                let live = random.below(5) == 0;
                let (standing, progress, band, why) = match random.below(1000) {
                    _ if !live => ("approved", "approved", 0, ""),
                    0..=9 if stage != "draft" => ("stale", "returned", 2, "number changed: 3 → 4"),
                    0..=19 => ("stale", "returned", 3, "number changed: 3 → 4"),
                    20..=29 => ("touched", "approved", 3, "the sentence around the words changed"),
                    30..=39 => ("unplaced", "open", 9, "it has no words in the text"),
                    40..=89 => ("unapproved", "returned", 5, "returned: who says so?"),
                    90..=189 => ("unapproved", "proposed", 6, "its finding waits for approval"),
                    190..=249 => ("unapproved", "checking", 8, "nobody has checked it"),
                    _ => ("unapproved", "open", 7, "nobody has checked it"),
                };
                let kind = match random.below(1000) {
                    0 => "superlative",
                    1..=99 => "date",
                    _ => "number",
                };
                let priority = 1 + i64::try_from(random.below(3)).unwrap();
                let assignee = (random.below(3) == 0).then(|| 2 + i64::try_from(random.below(39)).unwrap());
                let held = progress == "checking";
                let (holder, lease) = (held.then_some(assignee.unwrap_or(2)), held.then_some(4_000_000_000_000_i64));
                let due = match random.below(100) {
                    0 => Some(PAST + i64::try_from(random.below(1_000_000)).unwrap()),
                    1..=9 => Some(4_000_000_000_000 + i64::try_from(random.below(1_000_000)).unwrap()),
                    _ => None,
                };
                let since = at + i64::try_from(random.below(1_000_000)).unwrap();
                // The last revision turned what was approved, and three in four lie untouched since.
                let turned = matches!(standing, "stale" | "touched");
                let since = if turned { at + 4 } else { since };
                let last = if turned && random.below(4) > 0 { event(of, 4) } else { 1 };
                claim
                    .execute(rusqlite::params![
                        id,
                        of,
                        words,
                        kind,
                        priority,
                        assignee,
                        holder,
                        lease,
                        due,
                        held.then_some("checking"),
                        progress,
                        standing,
                        why,
                        since,
                        last
                    ])
                    .unwrap();
                anchor.execute((of, id, start, i64::try_from(words.len()).unwrap())).unwrap();
                if turned {
                    let (words, context) = approved(&body, words, &format!("Story {n}"));
                    let length = i64::try_from(words.chars().count()).unwrap();
                    decision.execute(rusqlite::params![id, of, since, assertion(kind)]).unwrap();
                    covered.execute(rusqlite::params![id, start, length, words, context]).unwrap();
                }
                if live {
                    queue
                        .execute(rusqlite::params![
                            id, of, desk, standing, progress, kind, band, priority, assignee, holder, lease, due, since
                        ])
                        .unwrap();
                }
            }
        }
        tx.execute(
            "UPDATE desk SET people = 40, articles = ?1, claims = ?2, tags = 1000",
            (i64::try_from(size.articles).unwrap(), id),
        )
        .unwrap();
    }
    tx.commit().unwrap();
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize").unwrap();
}

/// What an approval covers of a claim whose words were others before: those
/// words, and their context as a decision keeps it.
fn approved(body: &str, words: &str, headline: &str) -> (String, String) {
    let was = format!("{words} twice");
    let start = body[..body.find(words).unwrap()].chars().count();
    let texts = Texts::default().with(Part::Headline, headline).with(Part::Body, body.replacen(words, &was, 1));
    let place = start..start + was.chars().count();
    let context = Reading::of(&texts, "en").context(&Part::Body, place).unwrap();
    (was, serde_json::to_string(&context).unwrap())
}

/// The event that made a revision of an article.
const fn event(article: i64, number: i64) -> i64 {
    1 + article * 4 + number
}

/// What was approved of it.
fn assertion(kind: &str) -> String {
    let kind: ClaimKind = kind.parse().unwrap();
    let finding = Some(Finding::Confirmed);
    let said =
        Assertion { statement: None, kind, asks: Asks::So, claimant: None, finding, correction: None, rating: None };
    serde_json::to_string(&said).unwrap()
}
