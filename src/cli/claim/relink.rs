//! `copydesk claim relink`.

use serde::Serialize;

use super::one;
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::{self, RevisionName},
    },
    desk::{
        articles,
        claims::{self, Case, Look},
        facts::{Head, Heads},
    },
    diff::diff,
    domain::{
        anchor::{AROUND, Candidate, Spot},
        claim::Standing,
        ids::{ClaimId, RevisionNumber},
        part::Part,
    },
    render::{
        Ink,
        diff::snippet,
        human,
        marked::{self, Mark},
        page::Page,
    },
    ui::prompt::Choice,
};

/// Tie a claim to other words: where its words were lost, or may stand in several places.
///
/// Without --quote or --pick the likeliest places are shown, numbered, with what differs from the words that were
/// checked. On a terminal it asks which one; elsewhere choose with --pick. Nothing is ever chosen for you. The claim
/// then needs a new check, unless words and context are exactly what was approved.
///
/// Example: copydesk claim relink 12 --quote "Ten people died"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claim.
    #[arg(value_name = "CLAIM", value_parser = names::claim)]
    pub claim: ClaimId,
    /// The exact words in the text.
    #[arg(long, value_name = "TEXT")]
    pub quote: Option<String>,
    /// Which one, counted from 1, where the quote stands more than once.
    #[arg(long, value_name = "N", requires = "quote", value_parser = clap::value_parser!(u32).range(1..))]
    pub occurrence: Option<u32>,
    /// The part that the quote stands in: headline, body, caption:1 …
    #[arg(long, value_name = "PART", requires = "quote")]
    pub part: Option<Part>,
    /// The place with this number in the list that was shown.
    #[arg(long, value_name = "N", conflicts_with = "quote")]
    pub pick: Option<usize>,
    /// Which place of the claim, where it has several.
    #[arg(long, value_name = "N")]
    pub place: Option<i64>,
    /// The revision that was seen.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// The places for programs.
#[derive(Debug, Serialize)]
struct LookView<'l> {
    claim: ClaimId,
    article: &'l str,
    revision: RevisionNumber,
    /// Which of the claim's places is looked for.
    place: i64,
    /// The words as they were decided on, or last stood.
    quote: &'l str,
    candidates: Vec<CandidateView<'l>>,
}

#[derive(Debug, Serialize)]
struct CandidateView<'l> {
    number: usize,
    part: &'l Part,
    start: usize,
    end: usize,
    text: &'l str,
    prefix: String,
    suffix: String,
    score: f64,
    errors: usize,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    if args.quote.is_some() || args.pick.is_some() {
        return act(ctx, args, args.at, |case, look| chosen(args, case, look));
    }
    let desk = ctx.open()?;
    let (case, look) = desk.read(ctx.now(), |r| {
        let case = Case::load(r, &Heads::default(), args.claim)?;
        let look = claims::look(r, &case, args.place)?;
        Ok::<_, Error>((case, look))
    })?;
    let (head, id) = (&case.head, args.claim);
    let (slug, number) = (&head.article.slug, head.article.head);
    if look.candidates.is_empty() {
        let other = if case.words().is_some() { "else " } else { "" };
        return Err(Error::not_found(format!("nothing {other}in {slug}@{number} resembles the words of claim #{id}"))
            .detail(format!("they were: \"{}\"", look.quote))
            .hint(format!(
                "name the words: copydesk claim relink {id} --quote \"…\"; or: copydesk claim withdraw {id} --note \"…\""
            )));
    }
    ctx.document(&view(head, id, &look), |page| compose(page, head, id, &look))?;
    ctx.note_seen(&desk, &head.article, number);
    if !ctx.for_people() || !ctx.ui.can_ask() {
        return Err(Error::usage("say which of these places it is")
            .hint(format!("copydesk claim relink {id} --pick 1 --at {number}; or name the words: --quote \"…\"")));
    }
    let labels: Vec<String> = look.candidates.iter().map(|c| human::excerpt(&c.text, 20)).collect();
    let mut choices: Vec<Choice<'_>> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        let key = u32::try_from(at + 1).ok().and_then(|n| char::from_digit(n, 10)).unwrap_or('9');
        choices.push(Choice { key, label });
    }
    choices.push(Choice { key: 'q', label: "none of them" });
    let key = ctx.ui.key("Which one?", &choices, "choose with --pick N")?;
    let Some(picked) = key.to_digit(10).and_then(|n| usize::try_from(n).ok()) else {
        ctx.ui.status("nothing changed");
        ctx.ui.hint(format!("name the words: copydesk claim relink {id} --quote \"…\""));
        return Ok(());
    };
    act(ctx, args, Some(RevisionName::Number(number.0)), |_, now| {
        if *now != look {
            return Err(Error::conflict(format!("claim #{id} is not as it was shown; nothing changed"))
                .hint(format!("look again: copydesk claim relink {id}")));
        }
        nth(now, picked, id)
    })
}

