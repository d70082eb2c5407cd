//! `claim reconfirm --article`: every touched claim on one page, those with
//! one cause together; one answer each, or one for all.

use serde::Serialize;

use super::{Changed, ranges, reconfirm::Args};
use crate::{
    cli::{
        Ctx, desk,
        error::{Error, Result},
        names::ArticleName,
    },
    desk::{
        articles,
        claims::{self, Case, Question, Touched, TouchedPage},
        facts::Heads,
    },
    diff::diff,
    domain::ids::{ClaimId, RevisionNumber},
    render::{self, Ink, human, page::Page},
    store::{Actor, Desk, article::Article},
    ui::prompt::Choice,
};

/// The page for programs.
#[derive(Debug, Serialize)]
struct PageView<'p> {
    article: &'p str,
    revision: RevisionNumber,
    questions: Vec<QuestionView<'p>>,
    /// Claims that no look can save.
    check_again: Vec<AgainView<'p>>,
}

#[derive(Debug, Serialize)]
struct QuestionView<'p> {
    number: usize,
    changes: Vec<ChangeView<'p>>,
    claims: Vec<TouchedView<'p>>,
}

#[derive(Debug, Serialize)]
struct ChangeView<'p> {
    cause: &'p str,
    message: &'p str,
}

#[derive(Debug, Serialize)]
struct TouchedView<'p> {
    id: ClaimId,
    quote: &'p str,
    before: &'p str,
    after: &'p str,
    /// What else changed, and carries an approval.
    listed: Vec<ChangeView<'p>>,
    /// Why you may not reconfirm it.
    refused: Option<&'p str>,
    /// Who may instead.
    may: &'p [String],
}

#[derive(Debug, Serialize)]
struct AgainView<'p> {
    id: ClaimId,
    quote: &'p str,
    reason: &'p str,
}

/// The page of an article, as it was loaded.
struct Sheet {
    article: Article,
    page: TouchedPage,
}

impl Sheet {
    fn load(ctx: &Ctx, desk: &Desk, who: &Actor, name: &ArticleName) -> Result<Self> {
        desk.read(ctx.now(), |r| {
            let article = desk::article(r, name)?;
            let page = claims::touched_page(r, &Heads::default(), article.id, who)?;
            Ok(Self { article, page })
        })
    }

    /// The claims that the person may reconfirm.
    fn open(&self) -> usize {
        self.page.questions.iter().map(|q| q.claims.iter().filter(|c| c.refused.is_none()).count()).sum()
    }

    fn view(&self) -> PageView<'_> {
        PageView {
            article: &self.article.slug,
            revision: self.article.head,
            questions: self
                .page
                .questions
                .iter()
                .enumerate()
                .map(|(at, q)| QuestionView {
                    number: at + 1,
                    changes: q.changes.iter().map(|(cause, message)| ChangeView { cause, message }).collect(),
                    claims: q
                        .claims
                        .iter()
                        .map(|c| TouchedView {
                            id: c.case.claim().id,
                            quote: &c.quote,
                            before: &c.before,
                            after: &c.after,
                            listed: c.listed.iter().map(|(cause, message)| ChangeView { cause, message }).collect(),
                            refused: c.refused.as_ref().map(|(why, _)| why.as_str()),
                            may: c.refused.as_ref().map_or(&[], |(_, may)| may),
                        })
                        .collect(),
                })
                .collect(),
            check_again: self
                .page
                .again
                .iter()
                .map(|a| AgainView { id: a.id, quote: &a.quote, reason: &a.reason })
                .collect(),
        }
    }

    /// The head of the page, and what no look can save.
    fn title(&self, page: &mut Page) {
        let (slug, head) = (&self.article.slug, self.article.head);
        let claims: usize = self.page.questions.iter().map(|q| q.claims.len()).sum();
        let questions = self.page.questions.len() as u64;
        let needs =
            if claims == 1 { "1 claim needs a look".to_owned() } else { format!("{claims} claims need a look") };
        page.ink(Ink::Bold, format!("{slug}@{head}"));
        page.line(format!(": {needs}, {}", human::count(questions, "question", "questions")));
    }

    fn again(&self, page: &mut Page) {
        if self.page.again.is_empty() {
            return;
        }
        page.gap().ink(Ink::Dim, "Must be checked again; no look is enough").end();
        for a in &self.page.again {
            page.wrapped(2, &format!("#{} \"{}\": {}", a.id, human::excerpt(&a.quote, 60), a.reason));
        }
        let ids = ranges(self.page.again.iter().map(|a| a.id.0));
        page.wrapped(6, &format!("→ copydesk claim check {ids} --finding …"));
    }
}

