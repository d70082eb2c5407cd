//! `copydesk claim sheet`.

use std::fmt::Write as _;
use std::path::PathBuf;

use unicode_width::UnicodeWidthStr as _;

use crate::{
    cli::{
        Ctx, desk as desk_of,
        error::{Error, Kind, Result},
        names::{ArticleName, RevisionName},
    },
    desk::{
        Problem,
        claims::sheet::{self as desk_sheet, Sheet, Shown},
        facts::{Head, Heads},
    },
    domain::{
        claim::{ClaimKind, Finding},
        ids::RevisionNumber,
        sheet::{self, COLUMNS, Cells, Read as Typed},
    },
    render::{Cell, Column, Ink, Row, human},
    store::{Desk, Read, seen},
    ui::editor::Draft,
};

/// Work on all claims of an article in one sitting: a line each, in your editor.
///
/// Each line has the claim's words, kind, finding, sources and correction. Change a line to edit the claim, tie it to
/// other words, cite a source or propose a finding; write a new line to make a claim. Each line is taken or refused by
/// itself; what is refused is kept in a file, with the reasons, and can be mended and handed in again. A line whose claim
/// changed meanwhile is refused. Without a terminal the sheet is printed, to be handed in with --file.
///
/// Example: copydesk claim sheet harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// Take the lines of this file; - is standard input.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Print the sheet.
    #[arg(long, conflicts_with = "file")]
    pub print: bool,
    /// The revision that was read. Default: the one that the sheet names.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// The largest sheet, in bytes.
const LARGEST: u64 = 4 << 20;

crate::record! {
    /// What came of a line.
    pub struct LineView {
        /// Its number in the sheet, from 1.
        pub line: usize,
        /// The claim; null where none was made.
        pub claim: Option<i64>,
        /// `made`, `changed`, `unchanged` or `refused`.
        pub outcome: &'static str,
        /// What was done: `made`, `edited`, `relinked`, `cited`, `checked`.
        pub did: Vec<&'static str>,
        /// Why it was refused.
        pub message: Option<String>,
        /// What to do then.
        pub hint: Option<String>,
    }
}

impl Row for LineView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("line", |l: &Self, _| l.line.to_string().into()).right(),
            Column::new("claim", |l: &Self, _| {
                Cell::new(l.claim.map_or_else(String::new, |id| format!("#{id}")), Ink::Info)
            })
            .right(),
            Column::new("outcome", |l: &Self, _| {
                Cell::new(l.outcome, if l.outcome == "refused" { Ink::Bad } else { Ink::Plain })
            }),
            Column::new("did", |l: &Self, _| l.did.join(", ").into()),
            Column::new("message", |l: &Self, _| l.message.as_deref().into()).head("why"),
        ]
    }
}

/// A line that was refused, with its reason and how its claim reads now.
struct Refused {
    text: String,
    why: String,
    hint: Option<String>,
    now: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    if let Some(file) = &args.file {
        let bytes = ctx.read(file, LARGEST)?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Error::usage(format!("{} is not UTF-8", file.display())).hint("save it as UTF-8 and hand it in again")
        })?;
        return settle(ctx, &desk, args, &text, None);
    }
    let (text, slug) = desk.read(ctx.now(), |r| {
        let article = desk_of::article(r, &args.article)?;
        let slug = article.slug.clone();
        let head = Head::load(r, article)?;
        Ok::<_, Error>((compose(r, &head)?, slug))
    })?;
    if args.print || !ctx.ui.can_edit() {
        return Ok(ctx.ui.write(text.as_bytes())?);
    }
    edit(ctx, &desk, args, &slug, &text)
}

/// The editor on the sheet, and again on what was refused, for as long as the
/// person likes.
fn edit(ctx: &Ctx, desk: &Desk, args: &Args, slug: &str, text: &str) -> Result<()> {
    let draft = Draft::new(&format!("claims-{slug}"), text)?;
    match draft.edit(&ctx.ui) {
        Ok(None) => {
            draft.saved();
            ctx.ui.status("the sheet was left as it was; nothing changed");
            Ok(())
        }
        Err(error @ crate::ui::Error::NoEditor) => {
            draft.saved();
            Err(error.into())
        }
        Err(error @ crate::ui::Error::Draft { .. }) => {
            let path = draft.path().display();
            Err(Error::from(error).hint(format!(
                "what you typed is kept in {path}; mend it, then: copydesk claim sheet {slug} --file {path}"
            )))
        }
        Err(error) => Err(error.into()),
        Ok(Some(typed)) => settle(ctx, desk, args, &typed, Some(draft)),
    }
}

