//! `copydesk article edit`.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{
    new::unread,
    view::{self, ArticleView},
};
use crate::{
    cli::{
        Ctx, copy,
        error::{Error, Kind, Result},
        names::{ArticleName, RevisionName},
    },
    desk::{
        articles,
        facts::Head,
        revise::{self, Fared, Revised},
    },
    diff::merge::{self, Merged, Three},
    domain::{
        article::Stage,
        ids::RevisionNumber,
        part::{Part, Texts},
    },
    render::human,
    store::{Actor, Desk, revision, seen},
    ui::{editor::Draft, prompt::Choice},
};

/// Change an article's text: a new revision.
///
/// Without --file or a part's flag your editor opens on the text. Claims keep their approval where their words
/// and what they mean stand; where not, the approval lapses and you are told. If another revision came since the
/// one you saw (--at), the two are brought together where they changed different sentences, and you are told what
/// came from the other; where both changed the same, you settle it in the editor, between marks. Nothing typed is lost.
///
/// Example: copydesk article edit harbour-fire --file draft.md --note "Police raise the toll"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// The file with the new text; - is standard input.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The part that --file (or the editor) replaces: body, caption:1, and so on.
    #[arg(long, value_name = "PART", default_value = "body")]
    pub part: Part,
    /// A new headline.
    #[arg(long, value_name = "TEXT")]
    pub headline: Option<String>,
    /// A new standfirst.
    #[arg(long, value_name = "TEXT")]
    pub standfirst: Option<String>,
    /// A new byline.
    #[arg(long, value_name = "TEXT")]
    pub byline: Option<String>,
    /// A new dateline.
    #[arg(long, value_name = "TEXT")]
    pub dateline: Option<String>,
    /// What was changed, and why.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The revision that the edit was made on.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    let actor = ctx.actor(&desk)?;
    if args.file.is_none() && flags(args).next().is_none() {
        return in_editor(ctx, args, &desk, &actor);
    }
    let copy = args.file.as_deref().map(|file| ctx.read_text(file)).transpose()?;
    if copy.as_ref().is_some_and(|copy| is_wiped(args, copy)) {
        return Err(wiped(&args.article.0, "there is no text in it"));
    }
    let base = desk.read(ctx.now(), |r| {
        let head = view::head(r, &args.article)?;
        match args.at {
            Some(name) => ctx.revision(r, &head.article, name, Some(&actor)),
            None => Ok(seen::last(r, actor.id, head.article.id)?.unwrap_or(head.article.head)),
        }
    })?;
    let saved = save(ctx, args, &desk, &actor, base, |texts| {
        if let Some(copy) = &copy {
            put(args, copy, texts)?;
        }
        for (part, text) in flags(args) {
            texts.set(part, text.trim());
        }
        Ok(())
    });
    let piped = args.file.as_deref().is_some_and(|file| file.as_os_str() == "-");
    match (saved, copy) {
        (Ok(Outcome::Saved(saved)), _) => told(ctx, &saved),
        // What came in by a pipe can't be read again.
        (Err(error), Some(copy)) if piped => Err(kept(args, error, &Draft::new(&args.article.0, &copy)?)),
        (Err(error), _) => Err(error),
        (Ok(Outcome::Conflict(conflict)), Some(copy)) => {
            let mut error = conflict.error(args);
            if piped {
                let draft = Draft::new(&args.article.0, &copy)?;
                error = error.detail(format!("what you typed is kept in {}", draft.path().display()));
            }
            let draft = Draft::new(&args.article.0, &conflict.draft(args))?;
            Err(conflict.to_settle(args, error, draft.path()))
        }
        (Ok(Outcome::Conflict(conflict)), None) => {
            let slug = &args.article;
            let (base, head) = (conflict.base, conflict.head);
            Err(conflict.error(args).hint(format!(
                "see it: copydesk diff {slug}@{base} @{head}; to have yours all the same, run it again with: --at {head}"
            )))
        }
    }
}

/// Whether what was handed in as the whole article has no text at all.
fn is_wiped(args: &Args, copy: &str) -> bool {
    args.part == Part::Body && copy.trim().is_empty()
}