/// Puts one question on a page.
fn question(page: &mut Page, number: usize, question: &Question) {
    let messages: Vec<&str> = question.changes.iter().map(|(_, message)| message.as_str()).collect();
    page.gap().ink(Ink::Bold, format!("{number}. "));
    page.wrapped_after(3, &messages.join("; "));
    let (color, width) = (page.view().color, page.view().width);
    let mut shown: Option<(&str, &str)> = None;
    for claim in &question.claims {
        let id = claim.case.claim().id;
        page.wrapped(3, &format!("#{id} \"{}\"", human::excerpt(&claim.quote, 100)));
        let sentence = (claim.before.as_str(), claim.after.as_str());
        // Several claims of one sentence: once is enough.
        if shown != Some(sentence) && (sentence.0 != sentence.1 || claim.quote != claim.after) {
            let (was, is) = sentence;
            page.raw(&render::diff::snippet(was, is, &diff(was, is), 6, width, color));
        }
        shown = Some(sentence);
        if !claim.listed.is_empty() {
            let also: Vec<&str> = claim.listed.iter().map(|(_, message)| message.as_str()).collect();
            page.wrapped(6, &format!("also, and carries the approval: {}", also.join("; ")));
        }
        if let Some((why, may)) = &claim.refused {
            let who = if may.is_empty() {
                "nobody else at this desk may".to_owned()
            } else {
                format!("{} may", may.join(" or "))
            };
            page.wrapped(6, &format!("Not for you: {why}; {who}."));
        }
    }
}

/// Runs it for a whole article.
pub(super) fn run(ctx: &Ctx, args: &Args, name: &ArticleName) -> Result<()> {
    let desk = ctx.open()?;
    let who = ctx.actor(&desk)?;
    let sheet = Sheet::load(ctx, &desk, &who, name)?;
    let slug = sheet.article.slug.clone();
    if args.all || !args.causes.is_empty() {
        return answered(ctx, args, &desk, &who, &sheet);
    }
    if sheet.page.questions.is_empty() && ctx.for_people() {
        let mut page = Page::new(ctx.view());
        sheet.again(&mut page);
        ctx.ui.write(page.into_text().as_bytes())?;
        ctx.ui.status(format!("no claim of {slug} needs only a look"));
        return Ok(());
    }
    if ctx.for_people() && ctx.ui.can_ask() {
        return ask(ctx, args, &desk, &who, &sheet);
    }
    ctx.document(&sheet.view(), |page| {
        sheet.title(page);
        for (at, q) in sheet.page.questions.iter().enumerate() {
            question(page, at + 1, q);
        }
        sheet.again(page);
    })?;
    ctx.note_seen(&desk, &sheet.article, sheet.article.head);
    if sheet.page.questions.is_empty() {
        return Ok(());
    }
    if sheet.open() == 0 {
        return Err(Error::refused(format!("{} may reconfirm none of these claims", who.name))
            .hint("ask those who are named above"));
    }
    Err(Error::usage("say which of them still hold").hint(format!(
        "all of them: copydesk claim reconfirm --article {slug} --all; those of a question: --cause 1; \
         or by number: copydesk claim reconfirm ID…"
    )))
}

/// The claims that `--all` or `--cause` mean: those that the person may reconfirm.
fn answered(ctx: &Ctx, args: &Args, desk: &Desk, who: &Actor, sheet: &Sheet) -> Result<()> {
    let slug = &sheet.article.slug;
    let questions = &sheet.page.questions;
    if let Some(wrong) = args.causes.iter().find(|n| **n == 0 || **n > questions.len()) {
        return Err(Error::not_found(format!(
            "{slug} has {}, not {wrong}",
            human::count(questions.len() as u64, "question", "questions")
        ))
        .hint(format!("see them: copydesk claim reconfirm --article {slug}")));
    }
    let wanted: Vec<&Touched> = questions
        .iter()
        .enumerate()
        .filter(|(at, _)| args.all || args.causes.contains(&(at + 1)))
        .flat_map(|(_, q)| &q.claims)
        .collect();
    if wanted.is_empty() {
        ctx.ui.status(format!("no claim of {slug} needs only a look"));
        return if ctx.for_people() { Ok(()) } else { ctx.list(&Vec::<super::view::ClaimView>::new(), "") };
    }
    let (mine, others): (Vec<&Touched>, Vec<&Touched>) = wanted.into_iter().partition(|c| c.refused.is_none());
    if mine.is_empty() {
        let (why, may) = others.first().and_then(|c| c.refused.clone()).unwrap_or_default();
        return Err(Error::refused(format!("{} may reconfirm none of these claims: {why}", who.name))
            .hint(format!("ask {}", if may.is_empty() { "another editor".to_owned() } else { may.join(" or ") })));
    }
    record(ctx, args, desk, who, sheet, &mine, None)?;
    for claim in others {
        if let Some((why, _)) = &claim.refused {
            ctx.ui.status(format!("#{} is left: {why}", claim.case.claim().id));
        }
    }
    Ok(())
}

