//! `copydesk blame`.

use std::collections::HashMap;

use crate::{
    cli::{Ctx, error::Error, error::Result, names::ArticleAt},
    diff::blame::Blame,
    domain::{ids::RevisionNumber, part::Part, time::Timestamp},
    render::{Cell, Column, Ink, Row, human::local},
    store::revision,
};

/// Say which revision and author last wrote each sentence.
///
/// A sentence belongs to the revision that gave it its present words. Words that only moved keep theirs, and so do
/// words whose quotation marks, dashes, white space, emphasis or link targets alone were changed, unless --strict is
/// given. A sentence that was taken out and brought back belongs to the revision that brought it back.
///
/// Example: copydesk blame harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, and the revision to explain; head without one.
    #[arg(value_name = "ARTICLE[@REVISION]")]
    pub article: ArticleAt,
    /// Count changes of glyphs, white space and markup too.
    #[arg(long)]
    pub strict: bool,
}

crate::record! {
    /// A sentence and who wrote it.
    pub struct SentenceView {
        /// The revision that gave it its present words.
        pub revision: RevisionNumber,
        /// Who wrote that revision, as the source says.
        pub author: String,
        /// When it came to the desk.
        pub recorded_at: Timestamp,
        /// The source's own time for it, where it gave one; people are shown that.
        pub source_time: Option<Timestamp>,
        /// The part of the text.
        pub part: Part,
        /// Where the sentence starts, in characters of the part.
        pub start: usize,
        /// Where it ends.
        pub end: usize,
        /// The sentence.
        pub text: String,
    }
}

impl Row for SentenceView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("revision", |s: &Self, _| Cell::new(s.revision.to_string(), Ink::Bold)).head("rev").right(),
            Column::new("author", |s: &Self, _| (&s.author).into()),
            Column::new("recorded_at", |s: &Self, view| {
                Cell::new(local(s.source_time.unwrap_or(s.recorded_at), view), Ink::Dim)
            })
            .head("when"),
            Column::new("part", |s: &Self, _| Some(s.part.as_str()).filter(|_| s.part != Part::Body).into()),
            Column::new("text", |s: &Self, _| (&s.text).into()).head("sentence"),
        ]
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    let who = ctx.reader(&desk);
    let (sentences, texts, authors) = desk.read(ctx.now(), |r| {
        let (article, number) = ctx.article_at(r, &args.article, who.as_ref())?;
        let texts = revision::texts(r, article.id, number)?;
        let mut blame = Blame::new(number, texts.clone(), &article.language, args.strict);
        let mut earlier = number.0 - 1;
        while earlier > 0 {
            let before = RevisionNumber(earlier);
            if !blame.before(before, revision::texts(r, article.id, before)?) {
                break;
            }
            earlier -= 1;
        }
        let all = revision::of_article(r, article.id)?;
        let authors: HashMap<_, _> =
            all.into_iter().map(|r| (r.number, (r.author, r.recorded_at, r.source_time))).collect();
        Ok::<_, Error>((blame.finish(), texts, authors))
    })?;
    // One walk through each part's text, however many sentences it has.
    let mut at: Option<(Part, std::str::Chars<'_>, usize)> = None;
    let views: Vec<SentenceView> = sentences
        .into_iter()
        .filter_map(|s| {
            let (author, recorded_at, source_time) = authors.get(&s.revision)?.clone();
            if at.as_ref().is_none_or(|(part, _, done)| *part != s.part || *done > s.chars.start) {
                at = Some((s.part.clone(), texts.get(&s.part).chars(), 0));
            }
            let (_, chars, done) = at.as_mut()?;
            chars.by_ref().take(s.chars.start - *done).for_each(drop);
            let text = chars.by_ref().take(s.chars.len()).collect();
            *done = s.chars.end;
            let (start, end) = (s.chars.start, s.chars.end);
            Some(SentenceView {
                revision: s.revision,
                author,
                recorded_at,
                source_time,
                part: s.part,
                start,
                end,
                text,
            })
        })
        .collect();
    ctx.list(&views, "there is no sentence in it")
}
