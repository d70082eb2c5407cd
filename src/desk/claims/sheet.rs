//! The sheet of an article's claims: what its lines show, and what a line does.
//!
//! A line does what the single commands do (edit, relink, cite, check, add),
//! through the same functions, and only to the claim as the line showed it.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::{Case, Check, Edit, NewClaim, add, check, cite, edit, quoted, relink};
use crate::desk::facts::{Head, Heads};
use crate::desk::sources::{self as desk_sources, NewSource};
use crate::desk::{Problem, Result};
use crate::domain::claim::{Finding, Progress};
use crate::domain::ids::{ArticleId, ClaimId, RevisionNumber, SourceId};
use crate::domain::sheet::{self, Cells, Cited, Line, STATEMENT};
use crate::domain::source::Stance;
use crate::store::claim::{self, Claim};
use crate::store::source::{self, Citation, Source, Tie};
use crate::store::{Read, Tx};

/// A claim as its line shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The claim.
    pub claim: ClaimId,
    /// What stands in its line.
    pub cells: Cells,
    /// A short hash of that, and of what may be relied on.
    pub stamp: String,
}

/// What a line did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The claim as it now stands; `None` where the line says what is so already.
    pub claim: Option<Claim>,
    /// What was done, in the past tense: `made`, `edited`, `relinked`, `cited`, `checked`.
    pub did: Vec<&'static str>,
}

/// How a finding is shown: only while somebody relies on it or is asked to.
fn live_finding(claim: &Claim) -> Option<Finding> {
    claim.finding.filter(|_| matches!(claim.progress, Progress::Proposed | Progress::Approved))
}

fn cited(citations: &[(Citation, Source)]) -> Vec<Cited> {
    let known =
        |(c, s): &(Citation, Source)| Cited::Known { source: s.id, locator: c.locator.clone(), stance: c.stance };
    citations.iter().map(known).collect()
}

/// What a claim's line shows now.
pub fn shown(r: &Read<'_>, claim: &Claim) -> Result<Shown> {
    let words = if claim.quote.is_empty() { format!("{STATEMENT} {}", claim.statement) } else { claim.quote.clone() };
    let sources: Vec<String> = cited(&source::citations_of(r, claim.id)?).iter().map(ToString::to_string).collect();
    let cells = Cells {
        words: words.trim().to_owned(),
        kind: claim.kind.to_string(),
        finding: live_finding(claim).map_or_else(String::new, |finding| finding.to_string()),
        source: sources.join("; "),
        correction: claim.correction.clone(),
    };
    let mut hasher = Sha256::new();
    let Cells { words, kind, finding, source, correction } = &cells;
    for text in [words, kind, finding, source, correction, &claim.progress.to_string(), &claim.standing.to_string()] {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
    let hash: [u8; 32] = hasher.finalize().into();
    let stamp = crate::store::hex(hash.get(..3).unwrap_or(&hash)).get(..5).unwrap_or_default().to_owned();
    Ok(Shown { claim: claim.id, cells, stamp })
}

/// The lines of an article, in the order of the text; claims without words
/// after it, withdrawn ones left out.
pub fn lines(r: &Read<'_>, head: &Head) -> Result<Vec<(Claim, Shown)>> {
    let article = &head.article;
    let mut places = HashMap::new();
    for anchor in claim::anchors_at(r, article.id, article.head)? {
        if anchor.confirmed && anchor.how.has_words() {
            places.entry(anchor.claim).or_insert((false, anchor.part.clone(), anchor.start));
        }
    }
    let mut claims = claim::of_article(r, article.id)?;
    claims.retain(|claim| claim.progress != Progress::Withdrawn);
    claims.sort_by(|a, b| {
        let at = |c: &Claim| places.get(&c.id).map(|(_, part, start)| (part, *start));
        let (one, other) = (at(a), at(b));
        one.is_none().cmp(&other.is_none()).then_with(|| one.cmp(&other)).then_with(|| a.id.cmp(&b.id))
    });
    claims.into_iter().map(|claim| shown(r, &claim).map(|shown| (claim, shown))).collect()
}

/// What the lines of one sheet share: the article, what was seen, and the
/// sources that earlier lines added, so that one typed on forty lines is one.
#[derive(Debug)]
pub struct Sheet<'h> {
    heads: &'h Heads,
    article: ArticleId,
    saw: Option<RevisionNumber>,
    added: HashMap<String, SourceId>,
}

