//! `copydesk db check`.

use serde::Serialize;

use crate::cli::{
    Ctx,
    error::{Error, Result},
};
use crate::desk::check::{self, Checked};
use crate::render::{Ink, human};
use crate::store::article;

/// Check the desk: the file, every text, every stored standing.
///
/// Looks for damage in the file, for texts that don't match their hash, for claims whose stored standing is not what
/// their facts give, for places outside their texts, and for a queue that says something else. Whether somebody
/// rewrote the record is asked by `copydesk log --verify`. Exit code 0 when all is well, 1 when not.
///
/// Example: copydesk db check
#[derive(Debug, clap::Args)]
pub struct Args {}

#[derive(Serialize)]
struct Document<'a> {
    ok: bool,
    articles: u64,
    revisions: u64,
    claims: u64,
    findings: Vec<FindingView<'a>>,
}

#[derive(Serialize)]
struct FindingView<'a> {
    kind: &'a str,
    subject: Option<&'a str>,
    message: &'a str,
}

/// Runs it.
pub fn run(ctx: &Ctx, _args: &Args) -> Result<()> {
    let done = ctx.read_desk(|r| {
        let progress = ctx.ui.progress("articles", None);
        if ctx.ui.terminal().stderr {
            progress.set_total(article::count(r)?.unsigned_abs());
        }
        Ok(check::check(r, &mut |articles| progress.set(articles))?)
    })?;
    let Checked { articles, revisions, claims, .. } = done;
    let document = Document {
        ok: done.findings.is_empty(),
        articles,
        revisions,
        claims,
        findings: done
            .findings
            .iter()
            .map(|f| FindingView {
                kind: f.kind,
                subject: (!f.subject.is_empty()).then_some(f.subject.as_str()),
                message: &f.message,
            })
            .collect(),
    };
    ctx.document(&document, |page| {
        for finding in &document.findings {
            page.ink(Ink::Bad, finding.kind).put("  ");
            if let Some(subject) = finding.subject {
                page.ink(Ink::Bold, subject).put(": ");
            }
            page.line(finding.message);
        }
        if document.ok {
            let looked = [
                human::count(articles, "article", "articles"),
                human::count(revisions, "revision", "revisions"),
                human::count(claims, "claim", "claims"),
            ];
            page.line(format!("the desk is sound: {}", looked.join(", ")));
            page.line("whether the record was rewritten: copydesk log --verify");
        }
    })?;
    if document.ok {
        return Ok(());
    }
    let found = human::count(done.findings.len() as u64, "fault", "faults");
    Err(Error::failed(format!("the desk has {found}"))
        .hint("keep the file as it is; look at the record with: copydesk log --verify; take a backup: copydesk db restore FILE"))
}