fn wiped(slug: &str, why: &str) -> Error {
    Error::refused(format!("{why}; nothing changed"))
        .hint(format!("to drop the article: copydesk article spike {slug}"))
}

/// The small parts that flags give.
fn flags(args: &Args) -> impl Iterator<Item = (Part, &str)> {
    [
        (Part::Headline, &args.headline),
        (Part::Standfirst, &args.standfirst),
        (Part::Byline, &args.byline),
        (Part::Dateline, &args.dateline),
    ]
    .into_iter()
    .filter_map(|(part, text)| Some((part, text.as_deref()?)))
}

/// Puts copy in place of the part that is edited: the body with what its
/// header names, or one part alone.
fn put(args: &Args, copy: &str, texts: &mut Texts) -> Result<()> {
    if args.part == Part::Body {
        copy::read_draft(copy, texts).map_err(|why| unread(&why))?;
    } else {
        texts.set(args.part.clone(), copy);
    }
    Ok(())
}

/// Opens the editor on the text as it stands now, and saves what was typed: as
/// a change of the revision that was opened, so that whatever somebody else did
/// in between is brought together with it or settled by the person. What can't
/// be saved is kept in a file.
fn in_editor(ctx: &Ctx, args: &Args, desk: &Desk, actor: &Actor) -> Result<()> {
    let opened = desk.read(ctx.now(), |r| {
        let head = view::head(r, &args.article)?;
        if head.article.stage == Stage::Killed {
            return Err(revise::killed(&head.article).into());
        }
        if let Some(at) = args.at {
            articles::check_seen(r, &head.article, Some(ctx.revision(r, &head.article, at, Some(actor))?))?;
        }
        Ok::<Head, Error>(head)
    })?;
    let mut draft = Draft::new(&opened.article.slug, &as_draft(args, &opened.texts))?;
    let mut base = opened.article.head;
    let mut settling = false;
    loop {
        let typed = match draft.edit(&ctx.ui) {
            Ok(Some(typed)) => typed,
            Ok(None) if settling => {
                let error = Error::conflict(format!("{} was not saved: the conflict is not settled", args.article));
                return Err(kept(args, error, &draft));
            }
            Ok(None) => {
                draft.saved();
                let after = desk.read(ctx.now(), |r| view::now(r, &opened.article))?;
                return ctx.changed(&after, "the text was left as it was; nothing changed");
            }
            Err(error @ crate::ui::Error::NoEditor) => {
                draft.saved();
                return Err(error.into());
            }
            Err(error @ crate::ui::Error::Draft { .. }) => return Err(kept(args, error.into(), &draft)),
            Err(error) => return Err(error.into()),
        };
        if is_wiped(args, &typed) {
            // An editor that fell over leaves an empty file behind: nobody takes a whole article away so.
            if settling {
                draft.restore()?;
                let error = Error::conflict(format!("{} was not saved: the editor left no text", args.article));
                return Err(kept(args, error, &draft));
            }
            draft.saved();
            return Err(wiped(&opened.article.slug, "the editor left no text"));
        }
        let left = settling && typed.lines().any(|line| line.trim() == "=======");
        let saved = if left {
            Err(Error::refused("a conflict is not settled yet: a line with ======= is left").hint("take it out"))
        } else {
            save(ctx, args, desk, actor, base, |texts| put(args, &typed, texts))
        };
        match saved {
            Ok(Outcome::Saved(saved)) => {
                draft.saved();
                return told(ctx, &saved);
            }
            Ok(Outcome::Conflict(conflict)) => {
                let error = conflict.error(args);
                draft.put(&conflict.draft(args))?;
                if !ctx.ui.can_ask() {
                    return Err(conflict.to_settle(args, error, draft.path()));
                }
                ctx.ui.error(&error.to_text());
                base = conflict.head;
                settling = true;
                if !again(ctx, "Settle it in the editor now?")? {
                    return Err(conflict.to_settle(args, error, draft.path()));
                }
            }
            Err(error) if ctx.ui.can_ask() && matches!(error.kind(), Kind::Refused | Kind::Usage) => {
                ctx.ui.error(&error.to_text());
                if !again(ctx, "Mend it in the editor?")? {
                    return Err(kept(args, error, &draft));
                }
            }
            Err(error) => return Err(kept(args, error, &draft)),
        }
    }
}

