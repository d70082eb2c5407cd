//! `copydesk proof`.

use std::{collections::BTreeMap, ops::Range, path::PathBuf};

use serde::Serialize;

use crate::{
    cli::{
        Ctx,
        claim::ranges,
        error::{Error, Result},
        names::ArticleAt,
    },
    desk::facts::{Head, Loaded},
    domain::{
        claim::{Progress, Standing},
        ids::{ClaimId, RevisionNumber, SourceId},
        part::Part,
        source::Stance,
        standing::Verdict,
    },
    render::{
        Format, Ink, View, human, json,
        marked::{self, Mark},
        page::Page,
    },
    store::{Read, claim, person},
};

/// Show the text with every claim marked in it, and what it rests on.
///
/// Each claim's words stand between ⟦ and ⟧ with its number and the sign of its standing; notes below say what
/// changed and name the sources. For an older revision the standings are those of its text: what may be relied on
/// there by what is decided today.
///
/// Example: copydesk proof harbour-fire@published
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, with a revision if not head.
    #[arg(value_name = "ARTICLE[@REV]")]
    pub article: ArticleAt,
    /// How to show it.
    #[arg(long, value_enum, default_value_t, value_name = "STYLE")]
    pub style: Style,
    /// Write it to this file.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// How a proof is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Style {
    /// For the terminal.
    #[default]
    Terminal,
    /// JSON, as --json gives.
    Json,
}

/// A proof. The fields are those of SPEC section 8.
#[derive(Debug, Serialize)]
struct ProofView {
    article: String,
    revision: RevisionNumber,
    sentences: Vec<SentenceView>,
    coverage: Coverage,
}

/// A sentence and the claims in it.
#[derive(Debug, Serialize)]
struct SentenceView {
    part: Part,
    start: usize,
    end: usize,
    text: String,
    claims: Vec<ClaimId>,
}

/// How much of the text is claimed and approved, in sentences.
#[derive(Debug, Default, Serialize)]
struct Coverage {
    /// All sentences.
    sentences: usize,
    /// Those in which a claim stands.
    covered: usize,
    /// Those in which claims stand that are all approved.
    approved: usize,
}

/// A claim of the article, judged against the revision.
struct Judged {
    loaded: Loaded,
    verdict: Verdict,
}

impl Judged {
    fn id(&self) -> ClaimId {
        self.loaded.claim.id
    }

    fn spots<'a>(&'a self, part: &'a Part) -> impl Iterator<Item = Range<usize>> + 'a {
        let stands = |a: &&claim::Anchor| a.confirmed && a.how.has_words() && a.part == *part;
        self.loaded.anchors.iter().filter(stands).map(|a| a.start..a.start + a.length)
    }

    /// Where it first stands, in reading order.
    fn first(&self) -> Option<(&Part, usize)> {
        let stands = self.loaded.anchors.iter().filter(|a| a.confirmed && a.how.has_words());
        stands.map(|a| (&a.part, a.start)).min()
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    let who = ctx.reader(&desk);
    let (head, number, claims, people) = desk.read(ctx.now(), |r| {
        let (article, number) = ctx.article_at(r, &args.article, who.as_ref())?;
        let texts = crate::store::revision::texts(r, article.id, number)?;
        let head = Head::of(article, texts);
        let claims = judge(r, &head, number)?;
        let people: BTreeMap<_, _> = person::all(r)?.into_iter().map(|p| (p.id, p.name)).collect();
        Ok::<_, Error>((head, number, claims, people))
    })?;
    let view = view(&head, number, &claims);
    let compose = |page: &mut Page| {
        Proof { head: &head, number, claims: &claims, people: &people, view: &view }.compose(page);
    };
    let as_json = args.style == Style::Json || ctx.format().is_json();
    match &args.output {
        Some(file) => {
            let mut bytes = Vec::new();
            if as_json {
                json::write_pretty(&mut bytes, &view).map_err(crate::render::Error::from)?;
                bytes.push(b'\n');
            } else {
                let mut page = Page::new(View { color: false, terminal: false, width: Some(80), ..ctx.view() });
                compose(&mut page);
                bytes = page.into_text().into_bytes();
            }
            ctx.write_file(file, &bytes)?;
        }
        None if as_json && ctx.format() == Format::Table => {
            let mut bytes = Vec::new();
            json::write_pretty(&mut bytes, &view).map_err(crate::render::Error::from)?;
            bytes.push(b'\n');
            ctx.ui.write(&bytes)?;
        }
        None => ctx.document(&view, compose)?,
    }
    ctx.note_seen(&desk, &head.article, number);
    Ok(())
}

/// The article's claims against the text of a revision, in reading order; those
/// that don't stand in it come last.
fn judge(r: &Read<'_>, head: &Head, number: RevisionNumber) -> Result<Vec<Judged>> {
    let mut anchors = claim::anchors_at(r, head.article.id, number)?;
    let mut claims = Vec::new();
    for claim in claim::of_article(r, head.article.id)? {
        let own = anchors.extract_if(.., |a| a.claim == claim.id).collect();
        let loaded = Loaded::with_anchors(r, head, claim, own)?;
        let verdict = loaded.verdict();
        if verdict.progress != Progress::Withdrawn {
            claims.push(Judged { loaded, verdict });
        }
    }
    claims.sort_by(|a, b| (a.first().is_none(), a.first(), a.id()).cmp(&(b.first().is_none(), b.first(), b.id())));
    Ok(claims)
}

fn view(head: &Head, number: RevisionNumber, claims: &[Judged]) -> ProofView {
    let mut sentences = Vec::new();
    let mut coverage = Coverage::default();
    for (part, text) in head.texts.iter() {
        let chars: Vec<char> = text.chars().collect();
        for range in head.reading().sentences(part) {
            let stands = |c: &&Judged| c.spots(part).any(|s| s.start < range.end && range.start < s.end);
            let within: Vec<&Judged> = claims.iter().filter(stands).collect();
            coverage.sentences += 1;
            if !within.is_empty() {
                coverage.covered += 1;
                coverage.approved += usize::from(within.iter().all(|c| c.verdict.standing == Standing::Approved));
            }
            sentences.push(SentenceView {
                part: part.clone(),
                start: range.start,
                end: range.end,
                text: chars.get(range.clone()).unwrap_or_default().iter().collect(),
                claims: within.iter().map(|c| c.id()).collect(),
            });
        }
    }
    ProofView { article: head.article.slug.clone(), revision: number, sentences, coverage }
}

/// All that a proof's page is made of.
struct Proof<'a> {
    head: &'a Head,
    number: RevisionNumber,
    claims: &'a [Judged],
    people: &'a BTreeMap<crate::domain::ids::PersonId, String>,
    view: &'a ProofView,
}