/// Takes the lines of a sheet, tells what came of them, and offers the refused
/// ones again. The draft in which they were typed is kept until they are safe.
fn settle(ctx: &Ctx, desk: &Desk, args: &Args, text: &str, draft: Option<Draft>) -> Result<()> {
    let (views, refused, heading) = match take(ctx, desk, args, text) {
        Ok(taken) => taken,
        Err(error) => {
            // Nothing was taken: what was typed lies where it was typed, or in a file of its own.
            let piped = args.file.as_ref().is_some_and(|file| file.as_os_str() == "-");
            return Err(match (draft, piped) {
                (Some(draft), _) => kept(args, error, &draft),
                (None, true) => kept(args, error, &Draft::new(&format!("claims-{}", args.article), text)?),
                (None, false) => error,
            });
        }
    };
    report(ctx, &views)?;
    if refused.is_empty() {
        draft.into_iter().for_each(Draft::saved);
        return Ok(());
    }
    let mut left = heading;
    for line in &refused {
        let _ = writeln!(left, "\n# refused: {}", line.why.replace('\n', " "));
        if let Some(hint) = &line.hint {
            let _ = writeln!(left, "# hint: {}", hint.replace('\n', " "));
        }
        if let Some(now) = &line.now {
            let _ = writeln!(left, "# now: {now}");
        }
        let _ = writeln!(left, "{}", line.text);
    }
    let again = Draft::new(&format!("claims-{}", args.article), &left)?;
    draft.into_iter().for_each(Draft::saved);
    let count = human::count(refused.len() as u64, "line", "lines");
    if ctx.ui.can_ask() && ctx.ui.can_edit() && ctx.ui.confirm(&format!("{count} refused. Mend them in the editor?"))? {
        return match again.edit(&ctx.ui) {
            Ok(Some(typed)) => settle(ctx, desk, args, &typed, Some(again)),
            Ok(None) => Err(kept(args, outstanding(&count), &again)),
            Err(error) => Err(error.into()),
        };
    }
    Err(kept(args, outstanding(&count), &again))
}

fn outstanding(count: &str) -> Error {
    Error::rejected_items(format!("{count} refused; the rest is taken"))
}

fn kept(args: &Args, error: Error, draft: &Draft) -> Error {
    let path = draft.path().display();
    error
        .detail(format!("what was refused is kept in {path}"))
        .hint(format!("mend it, then: copydesk claim sheet {} --file {path}", args.article))
}

/// Does what the lines say, in one transaction, each line whole or not at all.
fn take(ctx: &Ctx, desk: &Desk, args: &Args, text: &str) -> Result<(Vec<LineView>, Vec<Refused>, String)> {
    let typed = sheet::read(text);
    if typed.is_empty() {
        return Ok((Vec::new(), Vec::new(), String::new()));
    }
    let actor = ctx.actor(desk)?;
    desk.transact(&actor, ctx.now(), |tx| {
        // A sheet on which nothing is left to do writes nothing.
        tx.bookkeeping();
        let article = desk_of::article(tx, &args.article)?;
        let named = sheet::revision(text).map(RevisionNumber);
        let saw = match (args.at, named) {
            (Some(at), _) => Some(ctx.revision(tx, &article, at, Some(&tx.actor))?),
            (None, Some(named)) if named <= article.head => Some(named),
            (None, _) => seen::last(tx, tx.actor.id, article.id)?.or(Some(article.head)),
        };
        let heads = Heads::default();
        let mut sheet = Sheet::new(&heads, article.id, saw);
        let (mut views, mut refused) = (Vec::new(), Vec::new());
        for Typed { number, text, line } in typed {
            let done = match &line {
                Ok(line) => sheet.act(tx, line),
                Err(why) => Err(Problem::usage(why.clone())),
            };
            let claim = line.as_ref().ok().and_then(|line| line.claim);
            match done {
                Ok(done) => {
                    let outcome = match (&done.claim, claim) {
                        (None, _) => "unchanged",
                        (Some(_), None) => "made",
                        (Some(_), Some(_)) => "changed",
                    };
                    let claim = done.claim.as_ref().map(|claim| claim.id).or(claim);
                    let claim = claim.map(|id| id.0);
                    views.push(LineView { line: number, claim, outcome, did: done.did, message: None, hint: None });
                }
                Err(problem) => {
                    if problem.kind == crate::desk::Kind::Failed {
                        // Not the line's fault: nothing is taken.
                        return Err(Error::from(problem));
                    }
                    let error = Error::from(problem.clone());
                    let now = match claim.filter(|_| error.kind() == Kind::Conflict) {
                        Some(id) => match crate::store::claim::by_id(tx, id)? {
                            Some(claim) => Some(desk_sheet::shown(tx, &claim)?),
                            None => None,
                        },
                        None => None,
                    };
                    // Once the person has seen how the claim reads now, the line may be handed in again.
                    let text = match (&now, &line) {
                        (Some(now), Ok(line)) => row(&format!("{}:{}", now.claim, now.stamp), &line.cells, &[0; 5]),
                        _ => text,
                    };
                    refused.push(Refused {
                        text,
                        why: problem.message.clone(),
                        hint: problem.hint.clone(),
                        now: now.as_ref().map(|now| row(&now.claim.to_string(), &now.cells, &[0; 5])),
                    });
                    views.push(LineView {
                        line: number,
                        claim: claim.map(|id| id.0),
                        outcome: "refused",
                        did: Vec::new(),
                        message: Some(problem.message),
                        hint: problem.hint,
                    });
                }
            }
        }
        Ok((views, refused, heading(&article.slug, article.head)))
    })
}

