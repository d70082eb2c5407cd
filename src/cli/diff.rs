//! `copydesk diff`.

use std::path::PathBuf;

use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::{ArticleAt, RevisionAt, RevisionName},
    },
    diff::{BlockKind, Class, revision::RevisionDiff},
    render::{Format, diff::Options},
    store::Desk,
};

mod sides;
mod style;

use sides::Pair;
use style::{Drawn, Several, draw};
pub use style::{Ignore, Style};

/// Show what changed between two revisions, and what became of the claims.
///
/// Without any revision head is compared with the one before it; without a second one, the named one with head.
/// --since says in a word where to begin: approved, published, seen, a revision or a date. --each shows every step
/// between the two. --files compares two files (- is standard input), with no desk.
///
/// From the styles words and criticmarkup with --full both texts can be read back; docs/diff.md shows each style.
/// What --ignore leaves out is shown as it stands in the new text. With --exit-code, 1 says that the texts differ, and
/// whatever goes wrong ends with 2 or more.
///
/// Example: copydesk diff harbour-fire --since approved
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person types")]
pub struct Args {
    /// The article, with the older revision.
    #[arg(value_name = "ARTICLE[@FROM]", required_unless_present = "files")]
    pub article: Option<ArticleAt>,
    /// The newer revision: @5, @head, or ARTICLE@5 of the same article.
    #[arg(value_name = "@TO", allow_hyphen_values = true)]
    pub to: Option<RevisionAt>,
    /// Show every step between the two, the oldest first; the whole history, if neither is named.
    #[arg(long)]
    pub each: bool,
    /// The older revision: approved, published, seen, a number or a date.
    #[arg(long, value_name = "REVISION", conflicts_with = "to", allow_hyphen_values = true)]
    pub since: Option<RevisionName>,
    /// How to show it. Without it: inline, or what the ending of -o's FILE says (.docx, .html, .md, .json).
    #[arg(long, value_enum, value_name = "STYLE")]
    pub style: Option<Style>,
    /// Leave out changes of this class. May be given more than once.
    #[arg(long, value_enum, value_name = "CLASS", value_delimiter = ',')]
    pub ignore: Vec<Ignore>,
    /// Compare two files instead.
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], conflicts_with_all = ["article", "to", "since", "each"])]
    pub files: Option<Vec<PathBuf>>,
    /// How many unchanged paragraphs to show around a change.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub context: usize,
    /// Show everything, what did not change too.
    #[arg(long)]
    pub full: bool,
    /// Say which claims the change touched; so it is unless --no-claims is given.
    #[arg(long, overrides_with = "no_claims")]
    pub claims: bool,
    /// Leave the claims out.
    #[arg(long, overrides_with = "claims")]
    pub no_claims: bool,
    /// End with 1 where the texts differ, and 0 where they don't.
    #[arg(long)]
    pub exit_code: bool,
    /// Write it to this file.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    match compare(ctx, args) {
        Ok(true) if args.exit_code => Err(Error::refused("the texts differ").already_told()),
        Ok(_) => Ok(()),
        Err(error) if args.exit_code => Err(error.never_one()),
        Err(error) => Err(error),
    }
}

/// Shows the comparison; says whether the texts differ.
fn compare(ctx: &Ctx, args: &Args) -> Result<bool> {
    let style = chosen(ctx, args)?;
    let view = ctx.view();
    let options = Options {
        color: view.color && args.output.is_none(),
        width: view.width.unwrap_or(0),
        context: args.context,
        full: args.full,
        ignore: args.ignore.iter().map(|i| Class::from(*i)).collect(),
        offset: ctx.zone.offset_at(view.now),
        claims: args.files.is_none() && !args.no_claims,
        raw: args.output.is_some() || !view.terminal,
    };
    if let Some([old, new]) = args.files.as_deref() {
        if args.claims {
            return Err(Error::usage("files have no claims").hint("leave --claims out"));
        }
        let diff = sides::files(ctx, old, new, options.raw && style.keeps_bytes())?;
        deliver(ctx, args, draw(style, &diff, &options, ctx.format())?)?;
        return Ok(differs(&diff, &options.ignore));
    }
    let desk = ctx.open()?;
    let pair = Pair::find(ctx, &desk, args)?;
    let differ = if args.each {
        each(ctx, args, &desk, &pair, style, &options)?
    } else {
        let diff = desk.read(ctx.now(), |r| pair.compare(r, options.claims, style != Style::Json))?;
        deliver(ctx, args, draw(style, &diff, &options, ctx.format())?)?;
        if args.claims && diff.claims.is_empty() {
            ctx.ui.status("no claim was touched");
        }
        differs(&diff, &options.ignore)
    };
    ctx.note_seen(&desk, &pair.article, pair.to);
    Ok(differ)
}

