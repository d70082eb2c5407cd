//! What each key does.

use super::{
    actions::Action,
    ask::{self, Cited, NEVER},
    look,
    screen::Shown,
    session::{Go, Session},
    typed::{self, Asked, Typed},
};
use crate::{
    cli::{
        claim::relink,
        error::{Error, Result},
        log::{telling, view::Names},
    },
    desk::{
        self, articles,
        claims::{self, Case},
        sources, undo,
    },
    domain::{
        ids::RevisionNumber,
        workflow::{independent_sources, needs_sources},
    },
    render::{human, page::Page},
    store::{Tx, claim::Claim, person, policy, source},
    ui::prompt::Choice,
};

/// A decision that takes a note.
type Noted = fn(&Tx<'_>, Case, &str, Option<RevisionNumber>) -> desk::Result<Claim>;

impl Session<'_> {
    pub(super) fn perform(&mut self, shown: &Shown, action: Action) -> Result<Go> {
        let saw = Some(shown.revision());
        match action {
            Action::Skip => return Ok(Go::On),
            Action::Back => return Ok(Go::Back),
            Action::Quit => return Ok(Go::End),
            Action::Help => {
                self.help(shown);
                return Ok(Go::Stay);
            }
            Action::Whole => {
                look::whole(self.ctx, shown)?;
                return Ok(Go::Stay);
            }
            Action::History => {
                look::history(self.ctx, &self.desk, shown)?;
                return Ok(Go::Stay);
            }
            Action::Open => {
                look::open(self.ctx, &self.desk, shown, &mut self.files)?;
                return Ok(Go::Stay);
            }
            Action::Undo => return self.undo(),
            Action::Source => return self.cite(shown),
            Action::Check => return self.check(shown),
            Action::Relink => return self.relink(shown),
            Action::Edit => return self.edit(shown),
            Action::Assign => return self.assign(shown),
            Action::Approve => {
                self.decide(shown, "approved", |tx, case| claims::approve(tx, case, "", saw))?;
            }
            Action::Reconfirm => {
                self.decide(shown, "reconfirmed", |tx, case| claims::reconfirm(tx, case, "", saw))?;
            }
            Action::Return => {
                return self.noted(shown, action, "Why does it go back?", "returned", claims::send_back);
            }
            Action::Answered => {
                return self.noted(
                    shown,
                    action,
                    "Where does the text answer it?",
                    "marked answered",
                    claims::answered,
                );
            }
            Action::Wait => {
                return self.noted(shown, action, "For whom does it wait, and until when?", "put aside", claims::wait);
            }
            Action::Withdraw => {
                return self.noted(shown, action, "Why is it withdrawn?", "withdrawn", claims::withdraw);
            }
            Action::Comment => {
                self.noted(shown, action, "Comment", "commented on", |tx, case, text, _| {
                    claims::comment(tx, case, text)
                })?;
                return Ok(Go::Again);
            }
            Action::Reopen => {
                self.decide(shown, "put back", |tx, case| claims::reopen(tx, case, "", saw))?;
                return Ok(Go::Again);
            }
            Action::Take => {
                self.decide(shown, "taken", claims::take)?;
                self.walk.taken();
                return Ok(Go::Again);
            }
            Action::Drop => {
                self.decide(shown, "dropped", claims::put_down)?;
                self.walk.dropped();
                return Ok(Go::Again);
            }
        }
        Ok(Go::On)
    }

    fn help(&self, shown: &Shown) {
        let mut page = Page::new(self.ctx.view());
        for action in &shown.actions {
            page.put(format!("  {}  {:<12} ", action.key(), action.label())).wrapped_after(18, action.about());
        }
        for line in &shown.missing {
            page.put("  →  ").wrapped_after(5, line);
        }
        self.ctx.ui.error(page.into_text().trim_end());
    }

    /// A decision with a note that must say something.
    fn noted(&mut self, shown: &Shown, action: Action, question: &str, what: &'static str, act: Noted) -> Result<Go> {
        let (id, saw) = (shown.id(), Some(shown.revision()));
        let before = self.kept.of(id, action).map(|typed| typed.text.clone()).unwrap_or_default();
        let typed = match typed::ask(self.ctx, shown, question, &before)? {
            Asked::Back => return Ok(Go::Stay),
            Asked::Failed(typed) => {
                self.kept.put(id, action, typed);
                return Ok(Go::Stay);
            }
            Asked::Typed(typed) => typed,
        };
        let note = typed.text.clone();
        self.kept.put(id, action, typed);
        self.decide(shown, what, |tx, case| act(tx, case, &note, saw))?;
        self.kept.done(id, action);
        Ok(Go::On)
    }

    /// Proposes a finding, with a source first where it needs one.
    fn check(&mut self, shown: &Shown) -> Result<Go> {
        let (ctx, id) = (self.ctx, shown.id());
        let rules = self.desk.read(ctx.now(), |r| Ok::<_, Error>(policy::load(r)?))?;
        let Some(finding) = ask::finding(ctx)? else { return Ok(Go::Stay) };
        let cited = shown.case.loaded.citations.iter();
        let have = independent_sources(cited.map(|(c, s)| (s.id, Some(s.independence.as_str()), c.stance)));
        let need = usize::from(rules.min_sources);
        if needs_sources(finding, false) && have < need {
            let sources = human::count((need - have) as u64, "supporting source", "supporting sources");
            ctx.ui.status(format!("{finding} needs {sources} more: cite it first, then say what you found"));
            return self.cite(shown);
        }
        let before = self.kept.of(id, Action::Check).and_then(|typed| typed.check.clone());
        let Some((check, typed)) = ask::check(ctx, shown, &rules, finding, before.as_ref())? else {
            return Ok(Go::Stay);
        };
        self.kept.put(id, Action::Check, Typed { check: Some(check.clone()), ..typed });
        if check.finding.is_none() {
            // The editor failed: what there is is offered again.
            return Ok(Go::Stay);
        }
        let saw = Some(shown.revision());
        self.decide(shown, "proposed", |tx, case| claims::check(tx, case, &check, saw))?;
        self.kept.done(id, Action::Check);
        Ok(Go::On)
    }

    fn cite(&mut self, shown: &Shown) -> Result<Go> {
        let (article, id) = (shown.case.head.article.id, shown.id());
        let known = self.desk.read(self.ctx.now(), |r| {
            let mut known = source::of_article(r, article)?;
            known.extend(source::of_desk(r)?);
            Ok::<_, Error>(known)
        })?;
        let before = self.kept.of(id, Action::Source).and_then(|typed| typed.source.as_ref());
        let Some((cited, tie)) = ask::source(self.ctx, shown, &known, before)? else { return Ok(Go::Stay) };
        if let Cited::New(new) = &cited {
            let source = Some(((**new).clone(), tie.clone()));
            self.kept.put(id, Action::Source, Typed { source, ..Typed::default() });
        }
        self.decide(shown, "gave a source to", |tx, case| {
            let id = match &cited {
                Cited::Known(id) => *id,
                Cited::New(new) => sources::add(tx, new)?.id,
            };
            claims::cite(tx, case, id, &tie)
        })?;
        self.kept.done(id, Action::Source);
        Ok(Go::Again)
    }

    fn edit(&mut self, shown: &Shown) -> Result<Go> {
        let id = shown.id();
        let Some((edit, typed)) = ask::edit(self.ctx, shown, self.kept.of(id, Action::Edit))? else {
            return Ok(Go::Stay);
        };
        let failed = edit.statement.is_none() && !typed.text.is_empty();
        self.kept.put(id, Action::Edit, typed);
        if failed {
            return Ok(Go::Stay);
        }
        let saw = Some(shown.revision());
        self.decide(shown, "edited", |tx, case| {
            case.check_seen(tx, saw)?;
            claims::edit(tx, case, &edit)
        })?;
        self.kept.done(id, Action::Edit);
        Ok(Go::Again)
    }

    fn assign(&mut self, shown: &Shown) -> Result<Go> {
        let people = self.desk.read(self.ctx.now(), |r| Ok::<_, Error>(person::all(r)?))?;
        let Some(ask::To(to)) = ask::person(self.ctx, &people)? else { return Ok(Go::Stay) };
        self.decide(shown, "given away", |tx, case| claims::assign(tx, case, to))?;
        Ok(Go::Again)
    }

    /// Shows where the claim's words may stand now; a person chooses, always.
    fn relink(&mut self, shown: &Shown) -> Result<Go> {
        let (ctx, id) = (self.ctx, shown.id());
        let look = self.desk.read(ctx.now(), |r| Ok::<_, Error>(claims::look(r, &shown.case, None)?))?;
        if look.candidates.is_empty() {
            ctx.ui.status(format!("nothing in the text resembles \"{}\"", human::excerpt(&look.quote, 60)));
        } else {
            let mut page = Page::new(ctx.view());
            relink::compose(&mut page, &shown.case.head, id, &look);
            ctx.ui.write(page.into_text().as_bytes())?;
        }
        let labels: Vec<String> = look.candidates.iter().map(|c| human::excerpt(&c.text, 20)).collect();
        let mut choices: Vec<Choice<'_>> = Vec::new();
        for (at, label) in labels.iter().enumerate() {
            let key = u32::try_from(at + 1).ok().and_then(|n| char::from_digit(n, 10)).unwrap_or('9');
            choices.push(Choice { key, label });
        }
        choices.push(Choice { key: 'w', label: "type the words" });
        choices.push(Choice { key: 'b', label: "back" });
        let key = ctx.ui.key("Which words?", &choices, NEVER)?;
        let picked =
            key.to_digit(10).and_then(|n| usize::try_from(n).ok()).and_then(|n| look.candidates.get(n.checked_sub(1)?));
        let spot = match (key, picked) {
            (_, Some(candidate)) => candidate.spot.clone(),
            ('w', None) => {
                let before = self.kept.of(id, Action::Relink).map_or("", |typed| typed.text.as_str()).to_owned();
                let words = ctx.ui.input("The exact words in the text (Enter alone: back)", &before, NEVER)?;
                if words.is_empty() {
                    return Ok(Go::Stay);
                }
                self.kept.put(id, Action::Relink, Typed::line(words.clone()));
                claims::quoted(&shown.case.head, &words, None, None)?
            }
            _ => return Ok(Go::Stay),
        };
        let saw = Some(shown.revision());
        self.decide(shown, "relinked", |tx, case| {
            articles::check_seen(tx, &case.head.article, saw)?;
            claims::relink(tx, case, Some(look.place), &spot)
        })?;
        self.kept.done(id, Action::Relink);
        Ok(Go::Again)
    }

    /// Takes back what was done last, after saying what that would do.
    fn undo(&mut self) -> Result<Go> {
        let ctx = self.ctx;
        let Some(at) = self.done.iter().rposition(|step| step.event.is_some()) else { return Ok(Go::Stay) };
        let Some((event, claim, what)) = self.done.get(at).and_then(|s| Some((s.event?, s.claim, s.what))) else {
            return Ok(Go::Stay);
        };
        let told = self.desk.read(ctx.now(), |r| {
            let plan = undo::plan(r, &self.who, event)?;
            let view = Names::default().view(r, plan.event.clone())?;
            Ok::<_, Error>(format!("you {what} #{claim}: {}\nundoing it: {}", telling::tell(&view), plan.words))
        })?;
        ctx.ui.status(told);
        let choices = [Choice { key: 'y', label: "yes" }, Choice { key: 'n', label: "no" }];
        if ctx.ui.key("Undo it?", &choices, NEVER)? != 'y' {
            return Ok(Go::Stay);
        }
        let done = self.desk.transact(&self.who, ctx.now(), |tx| Ok::<_, Error>(undo::undo(tx, event, "")?))?;
        self.done.remove(at);
        ctx.ui.status(format!("undone, as event {}", done.event));
        Ok(Go::To(claim))
    }
}
