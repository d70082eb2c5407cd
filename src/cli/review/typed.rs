//! What a person typed for a decision, kept until it is recorded: a refusal or
//! a conflict loses nothing, and what is still there when the session ends goes
//! into a file.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{actions::Action, screen::Shown};
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
    },
    desk::{claims::Check, sources::NewSource},
    domain::ids::ClaimId,
    render::human,
    store::source::Tie,
    ui::{self, editor::Draft},
};

/// Words for one action on one claim.
#[derive(Debug, Default)]
pub(super) struct Typed {
    /// A note, a comment, a statement.
    pub(super) text: String,
    /// A finding with what goes with it.
    pub(super) check: Option<Check>,
    /// A new source and how it is tied.
    pub(super) source: Option<(NewSource, Tie)>,
    /// The file in which it was written, where it was.
    pub(super) draft: Option<Draft>,
}

impl Typed {
    /// A text without a file.
    pub(super) fn line(text: String) -> Self {
        Self { text, ..Self::default() }
    }

    /// All of it as a text, for a file.
    fn told(&self) -> String {
        let mut lines = vec![self.text.clone()];
        if let Some(check) = &self.check {
            lines.extend(check.finding.map(|finding| finding.to_string()));
            lines.extend([check.correction.clone(), check.note.clone()]);
        }
        if let Some((source, tie)) = &self.source {
            lines.extend([source.title.clone(), source.url.clone(), tie.locator.clone(), tie.quotation.clone()]);
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }
}

/// What was typed and is not recorded yet.
#[derive(Debug, Default)]
pub(super) struct Kept(BTreeMap<(ClaimId, Action), Typed>);

impl Kept {
    /// What was typed for this before.
    pub(super) fn of(&self, claim: ClaimId, action: Action) -> Option<&Typed> {
        self.0.get(&(claim, action))
    }

    /// Keeps what was typed, in place of what was typed before.
    pub(super) fn put(&mut self, claim: ClaimId, action: Action, typed: Typed) {
        if let Some(Typed { draft: Some(draft), .. }) = self.0.insert((claim, action), typed) {
            draft.saved();
        }
    }

    /// It is recorded: forgets it, and removes its file.
    pub(super) fn done(&mut self, claim: ClaimId, action: Action) {
        if let Some(Typed { draft: Some(draft), .. }) = self.0.remove(&(claim, action)) {
            draft.saved();
        }
    }

    /// Puts what was never recorded into files and says where.
    pub(super) fn leave(self, ctx: &Ctx) {
        for ((claim, action), typed) in self.0 {
            let told = typed.told();
            if told.is_empty() {
                typed.draft.into_iter().for_each(Draft::saved);
                continue;
            }
            let what = action.label();
            match typed
                .draft
                .map_or_else(|| Draft::new(&format!("claim-{claim}-{}", what.replace(' ', "-")), &told), Ok)
            {
                Ok(draft) => ctx.ui.status(format!(
                    "not recorded: what you typed for #{claim} ({what}) is kept in {}",
                    draft.path().display()
                )),
                // Better on the screen than nowhere.
                Err(_) => ctx.ui.error(&format!("not recorded, what you typed for #{claim} ({what}):\n{told}")),
            }
        }
    }
}

/// What came of asking for a text.
pub(super) enum Asked {
    /// The person went back.
    Back,
    /// It was typed.
    Typed(Typed),
    /// The editor failed; what was typed so far is kept.
    Failed(Typed),
}

/// Asks for a text: a line here, or as much as one likes in the editor.
pub(super) fn ask(ctx: &Ctx, shown: &Shown, question: &str, initial: &str) -> Result<Asked> {
    if initial.contains('\n') {
        return in_editor(ctx, shown, question, initial);
    }
    let given = ctx.ui.input(&format!("{question} (Enter alone: back; e: editor)"), initial, "run it on a terminal")?;
    match given.as_str() {
        "" => Ok(Asked::Back),
        "e" => in_editor(ctx, shown, question, initial),
        _ => Ok(Asked::Typed(Typed::line(given))),
    }
}

/// What stands between the text and the lines that explain it.
const SCISSORS: &str = "# ------------------------ >8 ------------------------";

/// Asks for a text in the editor, with what it is about below it.
pub(super) fn in_editor(ctx: &Ctx, shown: &Shown, question: &str, initial: &str) -> Result<Asked> {
    let (id, claim) = (shown.id(), shown.case.claim());
    let mut template = format!(
        "{initial}\n\n{SCISSORS}\n# {question}\n# This line and what is below it is left out. An empty text goes back.\n#\n"
    );
    let mut about = vec![format!("#{id} of {}@{}", shown.slug(), shown.revision())];
    about.push(format!("\"{}\"", shown.case.words().unwrap_or_else(|| claim.quote.clone())));
    about.push(claim.statement.clone());
    about.push(shown.sentences.1.clone());
    about.push(claim.finding.map_or_else(String::new, |finding| format!("finding: {finding}")));
    for line in about.iter().filter(|line| !line.is_empty()).flat_map(|text| text.lines()) {
        writeln!(template, "# {line}").ok();
    }
    for (citation, source) in &shown.case.loaded.citations {
        writeln!(template, "# {} {}: {} {}", human::source(source.id), citation.stance, source.title, citation.locator)
            .ok();
    }
    let draft = Draft::new(&format!("claim-{id}"), &template)?;
    match draft.edit(&ctx.ui) {
        Ok(typed) => {
            let text = typed.map_or_else(|| initial.to_owned(), |typed| above(&typed));
            if text.is_empty() || text == initial {
                draft.saved();
                // An initial text that was left as it is was typed before: it still counts.
                return Ok(if text.is_empty() { Asked::Back } else { Asked::Typed(Typed::line(text)) });
            }
            Ok(Asked::Typed(Typed { text, draft: Some(draft), ..Typed::default() }))
        }
        Err(error @ ui::Error::Draft { .. }) => {
            ctx.ui.error(&Error::from(error).to_text());
            let text = std::fs::read_to_string(draft.path()).map_or_else(|_| initial.to_owned(), |text| above(&text));
            Ok(Asked::Failed(Typed { text, draft: Some(draft), ..Typed::default() }))
        }
        Err(error) => {
            draft.saved();
            Err(error.into())
        }
    }
}

/// The text above the line of scissors.
fn above(typed: &str) -> String {
    let end = typed.lines().take_while(|line| *line != SCISSORS).collect::<Vec<_>>().join("\n");
    end.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_the_scissors_is_left_out() {
        assert_eq!(above(&format!("# a heading stays\n\nText.\n\n{SCISSORS}\n# Why?\n")), "# a heading stays\n\nText.");
        assert_eq!(above(&format!("\n\n{SCISSORS}\n")), "");
        assert_eq!(above("no scissors left"), "no scissors left");
    }
}
