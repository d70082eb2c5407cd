//! `copydesk diff`.

use std::path::{Path, PathBuf};

use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::{ArticleAt, RevisionAt, RevisionName},
    },
    desk::{changes, names},
    diff::{
        BlockKind, Class,
        revision::{DiffSide, RevisionDiff},
    },
    domain::ids::RevisionNumber,
    render::{self, Format, diff::Options},
    store::{Read, article::Article, revision},
};

/// Show what changed between two revisions, and what became of the claims.
///
/// Without any revision head is compared with the one before it; without a second one, the named one with head.
/// --since says in a word where to begin: approved, published, seen, a revision or a date. --files compares two
/// files (- is standard input), with no desk.
///
/// Example: copydesk diff harbour-fire --since approved
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, with the older revision.
    #[arg(value_name = "ARTICLE[@FROM]", required_unless_present = "files")]
    pub article: Option<ArticleAt>,
    /// The newer revision: @5, @head, or ARTICLE@5 of the same article.
    #[arg(value_name = "@TO", allow_hyphen_values = true)]
    pub to: Option<RevisionAt>,
    /// The older revision: approved, published, seen, a number or a date.
    #[arg(long, value_name = "REVISION", conflicts_with = "to", allow_hyphen_values = true)]
    pub since: Option<RevisionName>,
    /// How to show it.
    #[arg(long, value_enum, default_value_t, value_name = "STYLE")]
    pub style: Style,
    /// Leave out changes of this class. May be given more than once.
    #[arg(long, value_enum, value_name = "CLASS", value_delimiter = ',')]
    pub ignore: Vec<Ignore>,
    /// Compare two files instead.
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], conflicts_with_all = ["article", "to", "since"])]
    pub files: Option<Vec<PathBuf>>,
    /// How many unchanged paragraphs to show around a change.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub context: usize,
    /// Show everything, what did not change too.
    #[arg(long)]
    pub full: bool,
    /// End with 1 where the texts differ, and 0 where they don't.
    #[arg(long)]
    pub exit_code: bool,
    /// Write it to this file.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// How a difference is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Style {
    /// The new text, with what went and what came marked in it.
    #[default]
    Inline,
    /// Lines that went and lines that came.
    Unified,
    /// Counts only.
    Stat,
    /// JSON, as --json gives.
    Json,
}

/// A class of changes that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Ignore {
    /// Capitals against small letters.
    Case,
    /// One quotation mark or dash for another of its kind.
    Typographic,
    /// White space.
    Spacing,
    /// Emphasis and links' targets.
    Markup,
}

