//! The gate: every rule that an article must meet before it is approved,
//! published or published again, and every one that it doesn't meet.
//!
//! The gate takes facts and answers with all blockers, not the first. A chief
//! may pass blockers by name ([`Passed`]); they stay owed, and whatever is new
//! closes the gate again. Which stage an action needs is not asked here (that
//! is [`super::article::next_stage`]).

use super::{
    article::StageAction,
    claim::{Asks, Finding, Progress, Standing},
    four_eyes::Refusal,
    ids::ClaimId,
    policy::{Coverage, Policy},
    time::Timestamp,
    words,
    workflow::needs_sources,
};

words! {
    /// What the gate is asked for.
    pub enum GateFor, "gate" {
        /// Approval of the head revision.
        Approve = "approve",
        /// Its first publication.
        Publish = "publish",
        /// Publication in place of what is public.
        Republish = "republish",
    }
}

impl GateFor {
    /// The action that the gate stands before.
    pub const fn action(self) -> StageAction {
        match self {
            Self::Approve => StageAction::Approve,
            Self::Publish => StageAction::Publish,
            Self::Republish => StageAction::Republish,
        }
    }
}

words! {
    /// A rule that isn't met.
    pub enum BlockerKind, "blocker" {
        /// No approval covers the claim's words.
        ClaimUnapproved = "claim_unapproved",
        /// Something near approved words changed.
        ClaimTouched = "claim_touched",
        /// What was checked no longer stands there.
        ClaimStale = "claim_stale",
        /// The approved finding says that the words are wrong, and they stand.
        ClaimContradicted = "claim_contradicted",
        /// Too few independent sources support the finding.
        TooFewSources = "too_few_sources",
        /// The claim was approved by one of those who may not.
        ClaimFourEyes = "claim_four_eyes",
        /// Whoever asks may not approve the article.
        ArticleFourEyes = "article_four_eyes",
        /// It must not be public before a time that is still to come.
        Embargo = "embargo",
        /// Its provider took it back.
        Withdrawn = "withdrawn",
        /// A check-worthy sentence that no claim covers.
        Uncovered = "uncovered",
    }
}

/// A rule that isn't met, or a notice of the same form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// Which rule.
    pub kind: BlockerKind,
    /// The claim, where it is about one.
    pub claim: Option<ClaimId>,
    /// What is wrong, in one line.
    pub message: String,
    /// The command that would help, where there is one.
    pub hint: Option<String>,
    /// What it is about: the words, the time. A blocker that was passed stays
    /// passed only while this is the same.
    pub about: String,
    /// What to group by: claims that need a look for one change are one question.
    pub cause: Option<String>,
}

words! {
    /// What a notice is about.
    pub enum NoticeKind, "notice" {
        /// Something changed near approved words, and carries the approval.
        Listed = "listed",
        /// The words are gone.
        Cut = "cut",
        /// The claim has no words in the text.
        Unplaced = "unplaced",
        /// Words that are contradicted, and that the text itself answers.
        Answered = "answered",
        /// What would block is public already, and this change doesn't touch it.
        AlreadyPublic = "already_public",
        /// A check-worthy sentence that no claim covers.
        Uncovered = "uncovered",
    }
}

/// Something that changed near approved words, and carries the approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What to group by: one cause under several claims is one thing to know.
    pub cause: String,
    /// What changed, in one line.
    pub message: String,
}

/// A notice: nothing is blocked by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// The claim, where it is about one.
    pub claim: Option<ClaimId>,
    /// What there is to know, in one line.
    pub message: String,
    /// What changed, by itself, for a notice of a listed change.
    pub listed: Option<Listed>,
}

/// A blocker that a chief passed, with a reason on the record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Passed {
    /// Which rule.
    pub kind: BlockerKind,
    /// The claim, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimId>,
    /// What it was about then.
    pub about: String,
}

