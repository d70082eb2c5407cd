//! `copydesk export`.
//!
//! What is for the desk alone leaves in no file unless `--internal` asks for it,
//! and then the file says so; what is not public leaves only when the revision
//! is named. The whole desk is the exception: it is for a desk, and holds all.

use std::path::{Path, PathBuf};

use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::{ArticleAt, Since},
    },
    desk::export::Wanted,
    domain::{article::Stage, naming::TagName},
    render::human,
};

mod articles;
mod claims;
mod events;
mod out;
mod precedents;
mod whole;

/// Write articles, claims, the record or the whole desk in a form that others read.
///
/// Articles: jsonl, markdown, ninjs, newsml-g2, atom, docx. Claims: csv, xlsx (the fact-check sheet), claimreview,
/// annotations. Precedents: jsonl, claimreview. Events and the whole desk: jsonl. The ending of -o says the form where --to doesn't.
///
/// What leaves is the public text, unless --rev or ARTICLE@REV names another. Confidential sources, notes to editors,
/// comments and who works on what stay here; --internal takes them along, and the file says so. The whole desk has
/// everything in it: it is for another desk (copydesk init NEW.db; copydesk --db NEW.db import desk.jsonl), and so is
/// what came to it after an event (export desk --since EVENT): a copy that stands at that event imports it, and is the
/// desk again.
///
/// Example: copydesk export articles harbour-fire --to ninjs -o harbour-fire.json
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "independent flags")]
pub struct Args {
    /// What to write out.
    #[arg(value_enum, value_name = "WHAT")]
    pub what: What,
    /// Only these articles, each with a revision if not the public one.
    #[arg(value_name = "ARTICLE[@REV]")]
    pub articles: Vec<ArticleAt>,
    /// The form. Without it: what the ending of -o says; else jsonl, and csv for claims.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: Option<To>,
    /// Write to this file; to a folder (its name ends in /), a file an article.
    #[arg(short, long, value_name = "FILE|FOLDER/")]
    pub output: Option<PathBuf>,
    /// Replace files that are there.
    #[arg(long, requires = "output")]
    pub force: bool,
    /// Which revision of each article. Without it the public one; for the fact-check sheet, the newest.
    #[arg(long, value_enum, value_name = "WHICH")]
    pub rev: Option<Which>,
    /// Only those with this tag. May be given more than once; an article must have all.
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<TagName>,
    /// Only those of this desk.
    #[arg(long, value_name = "NAME")]
    pub desk: Option<String>,
    /// Only those in this stage. May be given more than once.
    #[arg(long = "stage", value_enum, value_name = "STAGE")]
    pub stages: Vec<Stage>,
    /// Only what changed, or happened, since then. For the whole desk and for events also an event's number: what came
    /// after it.
    #[arg(long, value_name = "TIME|EVENT")]
    pub since: Option<Since>,
    /// With the claims of each article: as comments in docx, as claims in jsonl.
    #[arg(long)]
    pub claims: bool,
    /// With the revisions before, drafts among them (jsonl).
    #[arg(long)]
    pub history: bool,
    /// With what is for the desk alone: confidential sources, notes, comments, assignments.
    #[arg(long)]
    pub internal: bool,
    /// Who publishes the reviews (claimreview).
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
    /// What the feed is called (atom).
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
}

/// What can be written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// Articles: their text and what is told about it.
    Articles,
    /// Claims, with what was found.
    Claims,
    /// Claims that were checked already, elsewhere or here.
    Precedents,
    /// The record.
    Events,
    /// The whole desk with its record.
    Desk,
}