impl<'h> Sheet<'h> {
    /// A sheet of an article, read beside this revision.
    pub fn new(heads: &'h Heads, article: ArticleId, saw: Option<RevisionNumber>) -> Self {
        Self { heads, article, saw, added: HashMap::new() }
    }

    /// Does what a line says, whole or not at all.
    pub fn act(&mut self, tx: &Tx<'_>, line: &Line) -> Result<Done> {
        let mark = tx.mark().map_err(Problem::from)?;
        let before = self.added.clone();
        match self.line(tx, line) {
            Ok(done) => {
                tx.keep(mark).map_err(Problem::from)?;
                Ok(done)
            }
            Err(problem) => {
                tx.back(&mark).map_err(Problem::from)?;
                self.added = before;
                Err(problem)
            }
        }
    }

    fn line(&mut self, tx: &Tx<'_>, line: &Line) -> Result<Done> {
        match line.claim {
            Some(id) => self.change(tx, id, line),
            None => self.make(tx, &line.cells),
        }
    }

    fn change(&mut self, tx: &Tx<'_>, id: ClaimId, line: &Line) -> Result<Done> {
        let case = Case::load(tx, self.heads, id)?;
        let claim = case.claim().clone();
        if claim.article != self.article {
            return Err(Problem::refused(format!("claim #{id} is of another article"))
                .hint(format!("copydesk claim sheet {}", case.head.article.slug)));
        }
        let now = shown(tx, &claim)?;
        let typed = &line.cells;
        let changed = |typed: &str, now: &str| !typed.is_empty() && typed != now;
        let (words, kind, finding, source, correction) = (
            changed(&typed.words, &now.cells.words),
            changed(&typed.kind, &now.cells.kind),
            changed(&typed.finding, &now.cells.finding),
            changed(&typed.source, &now.cells.source),
            changed(&typed.correction, &now.cells.correction),
        );
        let mut did = Vec::new();
        if !(words || kind || finding || source || correction) {
            return Ok(Done { claim: None, did });
        }
        if line.stamp.as_ref().is_some_and(|stamp| *stamp != now.stamp) {
            return Err(Problem::conflict(format!("claim #{id} changed since this line was read"))
                .hint(format!("see: copydesk claim show {id}")));
        }
        let kind = sheet::kind(if kind { &typed.kind } else { "" }).map_err(wrong)?;
        let found = sheet::finding(&typed.finding).map_err(wrong)?;
        // A new correction of a finding that is proposed or approved is a new check.
        let checks = finding || (correction && found.is_some());
        let corrects = Some(typed.correction.clone()).filter(|_| correction && !checks);
        let statement = typed.words.strip_prefix(STATEMENT).map(|s| s.trim().to_owned()).filter(|_| words);
        if kind.is_some() || corrects.is_some() || statement.is_some() {
            let fields = Edit { kind, correction: corrects, statement: statement.clone(), ..Edit::default() };
            edit(tx, case, &fields)?;
            did.push("edited");
        }
        if words && statement.is_none() {
            let case = Case::load(tx, self.heads, id)?;
            let spot = quoted(&case.head, &typed.words, None, None)?;
            relink(tx, case, None, &spot)?;
            did.push("relinked");
        }
        if source && self.cite(tx, id, &typed.source)? {
            did.push("cited");
        }
        if checks {
            let words = if typed.correction.is_empty() { &now.cells.correction } else { &typed.correction };
            self.check(tx, id, found.or(claim.finding), words, &claim.rating)?;
            did.push("checked");
        }
        Ok(Done { claim: claim::by_id(tx, id)?, did })
    }