impl Proof<'_> {
    fn compose(&self, page: &mut Page) {
        let article = &self.head.article;
        let older = if self.number == article.head { String::new() } else { format!("; head is {}", article.head) };
        page.ink(Ink::Dim, format!("{}@{} ({}{older})", article.slug, self.number, article.stage)).end().gap();
        for (part, text) in self.head.texts.iter() {
            if matches!(part, Part::Named(_)) {
                page.gap().ink(Ink::Dim, format!("[{part}]")).end();
            }
            let marks: Vec<Mark> = self.claims.iter().flat_map(|c| marks(c, part)).collect();
            let view = page.view();
            let drawn = marked::draw(text, &marks, 0, view.width.map(|w| w.min(READABLE)), view.color);
            if matches!(part, Part::Headline) && marks.is_empty() {
                page.ink(Ink::Bold, drawn.trim_end()).end();
            } else {
                page.raw(&drawn);
            }
            page.gap();
        }
        page.ink(Ink::Dim, "Claims").end();
        if self.claims.is_empty() {
            page.line("  none yet");
        }
        for claim in self.claims {
            self.note(page, claim);
        }
        page.gap();
        self.coverage(page);
    }

    /// What there is to say of a claim: its standing and why, its words where
    /// they are gone, who decided, its sources.
    fn note(&self, page: &mut Page, claim: &Judged) {
        let Judged { loaded, verdict } = claim;
        page.put(format!("  #{} ", claim.id()));
        page.cell(&human::standing(verdict.standing));
        if verdict.standing == Standing::Unapproved {
            page.put(format!(", {}", verdict.progress));
        }
        let who = |kind| loaded.decisions.iter().rfind(|d| d.kind == kind).and_then(|d| self.people.get(&d.actor));
        if let Some(finding) = loaded.claim.finding {
            page.put(format!(" · {finding}"));
        }
        for (kind, done) in [
            (crate::domain::decision::DecisionKind::Check, "checked by"),
            (crate::domain::decision::DecisionKind::Approve, "approved by"),
        ] {
            let stands = verdict.progress == Progress::Approved || kind == crate::domain::decision::DecisionKind::Check;
            if let Some(name) = who(kind).filter(|_| stands) {
                page.put(format!(" · {done} {name}"));
            }
        }
        page.end();
        if claim.first().is_none() && !loaded.claim.quote.is_empty() {
            page.wrapped(6, &format!("\"{}\"", human::excerpt(&loaded.claim.quote, 120)));
        }
        if !loaded.claim.statement.is_empty() {
            page.wrapped(6, &loaded.claim.statement);
        }
        if let Some(why) = crate::desk::facts::why(verdict).filter(|_| verdict.standing != Standing::Approved) {
            page.wrapped(6, why);
        }
        for listed in &verdict.listed {
            page.wrapped(6, &format!("changed, and carries: {}", listed.message));
        }
        for (citation, source) in &loaded.citations {
            let stance =
                if citation.stance == Stance::Supports { String::new() } else { format!("{}: ", citation.stance) };
            let at = |text: &str| if text.is_empty() { String::new() } else { format!(", {text}") };
            let line = format!(
                "{} {stance}{}{}{}",
                human::source(SourceId(source.id.0)),
                source.title,
                at(&citation.locator),
                at(&source.url)
            );
            page.wrapped(6, &line);
        }
    }

    fn coverage(&self, page: &mut Page) {
        let Coverage { sentences, covered, approved } = self.view.coverage;
        let of = human::count(sentences as u64, "sentence", "sentences");
        page.wrapped(0, &format!("{covered} of {of} carry a claim; in {approved} of them all claims are approved."));
        let mut by: BTreeMap<Standing, Vec<i64>> = BTreeMap::new();
        for claim in self.claims {
            by.entry(claim.verdict.standing).or_default().push(claim.id().0);
        }
        let counts: Vec<String> =
            by.into_iter().map(|(standing, ids)| format!("{} {standing} (#{})", ids.len(), ranges(ids))).collect();
        if !counts.is_empty() {
            page.wrapped(0, &format!("Claims: {}.", counts.join(", ")));
        }
    }
}

/// The marks of a claim in a part.
fn marks<'a>(claim: &'a Judged, part: &'a Part) -> impl Iterator<Item = Mark> + 'a {
    let standing = claim.verdict.standing;
    let label = format!("#{} {}", claim.id(), human::standing_sign(standing));
    let ink = match human::standing_ink(standing) {
        Ink::Plain => Ink::Bold,
        ink => ink,
    };
    claim.spots(part).map(move |chars| Mark { chars, label: label.clone(), ink })
}

/// Lines longer than this are hard to read, however wide the terminal.
const READABLE: usize = 90;
