//! The floor under an import: the same rows, written by plain rusqlite prepared
//! statements with the same schema, pragmas and batches, parsed from the same JSONL.

use std::io::{BufRead, BufReader};
use std::path::Path;

use rusqlite::{Connection, params};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line<'a> {
    slug: &'a str,
    provider: &'a str,
    external_id: &'a str,
    headline: String,
    byline: &'a str,
    language: &'a str,
    desk: &'a str,
    body: String,
    tags: Vec<String>,
    claims: Vec<Claim>,
}

#[derive(Deserialize)]
struct Claim {
    quote: String,
    kind: String,
    priority: i64,
}

/// Writes the rows of an archive, gzipped where its name ends in `.gz`, into a desk just made.
pub fn floor(desk: &Path, input: &Path) {
    let mut c = Connection::open(desk).unwrap();
    c.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 67108864;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000")
        .unwrap();
    c.set_prepared_statement_cache_capacity(64);
    c.execute("INSERT INTO import_run (id, at, by, inputs) VALUES (1, 0, 1, '[]')", []).unwrap();
    let file = std::fs::File::open(input).unwrap();
    let file: Box<dyn std::io::Read> = if input.extension().is_some_and(|e| e == "gz") {
        Box::new(flate2::read::GzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let mut lines = BufReader::with_capacity(1 << 16, file).lines();
    let (mut article, mut claim, mut seq) = (0_i64, 0_i64, 1_i64);
    let mut tags: std::collections::HashMap<String, i64> = std::collections::HashMap::new();
    let hash = [7_u8; 32];
    let payload = "x".repeat(1_900);
    let mut more = true;
    while more {
        let tx = c.transaction().unwrap();
        let mut rows = 0;
        while rows < 5_000 {
            let Some(line) = lines.next() else {
                more = false;
                break;
            };
            let line = line.unwrap();
            let a: Line = serde_json::from_str(&line).unwrap();
            article += 1;
            seq += 1;
            tx.prepare_cached(
                "INSERT INTO article (id, slug, language, desk, provider, external_id, stage, head, created_at, updated_at,
                 made, event) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'draft', 1, 0, ?1, ?7, ?7)",
            )
            .unwrap()
            .execute(params![article, a.slug, a.language, a.desk, a.provider, a.external_id, seq])
            .unwrap();
            tx.prepare_cached(
                "INSERT INTO revision (article, number, author, recorded_by, recorded_at, origin, content_hash, words, reader,
                 raw_hash, run, made, headline, byline, body) VALUES (?1, 1, ?2, 1, 0, 'import', ?3, 400, 'jsonl', ?3, 1, ?4, ?5, ?6, ?7)",
            )
            .unwrap()
            .execute(params![article, a.byline, hash, seq, a.headline, a.byline, a.body])
            .unwrap();
            for tag in &a.tags {
                let next = i64::try_from(tags.len()).unwrap() + 1;
                let id = *tags.entry(tag.clone()).or_insert_with(|| {
                    let (scheme, name) = tag.split_once(':').unwrap();
                    tx.prepare_cached(
                        "INSERT INTO tag (id, scheme, name, key, made, event) VALUES (?1, ?2, ?3, ?3, ?4, ?4)",
                    )
                    .unwrap()
                    .execute(params![next, scheme, name, seq])
                    .unwrap();
                    next
                });
                tx.prepare_cached("INSERT INTO article_tag (article, tag, made) VALUES (?1, ?2, ?3)")
                    .unwrap()
                    .execute(params![article, id, seq])
                    .unwrap();
            }
            for one in &a.claims {
                claim += 1;
                tx.prepare_cached(
                    "INSERT INTO claim (id, article, quote, kind, asks, priority, progress, standing, standing_reason, since,
                     created_by, created_at, updated_at, made, event)
                     VALUES (?1, ?2, ?3, ?4, 'so', ?5, 'open', 'unapproved', 'nobody has checked it', 0, 1, 0, 0, ?6, ?6)",
                )
                .unwrap()
                .execute(params![claim, article, one.quote, one.kind, one.priority, seq])
                .unwrap();
                let start = a.body.find(&one.quote).unwrap();
                tx.prepare_cached(
                    "INSERT INTO anchor (article, revision, claim, place, part, start, length, confirmed, how)
                     VALUES (?1, 1, ?2, 1, 'body', ?3, ?4, 1, 'placed')",
                )
                .unwrap()
                .execute(params![article, claim, start as i64, one.quote.len() as i64])
                .unwrap();
                tx.prepare_cached(
                    "INSERT INTO queue (claim, article, desk, standing, progress, kind, band, priority, since)
                     VALUES (?1, ?2, ?3, 'unapproved', 'open', ?4, 7, ?5, 0)",
                )
                .unwrap()
                .execute(params![claim, article, a.desk, one.kind, one.priority])
                .unwrap();
            }
            tx.prepare_cached(
                "INSERT INTO event (seq, version, at, clock, actor, login, action, subject, subject_id, article, payload,
                 payload_hash, prev_hash, hash) VALUES (?1, 1, 0, 'system', 'bench', 'bench', 'article.import', 'article', ?2, ?2,
                 ?3, ?4, ?4, ?4)",
            )
            .unwrap()
            .execute(params![seq, article, payload, hash])
            .unwrap();
            tx.prepare_cached(
                "INSERT INTO import_item (run, item, input, outcome, article, revision) VALUES (1, ?1, ?2, 'created', ?1, 1)",
            )
            .unwrap()
            .execute(params![article, format!("archive.jsonl:{article}")])
            .unwrap();
            rows += 4 + a.tags.len() + 3 * a.claims.len();
        }
        tx.commit().unwrap();
    }
}