/// Asks whether the editor opens again. Ctrl-C is a no: the draft is kept either way.
fn again(ctx: &Ctx, question: &str) -> Result<bool> {
    let choices = [Choice { key: 'e', label: "edit" }, Choice { key: 'q', label: "stop, and keep the draft" }];
    match ctx.ui.key(question, &choices, "run it on a terminal") {
        Ok(key) => Ok(key == 'e'),
        Err(crate::ui::Error::Interrupted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// What the editor opens on: the body with its header, or one part alone.
fn as_draft(args: &Args, texts: &Texts) -> String {
    if args.part == Part::Body { copy::draft(texts) } else { texts.get(&args.part).to_owned() }
}

/// The error, with the place where what was typed is kept.
fn kept(args: &Args, error: Error, draft: &Draft) -> Error {
    let (slug, path) = (&args.article, draft.path().display());
    let part = if args.part == Part::Body { String::new() } else { format!(" --part {}", args.part) };
    let again = format!("copydesk article edit {slug}{part} --file {path}");
    let conflict = error.kind() == Kind::Conflict;
    let error = error.detail(format!("what you typed is kept in {path}"));
    if conflict {
        error.hint(format!(
            "see what changed: copydesk diff {slug}; bring the two together in that file, then: {again} --at head"
        ))
    } else {
        error.hint(format!("mend it, then: {again}"))
    }
}

/// What came of an edit.
enum Outcome {
    Saved(Box<Saved>),
    Conflict(Box<Conflict>),
}

/// The article after an edit, and what the desk is told.
struct Saved {
    after: ArticleView,
    said: Vec<String>,
}

/// Another revision came meanwhile, and both changed the same words.
struct Conflict {
    base: RevisionNumber,
    head: RevisionNumber,
    by: String,
    merged: Merged,
}

impl Conflict {
    /// The text with marks where a person must decide.
    fn draft(&self, args: &Args) -> String {
        as_draft(args, &self.merged.texts)
    }

    fn error(&self, args: &Args) -> Error {
        let (base, head, by) = (self.base, self.head, &self.by);
        let places = match self.merged.conflicts.len() {
            1 => "place".to_owned(),
            more => format!("{more} places"),
        };
        let mut error = Error::conflict(format!(
            "{} changed after revision {base}, which you saw; revision {head}, by {by}, and you changed the same {places}",
            args.article
        ));
        for place in self.merged.conflicts.iter().take(3) {
            error = error.detail(format!("the {} is now: {}", place.part, human::excerpt(&place.words, 120)));
        }
        if !self.merged.taken.is_empty() {
            let taken = human::count(self.merged.taken.len() as u64, "other change", "other changes");
            error = error.detail(format!("{taken} of revision {head} went together with yours"));
        }
        error
    }

    /// The error with where both texts are, and how to go on.
    fn to_settle(&self, args: &Args, error: Error, path: &std::path::Path) -> Error {
        let path = path.display();
        let part = if args.part == Part::Body { String::new() } else { format!(" --part {}", args.part) };
        error.detail(format!("both texts are in {path}, with marks where you must choose")).hint(format!(
            "settle them there, then: copydesk article edit {}{part} --file {path} --at {}",
            args.article, self.head
        ))
    }
}

/// How often an edit is tried again because another revision came just then.
const TRIES: usize = 5;

/// Saves an edit that was made on revision `base`. Where another revision came
/// since, the two are brought together, unless both changed the same words.
fn save(
    ctx: &Ctx,
    args: &Args,
    desk: &Desk,
    actor: &Actor,
    base: RevisionNumber,
    change: impl Fn(&mut Texts) -> Result<()>,
) -> Result<Outcome> {
    let mut last = Error::conflict(format!("{} is being edited by others; nothing was saved", args.article));
    for _ in 0..TRIES {
        // The work is done before the desk is locked.
        let (head, before, by) = desk.read(ctx.now(), |r| {
            let head = view::head(r, &args.article)?;
            let id = head.article.id;
            let by = revision::by_number(r, id, head.article.head)?.map(|row| row.author);
            Ok::<_, Error>((head, revision::texts(r, id, base)?, by.unwrap_or_default()))
        })?;
        let mut ours = before.clone();
        change(&mut ours)?;
        let number = head.article.head;
        let mut note = args.note.clone().unwrap_or_default();
        let mut merged = None;
        if before != head.texts {
            let found = merge::merge(&Three {
                base: &before,
                ours: &articles::canonical_texts(&ours)?,
                theirs: &head.texts,
                language: &head.article.language,
                base_name: &format!("revision {base}"),
                their_name: &format!("revision {number}, by {by}"),
            });
            if !found.conflicts.is_empty() {
                return Ok(Outcome::Conflict(Box::new(Conflict { base, head: number, by, merged: found })));
            }
            ours = found.texts.clone();
            let with = format!("merged with revision {number}");
            note = if note.trim().is_empty() { with } else { format!("{} ({with})", note.trim()) };
            merged = Some(found);
        }
        let saved = desk.transact(actor, ctx.now(), |tx| {
            let head = view::head(tx, &args.article)?;
            let slug = head.article.slug.clone();
            let Some(revised) = articles::edit(tx, &head, &ours, &note, Some(number))? else {
                let said = vec![format!("{slug} has this text already; nothing changed")];
                return Ok(Saved { after: view::now(tx, &head.article)?, said });
            };
            let mut said = revision_said(&revised);
            if let Some(merged) = &merged {
                // What came from the other is told, not read: a decision on it, or the next edit of one's own
                // file, is still about the revision that was seen.
                seen::put(tx, actor.id, head.article.id, base)?;
                said.splice(1..1, brought_together(merged, &slug, number, &by));
            }
            Ok::<_, Error>(Saved { after: view::now(tx, &revised.head.article)?, said })
        });
        match saved {
            Err(error) if error.kind() == Kind::Conflict => last = error,
            saved => return saved.map(|saved| Outcome::Saved(Box::new(saved))),
        }
    }
    Err(last)
}

/// What a merge took from the other revision.
fn brought_together(merged: &Merged, slug: &str, number: RevisionNumber, by: &str) -> Vec<String> {
    /// The most places that are told one by one.
    const TOLD: usize = 5;
    let mut said = vec![format!("yours and revision {number}, by {by}, were brought together; from it came:")];
    for place in merged.taken.iter().take(TOLD) {
        let words = human::excerpt(&place.words, 100);
        said.push(if words.is_empty() {
            format!("  {}: something was left out", place.part)
        } else {
            format!("  {}: {words}", place.part)
        });
    }
    if merged.taken.len() > TOLD {
        said.push(format!("  and {} more", merged.taken.len() - TOLD));
    }
    said.push(format!("read what came: copydesk diff {slug} --since seen"));
    said
}

fn told(ctx: &Ctx, saved: &Saved) -> Result<()> {
    ctx.changed(&saved.after, saved.said.join("\n"))
}

/// What the desk is told after a new revision: its number, the stage where that
/// changed, how the claims fared, and which of them turned and why.
pub fn revision_said(revised: &Revised) -> Vec<String> {
    let a = &revised.head.article;
    let mut first = format!("{} is at revision {}", a.slug, a.head);
    if a.stage == revised.stage_before {
        if a.stage == Stage::Published {
            first.push_str("; what is public stays as it was until it is republished");
        }
    } else if a.stage == Stage::Approved {
        first.push_str(" and approved again: it is the text that was approved");
    } else {
        write!(first, " and {} again: its approval lapsed", a.stage).ok();
    }
    let mut said = vec![first];
    let Fared { carried, moved, touched, stale, cut } = revised.fared;
    let counts = [(carried, "carried"), (moved, "moved"), (touched, "touched"), (stale, "stale"), (cut, "cut")];
    let counts: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    if !counts.is_empty() {
        said.push(format!("claims: {}", counts.join(", ")));
    }
    said.extend(view::turned(&revised.turned));
    let sign = crate::render::human::standing_sign;
    let still = revised.still.iter();
    said.extend(
        still.map(|s| format!("{} #{}: still {}, and now: {}", sign(s.standing), s.claim, s.standing, s.reason)),
    );
    if !(revised.turned.is_empty() && revised.still.is_empty()) {
        said.push(format!("see what changed: copydesk diff {}", a.slug));
    }
    said
}