/// Relinks to what `choose` names, in one transaction.
fn act(
    ctx: &Ctx,
    args: &Args,
    at: Option<RevisionName>,
    choose: impl FnOnce(&Case, &Look) -> Result<Spot>,
) -> Result<()> {
    let changed = one(ctx, args.claim, |tx, case| {
        // A number is one of the list that was seen, of the text that was seen.
        if at.is_some() || args.pick.is_some() {
            let saw = ctx.saw(tx, &case.head.article, at)?;
            articles::check_seen(tx, &case.head.article, Some(saw))?;
        }
        let look = claims::look(tx, &case, args.place)?;
        let spot = choose(&case, &look)?;
        Ok(claims::relink(tx, case, args.place, &spot)?)
    })?;
    changed.report(ctx)?;
    let approved = changed.claims.iter().all(|c| c.standing == Standing::Approved);
    changed.hint(ctx, |_, ids| {
        if approved {
            format!("words and context are what was approved: copydesk claim show {ids}")
        } else {
            format!("it needs a new check there: copydesk claim check {ids} --finding FINDING")
        }
    });
    Ok(())
}

fn chosen(args: &Args, case: &Case, look: &Look) -> Result<Spot> {
    match (&args.quote, args.pick) {
        (Some(quote), _) => {
            let occurrence = args.occurrence.and_then(|n| usize::try_from(n).ok());
            Ok(claims::quoted(&case.head, quote, args.part.clone(), occurrence)?)
        }
        (None, Some(n)) => nth(look, n, args.claim),
        (None, None) => Err(Error::usage("name the words with --quote \"…\", or a place with --pick N")),
    }
}

fn nth(look: &Look, number: usize, id: ClaimId) -> Result<Spot> {
    let found = number.checked_sub(1).and_then(|at| look.candidates.get(at));
    found.map(|c| c.spot.clone()).ok_or_else(|| {
        let such = match look.candidates.len() {
            0 => "there is no other such place".to_owned(),
            1 => format!("there is 1 such place, not {number}"),
            many => format!("there are {many} such places, not {number}"),
        };
        Error::not_found(such).hint(format!("see them: copydesk claim relink {id}"))
    })
}

/// What stands before and after a place, so many characters of each.
fn around(head: &Head, spot: &Spot, count: usize) -> (String, String) {
    let text = head.texts.get(&spot.part);
    let from = spot.start.saturating_sub(count);
    let before = text.chars().skip(from).take(spot.start - from).collect();
    let after = text.chars().skip(spot.range().end).take(count).collect();
    (before, after)
}

fn view<'l>(head: &'l Head, claim: ClaimId, look: &'l Look) -> LookView<'l> {
    let candidate = |(at, c): (usize, &'l Candidate)| {
        let (prefix, suffix) = around(head, &c.spot, AROUND);
        CandidateView {
            number: at + 1,
            part: &c.spot.part,
            start: c.spot.start,
            end: c.spot.range().end,
            text: &c.text,
            prefix,
            suffix,
            score: (c.score * 1000.0).round() / 1000.0,
            errors: c.errors,
        }
    };
    LookView {
        claim,
        article: &head.article.slug,
        revision: head.article.head,
        place: look.place,
        quote: &look.quote,
        candidates: look.candidates.iter().enumerate().map(candidate).collect(),
    }
}

/// How likely a place is, in words.
fn likely(candidate: &Candidate) -> &'static str {
    let length = candidate.text.chars().count().max(1);
    match (candidate.errors, candidate.errors * 100 / length) {
        (0, _) if candidate.score > 0.98 => "the same words, with the same around them",
        (0, _) => "the same words, with others around them",
        (_, ..=15) if candidate.score > 0.85 => "nearly the same words, with nearly the same around them",
        (_, ..=15) => "nearly the same words, with others around them",
        (_, ..=30) => "resembles them",
        _ => "resembles them a little",
    }
}

/// The places, numbered, with what differs from the words that were checked.
pub(in crate::cli) fn compose(page: &mut Page, head: &Head, id: ClaimId, look: &Look) {
    /// How much of the text is shown on either side of a place.
    const SHOWN: usize = 90;
    let (slug, number) = (&head.article.slug, head.article.head);
    let was = look.revision.map_or_else(String::new, |n| format!(", as in revision {n}"));
    page.ink(Ink::Bold, format!("#{id}"));
    page.wrapped_after(0, &format!(" \"{}\"{was}", look.quote));
    page.line(format!("Where it may stand in {slug}@{number}, likeliest first:"));
    let (color, width) = (page.view().color, page.view().width);
    for (at, c) in look.candidates.iter().enumerate() {
        page.gap().ink(Ink::Bold, format!("{}. ", at + 1));
        page.line(format!("{}: {}", c.spot.part, likely(c)));
        let (before, after) = around(head, &c.spot, SHOWN);
        let (mut before, mut after) = (before, after);
        // The paragraph is enough, and where it is cut, that is shown.
        let full = before.chars().count() == SHOWN;
        before = match before.rsplit_once("\n\n") {
            Some((_, last)) => last.to_owned(),
            None if full => format!("…{before}"),
            None => before,
        };
        let full = after.chars().count() == SHOWN;
        after = match after.split_once("\n\n") {
            Some((first, _)) => first.to_owned(),
            None if full => format!("{after}…"),
            None => after,
        };
        let start = before.chars().count();
        let mark = Mark { chars: start..start + c.spot.len, label: String::new(), ink: Ink::Bold };
        let text = format!("{before}{}{after}", c.text);
        let drawn = marked::draw(&text, &[mark], 3, width, color);
        page.raw(&drawn);
        if c.text != look.quote {
            page.ink(Ink::Dim, "   differs:").end();
            let changes = diff(&look.quote, &c.text);
            page.raw(&snippet(&look.quote, &c.text, &changes, 3, width, color));
        }
    }
    page.gap();
}
