//! `copydesk import`.

use std::path::PathBuf;

use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
    },
    import::Options,
    render::Format,
};

mod options;
mod report;
mod run;
mod view;
mod watch;
mod whole;

use report::Report;
use run::Run;

/// Read copy into the desk: files, folders, archives or standard input.
///
/// Each item is all in or all out, and one line says what became of it: created, updated (a new revision),
/// unchanged, withdrawn or rejected. The same input twice changes nothing, and a run that was killed can simply be
/// run again. Each input is recognised by its content (wire copy, Markdown, JSONL, ninjs, NewsML-G2, NITF, RSS, Atom,
/// JSON Feed, WordPress exports, news pages) and the summary says what it was taken for; `--format WORD` after the verb
/// says so instead, as --input-format does; use --json for output as JSON. A whole desk, exported with `copydesk export desk`, comes in by itself into a desk just made,
/// and what came to it after an event (`export desk --since EVENT`) into a copy that stands at that event.
///
/// A fact-check spreadsheet becomes claims: `copydesk import facts.xlsx --article SLUG`. A finding in it is proposed in
/// the name of the checker whom it names, never approved. A Word document's comments and footnotes become claims with
/// their sources. Published checks (ClaimReview) become precedents.
///
/// Example: copydesk import wire/ --tag place:Syria --provider reuters
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line, each by itself")]
pub struct Args {
    /// Files and folders to read; - is standard input.
    #[arg(required_unless_present = "retry_from", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How the input is written, where that can't be seen from it.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,
    /// Tag every item, as scheme:name or name. May be given more than once.
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// The desk that the items belong to.
    #[arg(long, value_name = "NAME")]
    pub desk: Option<String>,
    /// The slug of the item. Only with one item.
    #[arg(long, value_name = "SLUG")]
    pub slug: Option<String>,
    /// Whose copy it is.
    #[arg(long, value_name = "NAME")]
    pub provider: Option<String>,
    /// The article that the rows of a fact-check spreadsheet belong to, where they don't say so.
    #[arg(long, value_name = "ARTICLE")]
    pub article: Option<String>,
    /// What the desk calls the columns of its spreadsheet: statement=Fact,url="Source link". It is remembered.
    #[arg(long, value_name = "COLUMN=NAME,…")]
    pub map: Vec<String>,
    /// What the comments and notes on the words of a draft become.
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = Annotate::Claims)]
    pub annotations: Annotate,
    /// The encoding of the input, where it is told wrong: windows-1252, koi8-r, gb18030, …
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The zone of times that name none: UTC, local, or an offset such as +01:00.
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub tz: Option<String>,
    /// Remove characters that would be refused (control and direction characters), and say so.
    #[arg(long)]
    pub repair: bool,
    /// Read the git history of the files, or of the text files in the folders: each commit is a revision.
    #[arg(long, conflicts_with_all = ["watch", "retry_from"])]
    pub git: bool,
    /// Stop after so many items.
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Write what became of each item to a file, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Read again the files in which an earlier run rejected something, as its report says.
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    pub retry_from: Option<PathBuf>,
    /// Go on: import new and changed files as they settle, until Ctrl-C.
    #[arg(long, conflicts_with_all = ["dry_run", "slug", "limit", "retry_from"])]
    pub watch: bool,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// How input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum InputFormat {
    /// Plain wire copy: the first line with words is the headline.
    #[value(alias = "wire")]
    Plain,
    /// Markdown, with or without front matter.
    Markdown,
    /// copydesk's own JSONL: one article a line.
    Jsonl,
    /// What each input looks like by its content.
    Auto,
    /// ninjs 1.x, 2.x and 3.x: one item, a list, or one a line.
    Ninjs,
    /// NewsML-G2: items, packages and messages of them.
    NewsmlG2,
    /// NITF.
    Nitf,
    /// RSS and Atom.
    Feed,
    /// JSON Feed.
    JsonFeed,
    /// A WordPress export (WXR).
    Wxr,
    /// An HTML page that is one article.
    Html,
    /// A table of articles, one a row: CSV or TSV.
    Articles,
    /// A Word document.
    Docx,
    /// Published checks as ClaimReview JSON-LD, also within HTML pages: they become precedents.
    Claimreview,
    /// A fact-check spreadsheet, one fact a row: CSV, TSV or XLSX.
    Facts,
}

/// What the notes on the words of a draft become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Annotate {
    /// Claims, with their sources.
    Claims,
    /// Comments on the article.
    Comments,
}

impl InputFormat {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Markdown => "markdown",
            Self::Jsonl => "jsonl",
            Self::Auto => "auto",
            Self::Ninjs => "ninjs",
            Self::NewsmlG2 => "newsml-g2",
            Self::Nitf => "nitf",
            Self::Feed => "feed",
            Self::JsonFeed => "json-feed",
            Self::Wxr => "wxr",
            Self::Html => "html",
            Self::Articles => "articles",
            Self::Docx => "docx",
            Self::Claimreview => "claimreview",
            Self::Facts => "facts",
        }
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    if let Some(source) = whole::exported(args) {
        return whole::load(ctx, args, source);
    }
    let desk = ctx.open()?;
    let actor = ctx.actor(&desk)?;
    let options = options::options(ctx, &desk, args)?;
    let paths = match &args.retry_from {
        None => args.paths.clone(),
        Some(report) => report::rejected(report)?,
    };
    if paths.is_empty() {
        ctx.ui.status("nothing was rejected: there is nothing to read again");
        return Ok(());
    }
    if args.watch && (ctx.format() == Format::Json || paths.iter().any(|path| path.as_os_str() == "-")) {
        return Err(Error::usage("--watch goes on without an end, and watches files")
            .hint("name folders or files; for outcomes as JSON lines: copydesk --format jsonl import … --watch"));
    }
    options::remember(ctx, &desk, &actor, args)?;
    let mut report = args.report.as_deref().map(Report::begin).transpose()?;
    let mut once = |paths: &[PathBuf], options: Options| -> Result<i64> {
        let started = std::time::Instant::now();
        let mut run = Run::new(ctx, args, paths, report.as_mut())?;
        let result = run.all(&desk, &actor, options);
        // What was committed is told even when the run broke off.
        run.close(started.elapsed())?;
        result?;
        Ok(run.counts.rejected)
    };
    if args.watch {
        return watch::watch(ctx, &paths, |files| {
            let options = options::options(ctx, &desk, args)?;
            once(files, options).map(|_| ())
        });
    }
    match once(&paths, options)? {
        0 => Ok(()),
        1 => Err(Error::rejected_items("1 item was rejected; the rest is in").hint("mend it and run the import again")),
        n => Err(Error::rejected_items(format!("{n} items were rejected; the rest is in"))
            .hint("mend them and run the import again")),
    }
}