impl Blocker {
    /// What an override of this blocker records.
    pub fn pass(&self) -> Passed {
        Passed { kind: self.kind, claim: self.claim, about: self.about.clone() }
    }

    fn is_passed(&self, passed: &[Passed]) -> bool {
        passed.iter().any(|p| p.kind == self.kind && p.claim == self.claim && p.about == self.about)
    }
}

/// A claim as the gate needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, not states of one thing")]
pub struct ClaimFacts {
    /// Which claim.
    pub id: ClaimId,
    /// Its words in head, or as they last stood.
    pub quote: String,
    /// Whether its words are lost, or may stand in several places: it must be
    /// tied to words again first.
    pub adrift: bool,
    /// What it asks.
    pub asks: Asks,
    /// Whether the text puts the words in somebody's mouth (a claimant, or
    /// words inside a quotation).
    pub attributed: bool,
    /// The progress that people see.
    pub progress: Progress,
    /// What may be relied on.
    pub standing: Standing,
    /// Why it stands so.
    pub reason: Option<String>,
    /// For a touched claim: what tells the question that it is part of from others.
    pub question: Option<String>,
    /// The approved finding.
    pub finding: Option<Finding>,
    /// Whether the claim has words to put in place.
    pub has_correction: bool,
    /// Whether an editor marked the words as answered by the text, and they stand as then.
    pub answered: bool,
    /// The number of independent sources that support it (see
    /// [`super::workflow::independent_sources`]).
    pub independent_sources: usize,
    /// Why its approver might not have approved it, under the present policy.
    pub four_eyes: Option<Refusal>,
    /// For [`GateFor::Republish`]: whether words and context are public
    /// already as they stand in head, so that this change doesn't touch them.
    pub already_public: bool,
    /// What changed and carries, and nobody marked seen.
    pub listed: Vec<Listed>,
}

impl ClaimFacts {
    /// Whether it blocks until somebody looks at it: opinion stays opinion while
    /// something near it changes.
    fn needs_a_look(&self) -> bool {
        let opinion = self.finding == Some(Finding::NotCheckable);
        self.standing == Standing::Touched && self.progress != Progress::Withdrawn && !opinion
    }
}

/// A check-worthy sentence that no claim covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    /// The sentence.
    pub sentence: String,
    /// Whether it is public already as it stands: then it never blocks another publication.
    pub is_public: bool,
}

/// All that the gate depends on.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What is asked for.
    pub to: GateFor,
    /// The article's slug, for hints.
    pub slug: &'a str,
    /// The desk's rules.
    pub policy: &'a Policy,
    /// The article's claims.
    pub claims: &'a [ClaimFacts],
    /// Why the actor may not approve the article, if so (asked for approval
    /// and for publication again).
    pub four_eyes: Option<&'a Refusal>,
    /// Not public before this.
    pub embargo_until: Option<Timestamp>,
    /// Whether its provider cancelled or withholds it.
    pub withdrawn: bool,
    /// The time now.
    pub now: Timestamp,
    /// Check-worthy sentences that no claim covers; empty where nobody looked.
    pub uncovered: &'a [Uncovered],
    /// What chiefs passed for this article and didn't take back.
    pub passed: &'a [Passed],
}

/// What [`gate`] answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// What was asked for.
    pub to: GateFor,
    /// The rules that aren't met and that nobody passed.
    pub blockers: Vec<Blocker>,
    /// The rules that aren't met and that a chief passed: owed.
    pub owed: Vec<Blocker>,
    /// What to know before it is done.
    pub warnings: Vec<Notice>,
}

impl Gate {
    /// Whether nothing blocks.
    pub fn is_clear(&self) -> bool {
        self.blockers.is_empty()
    }
}