/// Asks question by question.
fn ask(ctx: &Ctx, args: &Args, desk: &Desk, who: &Actor, sheet: &Sheet) -> Result<()> {
    let mut page = Page::new(ctx.view());
    sheet.title(&mut page);
    sheet.again(&mut page);
    ctx.ui.write(page.into_text().as_bytes())?;
    ctx.note_seen(desk, &sheet.article, sheet.article.head);
    let never = "run it on a terminal";
    let (yes, no) = (Choice { key: 'y', label: "still holds" }, Choice { key: 'n', label: "leave it" });
    let (all, quit) = (Choice { key: 'a', label: "all the rest hold" }, Choice { key: 'q', label: "quit" });
    let mut holds: Vec<&Touched> = Vec::new();
    let mut rest = false;
    'questions: for (at, q) in sheet.page.questions.iter().enumerate() {
        let mut page = Page::new(ctx.view());
        page.end();
        question(&mut page, at + 1, q);
        ctx.ui.write(page.into_text().as_bytes())?;
        let open: Vec<&Touched> = q.claims.iter().filter(|c| c.refused.is_none()).collect();
        if open.is_empty() {
            continue;
        }
        if rest {
            holds.extend(open);
            continue;
        }
        let each = Choice { key: 'e', label: "each by itself" };
        let choices = if open.len() > 1 { vec![yes, no, each, all, quit] } else { vec![yes, no, all, quit] };
        match ctx.ui.key(&format!("{} of {}", at + 1, sheet.page.questions.len()), &choices, never)? {
            'y' => holds.extend(open),
            'a' => {
                rest = true;
                holds.extend(open);
            }
            'e' => {
                for claim in open {
                    match ctx.ui.key(&format!("#{}", claim.case.claim().id), &[yes, no, quit], never)? {
                        'y' => holds.push(claim),
                        'q' => break 'questions,
                        _ => {}
                    }
                }
            }
            'q' => break,
            _ => {}
        }
    }
    if holds.is_empty() {
        ctx.ui.status("nothing was reconfirmed");
        return Ok(());
    }
    record(ctx, args, desk, who, sheet, &holds, Some(sheet.article.head))
}

/// Reconfirms claims as they were shown, in one transaction.
fn record(
    ctx: &Ctx,
    args: &Args,
    desk: &Desk,
    who: &Actor,
    sheet: &Sheet,
    holds: &[&Touched],
    saw: Option<RevisionNumber>,
) -> Result<()> {
    let note = args.note.as_deref().unwrap_or_default();
    let changed = desk.transact(who, ctx.now(), |tx| {
        let heads = Heads::default();
        let head = heads.of(tx, sheet.article.id)?;
        let saw = match saw {
            Some(saw) => saw,
            None => ctx.saw(tx, &head.article, args.at)?,
        };
        if !args.causes.is_empty() {
            // The numbers are those of the page that was read.
            articles::check_seen(tx, &head.article, Some(saw))?;
        }
        Changed::made(ctx, tx, &heads, false, |tx, heads| {
            let mut done = Vec::new();
            for shown in holds {
                let case = Case::load(tx, heads, shown.case.claim().id)?;
                case.check_same(&shown.case)?;
                done.push(claims::reconfirm(tx, case, note, Some(saw))?);
            }
            Ok(done)
        })
    })?;
    changed.report(ctx)?;
    changed.hint(ctx, |article, _| format!("what else stands in the way: copydesk gate {article}"));
    Ok(())
}