    fn make(&mut self, tx: &Tx<'_>, cells: &Cells) -> Result<Done> {
        let head = self.heads.of(tx, self.article)?;
        let kind = sheet::kind(&cells.kind).map_err(wrong)?;
        let finding = sheet::finding(&cells.finding).map_err(wrong)?;
        let mut new = NewClaim { kind, ..NewClaim::default() };
        match cells.words.strip_prefix(STATEMENT) {
            Some(statement) => statement.trim().clone_into(&mut new.statement),
            None => cells.words.clone_into(&mut new.quote),
        }
        let there = claim::of_article(tx, self.article)?.into_iter().find(|claim| {
            let same = if new.quote.is_empty() {
                claim.quote.is_empty() && claim.statement == new.statement
            } else {
                claim.quote == new.quote
            };
            same && claim.progress != Progress::Withdrawn && kind.is_none_or(|kind| kind == claim.kind)
        });
        if let Some(there) = there {
            return Err(Problem::refused(format!("claim #{} has these words already", there.id))
                .hint(format!("change its line; it begins with {}", there.id)));
        }
        let id = add(tx, &head, &new)?.id;
        let mut did = vec!["made"];
        if !cells.source.is_empty() && self.cite(tx, id, &cells.source)? {
            did.push("cited");
        }
        if finding.is_some() {
            self.check(tx, id, finding, &cells.correction, "")?;
            did.push("checked");
        } else if !cells.correction.is_empty() {
            let fields = Edit { correction: Some(cells.correction.clone()), ..Edit::default() };
            edit(tx, Case::load(tx, self.heads, id)?, &fields)?;
        }
        Ok(Done { claim: claim::by_id(tx, id)?, did })
    }

    fn check(&self, tx: &Tx<'_>, id: ClaimId, finding: Option<Finding>, words: &str, rating: &str) -> Result<()> {
        let correction = if finding == Some(Finding::NeedsCorrection) { words.to_owned() } else { String::new() };
        let what = Check { finding, note: String::new(), correction, rating: rating.to_owned() };
        check(tx, Case::load(tx, self.heads, id)?, &what, self.saw)?;
        Ok(())
    }

    /// Ties the sources that a cell names beyond those that are tied; answers whether there were any.
    fn cite(&mut self, tx: &Tx<'_>, id: ClaimId, cell: &str) -> Result<bool> {
        let named = sheet::sources(cell).map_err(wrong)?;
        let tied = cited(&source::citations_of(tx, id)?);
        if let Some(gone) = tied.iter().find(|tie| !named.contains(tie)) {
            return Err(Problem::refused(format!("{gone} is cited already and can't be taken off or changed here"))
                .hint(format!("leave it in the cell; who cited it by mistake can undo it: copydesk log '#{id}'")));
        }
        let mut any = false;
        for item in named.into_iter().filter(|item| !tied.contains(item)) {
            any = true;
            let (source, locator, stance) = match item {
                Cited::Known { source, locator, stance } => (source, locator, stance),
                Cited::New { kind, title, url } => {
                    let key = format!("{kind}\n{title}\n{url}");
                    let source = match self.added.get(&key) {
                        Some(source) => *source,
                        None => {
                            let retrieved_at = (!url.is_empty()).then_some(tx.now);
                            let new = NewSource {
                                article: Some(self.article),
                                kind,
                                title,
                                url,
                                archived_url: String::new(),
                                retrieved_at,
                                is_primary: false,
                                independence: String::new(),
                                confidential: false,
                                known_by: String::new(),
                                note: String::new(),
                                file: None,
                            };
                            let source = desk_sources::add(tx, &new)?.id;
                            self.added.insert(key, source);
                            source
                        }
                    };
                    (source, String::new(), Stance::Supports)
                }
            };
            let tie = Tie { locator, quotation: String::new(), stance, note: String::new() };
            cite(tx, Case::load(tx, self.heads, id)?, source, &tie)?;
        }
        Ok(any)
    }
}

fn wrong(why: String) -> Problem {
    Problem::usage(why)
}