/// Every rule that isn't met.
pub fn gate(facts: &Facts) -> Gate {
    let mut found = Vec::new();
    let mut warnings = Vec::new();
    for claim in facts.claims {
        let before = found.len();
        claim_blockers(claim, facts, &mut found, &mut warnings);
        if facts.to == GateFor::Republish && claim.already_public {
            warnings.extend(found.drain(before..).map(|b| Notice {
                kind: NoticeKind::AlreadyPublic,
                claim: b.claim,
                message: format!("{} (already public, not touched by this change)", b.message),
                listed: None,
            }));
        }
    }
    if facts.to != GateFor::Publish
        && let Some(refusal) = facts.four_eyes
    {
        found.push(Blocker {
            kind: BlockerKind::ArticleFourEyes,
            claim: None,
            message: refusal.to_string(),
            hint: None,
            about: refusal.to_string(),
            cause: None,
        });
    }
    if facts.to == GateFor::Publish
        && let Some(until) = facts.embargo_until
        && facts.now < until
    {
        found.push(Blocker {
            kind: BlockerKind::Embargo,
            claim: None,
            message: format!("under embargo until {until}"),
            hint: Some(format!(
                "publish it then, or change the embargo: copydesk article set {} --embargo none",
                facts.slug
            )),
            about: until.to_string(),
            cause: None,
        });
    }
    if facts.withdrawn {
        found.push(Blocker {
            kind: BlockerKind::Withdrawn,
            claim: None,
            message: "withdrawn by its provider".to_owned(),
            hint: Some(format!(
                "ask the provider; drop it: copydesk article spike {slug}, or take it down: copydesk article kill {slug}",
                slug = facts.slug
            )),
            about: "withdrawn".to_owned(),
            cause: None,
        });
    }
    coverage(facts, &mut found, &mut warnings);
    let (owed, blockers) = found.into_iter().partition(|b| b.is_passed(facts.passed));
    Gate { to: facts.to, blockers, owed, warnings }
}

fn coverage(facts: &Facts, found: &mut Vec<Blocker>, warnings: &mut Vec<Notice>) {
    let blocks = |sentence: &&Uncovered| {
        facts.policy.coverage == Coverage::Block && !(facts.to == GateFor::Republish && sentence.is_public)
    };
    let (blocking, told): (Vec<&Uncovered>, Vec<&Uncovered>) = facts.uncovered.iter().partition(blocks);
    for Uncovered { sentence, .. } in blocking {
        found.push(Blocker {
            kind: BlockerKind::Uncovered,
            claim: None,
            message: format!("no claim covers \"{}\"", excerpt(sentence)),
            hint: Some(format!("copydesk claim add {} --quote \"…\"", facts.slug)),
            about: sentence.clone(),
            cause: None,
        });
    }
    let Some(first) = told.first().filter(|_| facts.policy.coverage != Coverage::Off) else { return };
    // One line, however many: a list as long as the text is read by nobody.
    let (n, s, verb) = if told.len() == 1 { (1, "", "carries") } else { (told.len(), "s", "carry") };
    let such_as = if n == 1 { ":" } else { ", such as" };
    warnings.push(Notice {
        kind: NoticeKind::Uncovered,
        claim: None,
        message: format!(
            "{n} check-worthy sentence{s} {verb} no claim{such_as} \"{}\" (all of them: copydesk proof {})",
            excerpt(&first.sentence),
            facts.slug
        ),
        listed: None,
    });
}