impl What {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Claims => "claims",
            Self::Precedents => "precedents",
            Self::Events => "events",
            Self::Desk => "desk",
        }
    }

    /// The forms in which it can be written, the usual one first.
    const fn forms(self) -> &'static [To] {
        match self {
            Self::Articles => &[To::Jsonl, To::Markdown, To::Ninjs, To::NewsmlG2, To::Atom, To::Docx],
            Self::Claims => &[To::Csv, To::Xlsx, To::Claimreview, To::Annotations],
            Self::Precedents => &[To::Jsonl, To::Claimreview],
            Self::Events | Self::Desk => &[To::Jsonl],
        }
    }

    /// The form that a file's ending asks for.
    fn form_of(self, file: &Path) -> Option<To> {
        let name = file.file_name()?.to_str()?.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let to = match (name.rsplit_once('.')?.1, self) {
            ("jsonl" | "ndjson", _) => To::Jsonl,
            ("md" | "markdown", _) => To::Markdown,
            ("json", Self::Articles) => To::Ninjs,
            ("json", Self::Claims | Self::Precedents) => To::Claimreview,
            ("jsonld", _) => To::Annotations,
            ("xml", _) => To::NewsmlG2,
            ("atom", _) => To::Atom,
            ("csv", _) => To::Csv,
            ("xlsx", _) => To::Xlsx,
            ("docx", _) => To::Docx,
            _ => return None,
        };
        Some(to)
    }
}

/// A form to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum To {
    /// One JSON object a line, as import reads it.
    Jsonl,
    /// Markdown with front matter.
    Markdown,
    /// ninjs 3.1, the IPTC's news in JSON.
    Ninjs,
    /// NewsML-G2 2.35, the IPTC's news in XML.
    #[value(name = "newsml-g2")]
    NewsmlG2,
    /// A feed.
    Atom,
    /// A word processor's document.
    Docx,
    /// The fact-check sheet, comma-separated.
    Csv,
    /// The fact-check sheet as a workbook.
    Xlsx,
    /// ClaimReview, for search engines and other checkers.
    Claimreview,
    /// W3C Web Annotations.
    Annotations,
}

impl To {
    fn as_str(self) -> String {
        clap::ValueEnum::to_possible_value(&self).map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// The ending of its files.
    const fn ending(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Markdown => "md",
            Self::Ninjs | Self::Claimreview => "json",
            Self::NewsmlG2 => "xml",
            Self::Atom => "atom",
            Self::Docx => "docx",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Annotations => "jsonld",
        }
    }

    /// Whether it is bytes that a terminal can't show.
    const fn is_binary(self) -> bool {
        matches!(self, Self::Docx | Self::Xlsx)
    }

    /// Whether it is for the public alone.
    const fn is_public(self) -> bool {
        matches!(self, Self::Atom | Self::Claimreview)
    }
}

/// Which revision of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Which {
    /// The one that is public.
    Published,
    /// The one that was approved last.
    Approved,
    /// The newest.
    Head,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let to = form(args)?;
    check(args, to)?;
    let to_terminal = args.output.is_none() && ctx.ui.terminal().stdout;
    if to.is_binary() && to_terminal {
        return Err(Error::usage(format!("{} is no text; a terminal can't show it", to.as_str()))
            .hint(format!("write it to a file: -o FILE.{}", to.ending())));
    }
    match args.what {
        What::Articles => articles::run(ctx, args, to),
        What::Claims => claims::run(ctx, args, to),
        What::Precedents => precedents::run(ctx, args, to),
        What::Events => events::run(ctx, args),
        What::Desk => whole::run(ctx, args),
    }
}

/// The form that --to, -o and the kind of thing ask for together.
fn form(args: &Args) -> Result<To> {
    let forms = args.what.forms();
    let named = || forms.iter().map(|to| to.as_str()).collect::<Vec<_>>().join(", ");
    let asked = args.to.or_else(|| args.what.form_of(args.output.as_deref()?));
    let usual = || forms.first().copied().unwrap_or(To::Jsonl);
    match (asked, args.output.as_deref()) {
        (Some(to), _) if forms.contains(&to) => Ok(to),
        (Some(to), _) => Err(Error::usage(format!("{} can't be written as {}", args.what.as_str(), to.as_str()))
            .hint(format!("they are written as: {}", named()))),
        (None, Some(folder)) if forms.len() > 1 && out::is_folder(folder) => {
            Err(Error::usage("a folder's name doesn't say the form of its files")
                .hint(format!("give --to {}", named())))
        }
        (None, _) => Ok(usual()),
    }
}