fn report(ctx: &Ctx, views: &[LineView]) -> Result<()> {
    if !ctx.for_people() {
        return ctx.list(views, "");
    }
    for view in views {
        let what = match (view.outcome, view.claim) {
            ("refused", Some(id)) => format!("line {}, #{id}: refused: ", view.line),
            ("refused", None) => format!("line {}: refused: ", view.line),
            ("unchanged", _) => continue,
            (_, id) => format!("#{} {}", id.unwrap_or_default(), view.did.join(", ")),
        };
        ctx.ui.status(format!("{what}{}", view.message.as_deref().unwrap_or_default()));
    }
    let count = |outcome: &str| views.iter().filter(|view| view.outcome == outcome).count();
    let told: Vec<String> = ["made", "changed", "unchanged", "refused"]
        .into_iter()
        .filter(|outcome| count(outcome) > 0)
        .map(|outcome| format!("{} {outcome}", count(outcome)))
        .collect();
    ctx.ui.status(if told.is_empty() { "the sheet says nothing; nothing changed".to_owned() } else { told.join(", ") });
    Ok(())
}

fn heading(slug: &str, head: RevisionNumber) -> String {
    format!("# {slug}@{head}: {}\n", COLUMNS.join(" | "))
}

/// The whole sheet: what to do with it, then a line a claim.
fn compose(r: &Read<'_>, head: &Head) -> Result<String> {
    let lines = desk_sheet::lines(r, head)?;
    let words = |list: Vec<&str>| list.join(", ");
    let mut text = heading(&head.article.slug, head.article.head);
    let help = [
        "Change a line: its claim is edited, tied to other words, given a source, or checked (a finding is proposed)."
            .to_owned(),
        "A new line makes a claim; it begins with a bar: | exact words | kind | finding | source | correction"
            .to_owned(),
        "  ~ before the words: a claim whose words are not in the text, by its statement.".to_owned(),
        format!("kind: {}", words(ClaimKind::ALL.iter().map(|kind| kind.as_str()).collect())),
        format!("finding: {}; its first letters do", words(Finding::ALL.iter().map(|f| f.as_str()).collect())),
        "source: S3; S3 p. 4; or a new one: web: TITLE <URL>; several with ; between them".to_owned(),
        "Leave a cell empty, or a line away, and nothing happens. Inside words | is \\| and \\ is \\\\.".to_owned(),
    ];
    for line in help {
        let _ = writeln!(text, "# {line}");
    }
    text.push('\n');
    let widths = widths(lines.iter().map(|(_, shown)| shown));
    let id = |shown: &Shown| format!("{}:{}", shown.claim, shown.stamp);
    let widest = lines.iter().map(|(_, shown)| id(shown).len()).max().unwrap_or(0);
    for (_, shown) in &lines {
        let _ = writeln!(text, "{}", row(&format!("{:>widest$}", id(shown)), &shown.cells, &widths));
    }
    Ok(text)
}

/// The most columns to which a cell is filled up.
const WIDEST: usize = 60;

fn cells(cells: &Cells) -> [&str; 5] {
    [&cells.words, &cells.kind, &cells.finding, &cells.source, &cells.correction]
}

fn widths<'s>(all: impl Iterator<Item = &'s Shown>) -> [usize; 5] {
    let mut widths = [0; 5];
    for shown in all {
        for (width, cell) in widths.iter_mut().zip(cells(&shown.cells)) {
            *width = (*width).max(sheet::escape(cell).width()).min(WIDEST);
        }
    }
    widths
}

/// A line of the sheet.
fn row(first: &str, of: &Cells, widths: &[usize; 5]) -> String {
    let mut line = first.to_owned();
    for (cell, width) in cells(of).into_iter().zip(widths) {
        let cell = sheet::escape(cell);
        let fill = width.saturating_sub(cell.width());
        let _ = write!(line, " | {cell}{}", " ".repeat(fill));
    }
    line.trim_end().to_owned()
}