impl From<Ignore> for Class {
    fn from(ignore: Ignore) -> Self {
        match ignore {
            Ignore::Case => Self::Case,
            Ignore::Typographic => Self::Typographic,
            Ignore::Spacing => Self::Spacing,
            Ignore::Markup => Self::Markup,
        }
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let style = match ctx.format() {
        Format::Table => args.style,
        Format::Json | Format::Jsonl => Style::Json,
        _ => {
            return Err(Error::usage("a comparison is printed as text or JSON only")
                .hint("leave --format out, or use --style inline, unified, stat or json"));
        }
    };
    if ctx.globals.fields.is_some() {
        return Err(Error::usage("--fields can't choose from a comparison").hint("leave --fields out"));
    }
    let diff = match args.files.as_deref() {
        Some([old, new]) => files(ctx, old, new)?,
        _ => revisions(ctx, args)?,
    };
    let ignore: Vec<Class> = args.ignore.iter().map(|i| Class::from(*i)).collect();
    let differs = differs(&diff, &ignore);
    let view = ctx.view();
    let options = Options {
        color: view.color && args.output.is_none(),
        width: view.width.unwrap_or(0),
        context: args.context,
        full: args.full,
        ignore,
        offset: ctx.zone.offset_at(view.now),
    };
    let text = match style {
        Style::Inline => render::diff::inline(&diff, &options),
        Style::Unified => render::diff::unified(&diff, &options),
        Style::Stat => render::diff::stat(&diff, &options),
        Style::Json => {
            let document = render::diff::json(&diff, &options).map_err(render::Error::from)?;
            let mut out = Vec::new();
            if ctx.format() == Format::Jsonl {
                render::json::write_line(&mut out, &document).map_err(render::Error::from)?;
            } else {
                render::json::write_pretty(&mut out, &document).map_err(render::Error::from)?;
            }
            String::from_utf8_lossy(&out).into_owned() + "\n"
        }
    };
    match &args.output {
        Some(file) => ctx.write_file(file, text.as_bytes())?,
        None => ctx.ui.page(&text)?,
    }
    if args.exit_code && differs {
        return Err(Error::refused("the texts differ").already_told());
    }
    Ok(())
}

/// Compares two files; the desk isn't asked.
fn files(ctx: &Ctx, old: &Path, new: &Path) -> Result<RevisionDiff> {
    if old.as_os_str() == "-" && new.as_os_str() == "-" {
        return Err(Error::usage("only one of the two can be standard input").hint("name a file for the other"));
    }
    // Line ends are no part of the prose.
    let text = |file: &Path| ctx.read_text(file).map(|text| text.replace("\r\n", "\n"));
    let (from, to) = (text(old)?, text(new)?);
    Ok(RevisionDiff::of_files(old.display().to_string(), &from, new.display().to_string(), &to))
}

/// Compares two revisions of an article, and notes that the newer was seen.
fn revisions(ctx: &Ctx, args: &Args) -> Result<RevisionDiff> {
    let Some(named) = &args.article else {
        return Err(Error::usage("which article?").hint("copydesk diff ARTICLE[@FROM] [@TO], or --files OLD NEW"));
    };
    if args.since.is_some() && named.revision.is_some() {
        return Err(Error::usage("--since and the revision after @ both say where to begin").hint("give one of them"));
    }
    let desk = ctx.open()?;
    let who = ctx.reader(&desk);
    let (diff, article, to) = desk.read(ctx.now(), |r| {
        let article = names::article(r, &named.article)?;
        let find = |name: RevisionName| ctx.revision(r, &article, name, who.as_ref());
        if let Some(again) = args.to.as_ref().and_then(|to| to.article.as_deref()) {
            let other = names::article(r, again)?;
            if other.id != article.id {
                return Err(Error::usage(format!("{} and {} are two articles", article.slug, other.slug)).hint(
                    "a comparison is between two revisions of one; for two texts: copydesk diff --files OLD NEW",
                ));
            }
        }
        let to = find(args.to.as_ref().map_or(RevisionName::Head, |to| to.revision))?;
        let from = match (args.since, named.revision) {
            (Some(name), _) | (None, Some(name)) => find(name)?,
            // The one before; for the first one there is none, and that is said.
            (None, None) if to == article.head => find(RevisionName::Prev)?,
            (None, None) => find(RevisionName::Number((to.0 - 1).max(1)))?,
        };
        let (old, new) = (revision::texts(r, article.id, from)?, revision::texts(r, article.id, to)?);
        let sides = (side(r, &article, from)?, side(r, &article, to)?);
        let mut diff = RevisionDiff::of_texts(&article.slug, sides.0, &old, sides.1, &new);
        diff.claims = changes::of_claims(r, &article, from, to)?;
        Ok::<_, Error>((diff, article, to))
    })?;
    ctx.note_seen(&desk, &article, to);
    Ok(diff)
}

fn side(r: &Read<'_>, article: &Article, number: RevisionNumber) -> Result<DiffSide> {
    let row = revision::by_number(r, article.id, number)?;
    Ok(DiffSide {
        label: format!("{}@{number}", article.slug),
        revision: Some(number),
        author: row.as_ref().map(|row| row.author.clone()).filter(|author| !author.is_empty()),
        recorded_at: row.map(|row| row.recorded_at),
    })
}

/// Whether anything but ignored changes is between the two.
fn differs(diff: &RevisionDiff, ignore: &[Class]) -> bool {
    diff.parts.iter().flat_map(|part| &part.diff.blocks).any(|block| match block.kind {
        BlockKind::Same => false,
        BlockKind::Changed => block.ops.iter().any(|op| op.class.is_some_and(|class| !ignore.contains(&class))),
        _ => true,
    })
}