/// Flags that don't go with what is to be written are refused by name.
fn check(args: &Args, to: To) -> Result<()> {
    let what = args.what.as_str();
    let narrows = !args.articles.is_empty()
        || !args.tags.is_empty()
        || args.desk.is_some()
        || !args.stages.is_empty()
        || args.rev.is_some();
    if matches!(args.what, What::Desk | What::Events | What::Precedents) && narrows {
        return Err(Error::usage(format!("{what} are exported whole"))
            .hint("leave out articles, --tag, --desk, --stage and --rev"));
    }
    if args.what == What::Precedents && (args.since.is_some() || args.internal) {
        return Err(Error::usage("all precedents are exported, and nothing in them is internal")
            .hint("leave out --since and --internal"));
    }
    if args.what == What::Desk && args.internal {
        return Err(Error::usage("the whole desk is exported with everything in it").hint("leave out --internal"));
    }
    match (args.what, args.since) {
        (What::Desk, Some(Since::Time(_))) => {
            return Err(Error::usage("a copy of a desk goes on from an event, not from a time").hint(
                "give its number: --since EVENT; a copy says at which it stands: copydesk --db COPY.db db seal",
            ));
        }
        (What::Articles | What::Claims, Some(Since::Event(_))) => {
            return Err(Error::usage(format!("{what} are chosen by time, not by an event's number"))
                .hint("give a time, as in --since 2026-01-31"));
        }
        _ => {}
    }
    let filtered = !args.tags.is_empty() || args.desk.is_some() || !args.stages.is_empty() || args.since.is_some();
    if !args.articles.is_empty() && filtered {
        return Err(Error::usage("articles are either named or chosen by --tag, --desk, --stage and --since")
            .hint("leave out the one or the other"));
    }
    for (given, flag, fits, with) in [
        (
            args.claims,
            "--claims",
            args.what == What::Articles && matches!(to, To::Jsonl | To::Docx),
            "articles as jsonl or docx",
        ),
        (args.history, "--history", args.what == What::Articles && to == To::Jsonl, "articles as jsonl"),
        (
            args.publisher.is_some(),
            "--publisher",
            args.what == What::Claims && to == To::Claimreview,
            "claims as claimreview",
        ),
        (args.title.is_some(), "--title", to == To::Atom, "articles as atom"),
    ] {
        if given && !fits {
            return Err(Error::usage(format!("{flag} goes with {with}")).hint("leave it out"));
        }
    }
    if to.is_public() {
        let named = args.articles.iter().any(|at| at.revision.is_some());
        if args.internal {
            return Err(Error::usage(format!("{} is for the public: nothing internal goes into it", to.as_str()))
                .hint("leave out --internal"));
        }
        if named || args.rev.is_some_and(|rev| rev != Which::Published) {
            return Err(Error::usage(format!("{} is for the public: only what is public goes into it", to.as_str()))
                .hint("leave the revision out"));
        }
    }
    Ok(())
}

/// Which articles the flags ask for.
fn wanted(ctx: &Ctx, args: &Args) -> Wanted {
    Wanted {
        tags: args.tags.clone(),
        desk: args.desk.clone(),
        stages: args.stages.clone(),
        since: match args.since {
            Some(Since::Time(when)) => Some(when.resolve_start(ctx.clock.now(), ctx.zone)),
            Some(Since::Event(_)) | None => None,
        },
    }
}

/// What was written, for programs.
#[derive(Debug, serde::Serialize)]
struct Wrote {
    output: String,
    format: String,
    internal: bool,
    items: u64,
    left_out: u64,
}

/// Tells what was written to files.
fn tell(ctx: &Ctx, args: &Args, to: To, items: u64, left_out: u64, names: (&str, &str)) -> Result<()> {
    let Some(output) = &args.output else { return Ok(()) };
    if ctx.for_people() {
        let inside = if args.internal { ", with what is for the desk alone" } else { "" };
        let count = human::count(items, names.0, names.1);
        ctx.ui.status(format!("wrote {}: {count} as {}{inside}", output.display(), to.as_str()));
        return Ok(());
    }
    let wrote =
        Wrote { output: output.display().to_string(), format: to.as_str(), internal: args.internal, items, left_out };
    ctx.document(&wrote, |_| {})
}