/// Shows every step from one revision to another.
fn each(ctx: &Ctx, args: &Args, desk: &Desk, pair: &Pair, style: Style, options: &Options) -> Result<bool> {
    let steps = pair.steps()?;
    let progress = (steps.len() >= LONG).then(|| ctx.ui.progress("comparisons", Some(steps.len() as u64)));
    let mut differ = false;
    let mut drawn = Several::new(style, ctx.format());
    for step in &steps {
        let diff = desk.read(ctx.now(), |r| step.compare(r, options.claims, style != Style::Json))?;
        drawn.add(&diff, options)?;
        differ |= differs(&diff, &options.ignore);
        if let Some(progress) = &progress {
            progress.inc(1);
        }
    }
    drop(progress);
    deliver(ctx, args, Drawn::Text(drawn.finish()?))?;
    Ok(differ)
}

/// From so many comparisons on, it is told how far they have come.
const LONG: usize = 20;

/// The style that --style and --format ask for together.
fn chosen(ctx: &Ctx, args: &Args) -> Result<Style> {
    if ctx.globals.fields.is_some() {
        return Err(Error::usage("--fields can't choose from a comparison").hint("leave --fields out"));
    }
    match (ctx.format(), args.style) {
        (Format::Table, style) => Ok(style.or_else(|| Style::of_file(args.output.as_deref()?)).unwrap_or_default()),
        (Format::Markdown, None | Some(Style::Markdown)) => Ok(Style::Markdown),
        (Format::Json | Format::Jsonl, None | Some(Style::Json)) => Ok(Style::Json),
        (Format::Json | Format::Jsonl | Format::Markdown, Some(_)) => {
            Err(Error::usage("--style and --format ask for different forms").hint("give one of them"))
        }
        _ => Err(Error::usage("a comparison has styles, not formats")
            .hint(format!("leave --format out, and use --style {}", words_of::<Style>().join(", ")))),
    }
}

/// Prints it, or writes it to the file that was asked for.
fn deliver(ctx: &Ctx, args: &Args, drawn: Drawn) -> Result<()> {
    if matches!(&drawn, Drawn::Text(text) if text.is_empty()) {
        // The forms for tools have no word for it.
        ctx.ui.status("no difference");
    }
    match (&args.output, drawn) {
        (Some(file), Drawn::Text(text) | Drawn::Document(text)) => ctx.write_file(file, text.as_bytes()),
        (Some(file), Drawn::Binary(bytes, _)) => ctx.write_file(file, &bytes),
        (None, Drawn::Text(text) | Drawn::Document(text)) => Ok(ctx.ui.page(&text)?),
        (None, Drawn::Binary(bytes, _)) if !ctx.ui.terminal().stdout => Ok(ctx.ui.write(&bytes)?),
        (None, Drawn::Binary(_, ending)) => {
            let name = args.article.as_ref().map_or("diff", |named| named.article.as_str());
            Err(Error::usage("this style is a file that a terminal can't show")
                .hint(format!("add -o {name}.{ending}, or send it through a pipe")))
        }
    }
}

/// The words of a closed set, as they are typed.
fn words_of<T: clap::ValueEnum>() -> Vec<String> {
    T::value_variants().iter().filter_map(|v| Some(v.to_possible_value()?.get_name().to_owned())).collect()
}

/// Whether anything but ignored changes is between the two. Blank lines between
/// paragraphs are spacing.
fn differs(diff: &RevisionDiff, ignore: &[Class]) -> bool {
    diff.parts.iter().any(|part| {
        let blank = !part.is_changed() && part.old != part.new && !ignore.contains(&Class::Spacing);
        blank
            || part.diff.blocks.iter().any(|block| match block.kind {
                BlockKind::Same => false,
                BlockKind::Changed => block.ops.iter().any(|op| op.class.is_some_and(|class| !ignore.contains(&class))),
                _ => true,
            })
    })
}