fn claim_blockers(claim: &ClaimFacts, facts: &Facts, found: &mut Vec<Blocker>, warnings: &mut Vec<Notice>) {
    let id = claim.id;
    let quote = excerpt(&claim.quote);
    let because = claim.reason.as_deref().map_or_else(String::new, |why| format!(": {why}"));
    let mut block = |kind, what: String, hint: String| {
        let cause = claim.question.clone().filter(|_| kind == BlockerKind::ClaimTouched);
        found.push(Blocker {
            kind,
            claim: Some(id),
            message: what,
            hint: Some(hint),
            about: claim.quote.clone(),
            cause,
        });
    };
    if claim.progress == Progress::Withdrawn {
        return;
    }
    // When an opinion's own words are others, somebody must look whether they still are one.
    match claim.standing {
        Standing::Cut | Standing::Unplaced => {
            let kind = if claim.standing == Standing::Cut { NoticeKind::Cut } else { NoticeKind::Unplaced };
            warnings.push(Notice {
                kind,
                claim: Some(id),
                message: format!("#{id} \"{quote}\"{because}"),
                listed: None,
            });
            return;
        }
        Standing::Unapproved => {
            let hint = match claim.progress {
                Progress::Proposed => format!("copydesk claim approve {id}"),
                _ => format!("copydesk claim check {id} --finding …"),
            };
            block(BlockerKind::ClaimUnapproved, format!("#{id} \"{quote}\" is not approved{because}"), hint);
            return;
        }
        Standing::Touched if !claim.needs_a_look() => {}
        Standing::Touched => {
            let what = format!("#{id} \"{quote}\" needs a look{because}");
            let several = facts.claims.iter().filter(|c| c.needs_a_look()).count() > 1;
            let hint = if several {
                format!("copydesk claim reconfirm --article {}", facts.slug)
            } else {
                format!("copydesk claim reconfirm {id}")
            };
            block(BlockerKind::ClaimTouched, what, hint);
        }
        Standing::Stale => {
            let what = format!("#{id} \"{quote}\" must be checked again{because}");
            let hint = if claim.adrift {
                format!("find its words: copydesk claim relink {id}; or: copydesk claim withdraw {id} --note \"…\"")
            } else {
                format!("copydesk claim show {id}; then check it again: copydesk claim check {id} --finding …")
            };
            block(BlockerKind::ClaimStale, what, hint);
        }
        // That somebody said it is one question, whether it is so another;
        // only the second can be answered by the text around the words.
        Standing::Contradicted if claim.asks == Asks::So && claim.attributed && claim.answered => {
            let message = format!("#{id} \"{quote}\"{because}; the text answers it");
            warnings.push(Notice { kind: NoticeKind::Answered, claim: Some(id), message, listed: None });
        }
        Standing::Contradicted => {
            let hint = if claim.asks == Asks::So && claim.attributed {
                format!("mend the text, or where it tells the reader so: copydesk claim answered {id}")
            } else if claim.finding == Some(Finding::NeedsCorrection) && claim.has_correction {
                format!("put the correction in: copydesk claim apply --article {}", facts.slug)
            } else {
                format!("mend the text: copydesk article edit {}", facts.slug)
            };
            block(BlockerKind::ClaimContradicted, format!("#{id} \"{quote}\" is contradicted{because}"), hint);
        }
        Standing::Approved => {}
    }
    let needs = usize::from(facts.policy.min_sources);
    if claim.finding.is_some_and(|f| needs_sources(f, claim.has_correction)) && claim.independent_sources < needs {
        let has = claim.independent_sources;
        let what = format!("#{id} \"{quote}\" has {has} of {needs} independent supporting sources");
        block(
            BlockerKind::TooFewSources,
            what,
            format!(
                "copydesk claim cite {id} --kind document --title \"…\"; or one of the desk's: copydesk source list"
            ),
        );
    }
    if let Some(refusal) = &claim.four_eyes {
        let hint = format!("somebody else: copydesk claim return {id} --note \"…\"; then a new check and approval");
        block(BlockerKind::ClaimFourEyes, format!("#{id} \"{quote}\": {refusal}"), hint);
    }
    warnings.extend(claim.listed.iter().map(|listed| Notice {
        kind: NoticeKind::Listed,
        claim: Some(id),
        message: format!("#{id} \"{quote}\": {}", listed.message),
        listed: Some(listed.clone()),
    }));
}

/// A text in one line of at most 60 characters.
fn excerpt(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST {
        return line;
    }
    let head: String = line.chars().take(MOST - 1).collect();
    format!("{}…", head.trim_end())
}

#[cfg(test)]
mod tests;
