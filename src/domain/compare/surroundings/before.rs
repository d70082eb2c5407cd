//! The sentences beside, what the words refer back to, and what the numbers of the text are in.

use super::super::{
    Difference, arrow, kinds,
    words::{Cut, tokens_of},
};
use super::same;
use crate::domain::{
    context::{self, Dating, PlaceContext, Pull},
    lexicon::{
        self, Lexicon, Section, names,
        tokens::{self, Token, TokenKind},
    },
};

/// Below this share of common words a sentence was replaced, not reworded.
const REPLACED: f64 = 0.5;

/// Judges the sentence referred back to; true if the sentence before needs no further look.
pub(super) fn reference(
    approved: &PlaceContext,
    now: &PlaceContext,
    lexicon: &Lexicon,
    out: &mut Vec<Difference>,
) -> bool {
    let pull = |context: &PlaceContext| context.reference.as_ref().map(|r| r.pull);
    let Some(pull) = pull(approved).max(pull(now)) else { return false };
    let opener = approved.reference.as_ref().or(now.reference.as_ref()).map_or("", |r| r.opener.as_str());
    let chain = |context: &PlaceContext| context.reference.as_ref().map(|r| r.sentence.clone()).unwrap_or_default();
    let (far_a, far_b) = (chain(approved), chain(now));
    if pull == Pull::Year {
        year_above(&far_a, &far_b, opener, lexicon, out);
        return false;
    }
    if pull == Pull::Answer {
        if !same(&far_a, &far_b) {
            let arrow = arrow(&far_a, &far_b);
            let message = format!("what \"{opener}\" answers changed: {arrow}");
            out.push(Difference::touched(format!("sentence before: {arrow}"), message));
        }
        return !same(&far_a, &far_b);
    }
    let (a, b) = (last_before(approved, &now.before), last_before(now, &approved.before));
    let pronoun = lexicon.begins(&[&lexicon::Word::of(opener.into(), lexicon)], Section::Pronoun);
    let further = match pull {
        _ if far_a == far_b => false,
        Pull::Year | Pull::Weak | Pull::Answer => false,
        Pull::Strong if pronoun || !lexicon.own => names_differ(&far_a, &far_b, lexicon),
        Pull::Strong | Pull::Order => facts_differ(&far_a, &far_b, lexicon),
    };
    if same(&a, &b) && !further {
        return false;
    }
    let (old, new) = (Cut::text(&a, lexicon), Cut::text(&b, lexicon));
    // Without word lists an opener may be another word altogether: the neighbours decide.
    if !lexicon.own && !further {
        return false;
    }
    let touched = match pull {
        Pull::Weak => lexicon.own && is_renamed(&old.tokens, &new.tokens, lexicon, false),
        Pull::Year | Pull::Answer => false,
        Pull::Order => true,
        Pull::Strong => {
            let person = PERSONS.contains(&opener);
            let other = || {
                refers_elsewhere(&old, &new, lexicon)
                    || (pronoun && is_of_another(&old.tokens, &new.tokens))
                    || (person && has_other_nouns(&old.tokens, &new.tokens))
                    || (pronoun && has_another_noun(&old.tokens, &new.tokens, lexicon))
            };
            further || (!same(&a, &b) && other())
        }
    };
    let arrow = if further { arrow(&far_a, &far_b) } else { arrow(&a, &b) };
    let cause = format!("sentence before: {arrow}");
    out.push(if touched {
        Difference::touched(cause, format!("what \"{opener}\" refers to changed: {arrow}"))
    } else {
        Difference::listed(cause, format!("the sentence before, to which \"{opener}\" refers, was reworded: {arrow}"))
    });
    true
}

/// The sentence before, or, where a heading or a table stands between, what is
/// above it. Where that ends in the `other` text's sentence before, and nothing
/// between names anybody, it is that sentence.
fn last_before(context: &PlaceContext, other: &str) -> String {
    let chain = context.reference.as_ref().map_or("", |r| r.sentence.as_str());
    if !context.before.is_empty() || chain.is_empty() {
        return context.before.clone();
    }
    let (above, between) = chain.split_once(" / ").unwrap_or((chain, ""));
    let named = between.split(" / ").any(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.iter().skip(1).any(|word| word.starts_with(char::is_uppercase))
    });
    if !named && !other.is_empty() && above.ends_with(other) { other.to_owned() } else { chain.to_owned() }
}

/// The year that a date without one is of, named further above.
fn year_above(a: &str, b: &str, opener: &str, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    let years = |text: &str| context::years(&tokens::words(&tokens_of(text, lexicon)));
    let (old, new) = (years(a), years(b));
    if !old.is_empty() && !new.is_empty() && old != new {
        let arrow = arrow(a, b);
        out.push(Difference::touched(
            format!("sentence before: {arrow}"),
            format!("the year of \"{opener}\" changed: {arrow}"),
        ));
    }
}

/// Whether the sentences that a pronoun may go back to name others; where only
/// one side names anybody, the sentence before decides alone.
fn names_differ(a: &str, b: &str, lexicon: &Lexicon) -> bool {
    let found = |text: &str| -> Vec<String> {
        text.split(" / ").enumerate().flat_map(|(at, text)| named_in(text, at > 0, lexicon)).collect()
    };
    let (a, b) = (found(a), found(b));
    !a.is_empty() && !b.is_empty() && a != b
}

/// The names in sentences, or in a line between them, whose first word has its
/// capital letter anyhow; where there are no capitals, all words that may be names.
fn named_in(text: &str, between: bool, lexicon: &Lexicon) -> Vec<String> {
    let tokens = tokens_of(text, lexicon);
    let noun = |name: &names::Name| {
        lexicon.capital_nouns
            && name.end == name.start + 1
            && name.start.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|t| t.lower.is(Section::Determiner))
    };
    let counts = |name: &names::Name| !noun(name) && (!between || name.start > 0 || name.end > 1);
    let names = names::names(&tokens);
    let cased = names.iter().filter(|name| counts(name)).map(|name| names::text(&tokens, name));
    cased.chain(kinds::uncased(&tokens)).collect()
}

/// Whether the sentences that a share or an order goes back to have other
/// numbers and names, or the same words in another order.
fn facts_differ(a: &str, b: &str, lexicon: &Lexicon) -> bool {
    let (old, new) = (tokens_of(a, lexicon), tokens_of(b, lexicon));
    !a.is_empty()
        && !b.is_empty()
        && (kinds::facts(&old, lexicon, true) != kinds::facts(&new, lexicon, true) || reordered(&old, &new))
}

/// Whether two sentences have the same words in another order.
pub(super) fn reordered(old: &[Token], new: &[Token]) -> bool {
    fn words(tokens: &[Token]) -> Vec<&str> {
        tokens::words(tokens).into_iter().map(lexicon::Word::as_str).collect()
    }
    let (mut a, mut b) = (words(old), words(new));
    if a == b {
        return false;
    }
    a.sort_unstable();
    b.sort_unstable();
    a == b
}

/// Whether a sentence referred to has other names, numbers or scope words, or is another one.
fn refers_elsewhere(old: &Cut, new: &Cut, lexicon: &Lexicon) -> bool {
    kinds::facts(&old.tokens, lexicon, true) != kinds::facts(&new.tokens, lexicon, true)
        || kinds::uncased(&old.tokens) != kinds::uncased(&new.tokens)
        || reordered(&old.tokens, &new.tokens)
        || old.similarity(new) < REPLACED
}

/// Pronouns that stand for a person.
const PERSONS: [&str; 16] =
    ["he", "she", "his", "her", "him", "er", "il", "elle", "lui", "él", "ella", "он", "она", "его", "её", "ему"];

/// Whether a noun with its article came and another went: "The dog bit the boy.", "The dog bit the man."
fn has_other_nouns(old: &[Token], new: &[Token]) -> bool {
    let nouns = |tokens: &[Token]| -> Vec<String> {
        let words = tokens::words(tokens);
        let pairs = words.windows(2).filter_map(|pair| match pair {
            [article, noun] if article.is(Section::Determiner) && !noun.is_common() => Some(noun.as_str().to_owned()),
            _ => None,
        });
        pairs.collect()
    };
    let (a, b) = (nouns(old), nouns(new));
    // Whom a name stands for is told by the name.
    if [old, new].into_iter().any(|tokens| !names::names(tokens).is_empty()) {
        return false;
    }
    let gone = a.iter().any(|noun| !new.iter().any(|t| t.lower == **noun));
    let come = b.iter().any(|noun| !old.iter().any(|t| t.lower == **noun));
    gone && come
}

/// Whether two sentences are the same but for one noun in place of another: "I rang the owner
/// at six", "I rang the inspector at six". Where nouns have articles one must stand before it.
fn has_another_noun(old: &[Token], new: &[Token], lexicon: &Lexicon) -> bool {
    let words = |tokens: &[Token]| -> Vec<Token> { tokens.iter().filter(|t| t.is_word()).cloned().collect() };
    let (a, b) = (words(old), words(new));
    let mut other = a.iter().zip(&b).enumerate().filter(|(_, (x, y))| x.lower != y.lower);
    let (Some((at, (x, y))), None) = (other.next(), other.next()) else { return false };
    let noun = |t: &Token| t.kind == TokenKind::Word && !t.lower.is_common() && !t.lower.is(Section::Speech);
    // One with its article, or with an adjective between.
    let article = |at: Option<usize>| {
        at.and_then(|at| a.get(at)).is_some_and(|t| t.lower.is(Section::Determiner) || t.lower.starts_with("l'"))
    };
    let has_articles = ["the", "der", "le", "el"].iter().any(|word| lexicon.is(word, Section::Determiner));
    let placed = article(at.checked_sub(1)) || article(at.checked_sub(2));
    let ends_alike = x.lower.chars().next_back() == y.lower.chars().next_back();
    // Somebody named at the head is meant rather.
    // "The court in Lyon"
    let is_placed = |name: &names::Name| {
        let before = name.start.checked_sub(1).and_then(|at| a.get(at));
        before.is_some_and(|t| context::is_preposition(t, lexicon))
    };
    let sure = |name: &names::Name| has_articles || name.start > 0 || name.end > 1;
    let named = names::names(&a).iter().any(|name| name.start < at && sure(name) && !is_placed(name));
    let stem = x.lower.chars().zip(y.lower.chars()).take_while(|(x, y)| x == y).count();
    let longer = x.lower.chars().count().max(y.lower.chars().count());
    let alike = if has_articles { placed } else { ends_alike };
    a.len() == b.len() && noun(x) && noun(y) && alike && stem * 2 < longer && !named
}

/// Whether two sentences begin by speaking of two different things, each with its
/// article ("The prosecutor rose", "The defendant rose"), whom a pronoun behind them may mean.
fn is_of_another(old: &[Token], new: &[Token]) -> bool {
    /// How many words behind the article may still be of what is spoken of.
    const NEAR: usize = 5;
    let (a, b) = (tokens::words(old), tokens::words(new));
    let stands = |all: &[&lexicon::Word], word: &lexicon::Word| all.iter().take(NEAR).any(|other| *other == word);
    match (a.as_slice(), b.as_slice()) {
        ([article, a @ ..], [other, b @ ..]) if article.is(Section::Determiner) && other.is(Section::Determiner) => {
            a.first().zip(b.first()).is_some_and(|(first, second)| !stands(b, first) && !stands(a, second))
        }
        _ => false,
    }
}

pub(super) fn neighbours(
    approved: &PlaceContext,
    now: &PlaceContext,
    lexicon: &Lexicon,
    leaned: bool,
    out: &mut Vec<Difference>,
) {
    let pairs = [("before", &approved.before, &now.before), ("after", &approved.after, &now.after)];
    for (side, a, b) in pairs {
        if same(a, b) {
            continue;
        }
        let (old, new) = (tokens_of(a, lexicon), tokens_of(b, lexicon));
        let had = kinds::scope(&old, lexicon);
        let gained: Vec<String> = kinds::scope(&new, lexicon).into_iter().filter(|word| !had.contains(word)).collect();
        let arrow = arrow(a, b);
        // Without word lists nobody knows which words matter: both neighbours count.
        if !lexicon.own && (!leaned || side == "after") {
            out.push(Difference::touched(
                format!("sentence {side}: {arrow}"),
                format!("the sentence {side} changed: {arrow}"),
            ));
        } else if side == "before" && redated(&old, &new, approved, lexicon) {
            out.push(Difference::touched(
                format!("sentence {side}: {arrow}"),
                format!("the year that the date goes by changed: {arrow}"),
            ));
        } else if side == "before"
            && !leaned
            && leans_loosely(approved, lexicon)
            && is_renamed(&old, &new, lexicon, false)
        {
            out.push(Difference::touched(
                format!("sentence {side}: {arrow}"),
                format!("the sentence {side}, on which the words may lean, is of another name: {arrow}"),
            ));
        } else if verdict_changed(&old, &new, lexicon) {
            out.push(Difference::touched(
                format!("sentence {side}: {arrow}"),
                format!("the verdict {side} changed: {arrow}"),
            ));
        } else if !out.iter().any(|d| d.cause.starts_with("numbers:"))
            && counts_otherwise(&old, &new, approved, lexicon)
        {
            out.push(Difference::touched(
                format!("sentence {side}: {arrow}"),
                format!("the sentence {side} counts in something else: {arrow}"),
            ));
        } else if !gained.is_empty() {
            let words = gained.join(", ");
            out.push(Difference::listed(
                format!("sentence {side}: {words}"),
                format!("the sentence {side} now says \"{words}\""),
            ));
        }
    }
}

/// Whether two sentences are the same but for a name in place of another: "Shell
/// cut its forecast", "BP cut its forecast". A name's longer form is none, nor is one
/// spelt otherwise. In a `heading` only what stands behind its first word and no article
/// counts: any word there may have a capital letter.
pub(super) fn is_renamed(old: &[Token], new: &[Token], lexicon: &Lexicon, heading: bool) -> bool {
    let parted = |tokens: &[Token]| {
        let found = names::names(tokens);
        let counts = |name: &&names::Name| {
            let article = name.start.checked_sub(1).and_then(|at| tokens.get(at));
            let article = article.is_some_and(|t| t.lower.is(Section::Determiner));
            let letters = tokens.get(name.start).is_some_and(names::is_acronym);
            let number =
                tokens.get(name.start..name.end).unwrap_or_default().iter().all(|t| t.lower.is(Section::Number));
            !number && !(article && (lexicon.capital_nouns || (heading && !letters))) && !(heading && name.start == 0)
        };
        let found: Vec<&names::Name> = found.iter().filter(counts).collect();
        let within = |at: usize| found.iter().any(|name| (name.start..name.end).contains(&at));
        let rest: Vec<String> = tokens
            .iter()
            .enumerate()
            .filter(|(at, t)| t.is_word() && !within(*at))
            .map(|(_, t)| t.lower.as_str().to_owned())
            .collect();
        let texts: Vec<String> = found.iter().map(|name| names::text(tokens, name)).collect();
        (texts, rest)
    };
    let ((a, rest), (b, other)) = (parted(old), parted(new));
    let code = |tokens: &[Token]| tokens.first().is_some_and(|t| matches!(t.text.as_str(), "{" | "<"));
    if rest != other || rest.is_empty() || a.len() != b.len() || code(old) || code(new) {
        return false;
    }
    let last = |name: &str| {
        let word = name.rsplit(' ').next().unwrap_or(name).replace('.', "");
        names::uninflected(names::bare(&word)).into_owned()
    };
    // EU, European Union
    let spelt_out = |a: &str, b: &str| names::abbreviates(a, b) || names::abbreviates(b, a);
    a.iter().zip(&b).any(|(a, b)| {
        let (x, y) = (last(a), last(b));
        x != y && !is_spelt_otherwise(&x, &y) && !spelt_out(a, b)
    })
}

/// Whether a long name differs in one letter: a slip of the pen is mended, and Zelenskiy
/// becomes Zelensky, more often than another is meant.
fn is_spelt_otherwise(a: &str, b: &str) -> bool {
    const LONG: usize = 9;
    a.chars().count() >= LONG && strsim::damerau_levenshtein(a, b) <= 1 && a.chars().next() == b.chars().next()
}

/// Whether a sentence has a word that the one before may fill, though it doesn't open
/// with one that always leans: "this mine", "gave her 40 boats".
fn leans_loosely(approved: &PlaceContext, lexicon: &Lexicon) -> bool {
    const POINTING: [&str; 30] = [
        "this", "that", "these", "those", "dieser", "diese", "dieses", "diesem", "diesen", "jener", "jene", "ce",
        "cet", "cette", "ces", "celui-ci", "celle-ci", "este", "esta", "estos", "estas", "ese", "esa", "aquel",
        "aquella", "этот", "эта", "эти", "та", "тот",
    ];
    const WHOM: [&str; 3] = ["him", "her", "them"];
    const EXISTS: [&str; 14] =
        ["is", "are", "was", "were", "has", "have", "had", "will", "would", "could", "may", "might", "must", "should"];
    let tokens = tokens_of(&approved.sentence.text, lexicon);
    let mut words = tokens.iter().filter(|t| t.is_word());
    let (first, second) = (words.next(), words.next());
    let pointing = first.is_some_and(|t| POINTING.contains(&t.lower.as_str()));
    // "Der sprach": no noun is behind the article.
    let alone = lexicon.capital_nouns
        && first.is_some_and(|t| matches!(t.lower.as_str(), "der" | "die" | "das"))
        && second.is_some_and(|t| !t.is_capitalised());
    let whom = |at: usize| {
        let next = tokens.get(at + 1);
        let ends = next.is_none_or(|t| !t.is_word() || t.text.contains(char::is_numeric) || t.lower.is_common());
        tokens.get(at).is_some_and(|t| t.lower != "her" || ends)
    };
    let mut whoms = tokens.iter().enumerate().filter(|(_, t)| WHOM.contains(&t.lower.as_str()));
    // "Ten people died there."; but not "but there are".
    let there = |at: usize| {
        let is = |t: &Token| EXISTS.contains(&t.lower.as_str());
        at > 0 && tokens.get(at).is_some_and(|t| t.lower == "there") && !tokens.get(at + 1).is_some_and(is)
    };
    lexicon.own
        && (pointing
            || alone
            || whoms.any(|(at, _)| whom(at))
            || (0..tokens.len()).any(there)
            || lexicon.begins(&tokens::words(&tokens), Section::Here)
            || somebody_says(&tokens, lexicon)
            || speaks_of_the_same(&tokens, &tokens_of(&approved.before, lexicon), lexicon))
}

/// Whether a sentence begins with somebody who speaks for what was named before: "A spokesman
/// said that …".
fn somebody_says(tokens: &[Token], lexicon: &Lexicon) -> bool {
    const ONE: [&str; 8] = ["a", "an", "one", "ein", "eine", "un", "une", "una"];
    const NEAR: usize = 4;
    let words: Vec<&Token> = tokens.iter().filter(|t| t.is_word()).collect();
    let one = words.first().is_some_and(|t| ONE.contains(&t.lower.as_str()));
    let named = |t: &&Token| t.is_capitalised() && !lexicon.capital_nouns;
    let mut behind = words.iter().skip(1).take(NEAR).take_while(|t| !named(t));
    one && behind.any(|t| t.lower.is(Section::Speech))
}

/// Whether a sentence speaks of something with a definite article that it doesn't name, and
/// that the one before may name: it opens with it ("The suspect had taken 5 pills"), it is
/// spoken of there by the same noun ("The port of Odesa was hit"), or it is one that stands
/// for a name in most texts ("in May, the company").
fn speaks_of_the_same(tokens: &[Token], before: &[Token], lexicon: &Lexicon) -> bool {
    const DEFINITE: [&str; 14] =
        ["the", "der", "die", "das", "des", "dem", "den", "le", "la", "les", "el", "los", "las", "l'"];
    // What is there but once, or stands for no name.
    const KNOWN: [&str; 26] = [
        "police",
        "army",
        "country",
        "world",
        "public",
        "media",
        "press",
        "weather",
        "sun",
        "rain",
        "crowd",
        "economy",
        "people",
        "number",
        "rest",
        "idea",
        "time",
        "polizei",
        "armee",
        "presse",
        "wetter",
        "police",
        "armée",
        "policía",
        "ejército",
        "tiempo",
    ];
    let mut words = tokens.iter().enumerate().filter(|(_, t)| t.is_word());
    let first = words.next().map(|(at, _)| at);
    let of = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        before.is_some_and(|t| matches!(t.lower.as_str(), "of" | "in" | "across"))
    };
    let named = |at: usize| tokens.get(at).is_some_and(|t| t.is_capitalised() && !lexicon.capital_nouns);
    // "Jane Hill left. On Monday the company …"
    let of_somebody = names::names(before).first().is_some_and(|name| name.start == 0 && name.end == 2);
    (0..tokens.len()).any(|at| {
        let article = tokens.get(at).is_some_and(|t| DEFINITE.contains(&t.lower.as_str()));
        let noun = tokens.get(at + 1).filter(|t| t.kind == TokenKind::Word && !t.lower.is_common());
        let Some(noun) = noun.filter(|_| article && !named(at + 1) && !named(at + 2)) else { return false };
        let words: Vec<&lexicon::Word> = tokens.iter().skip(at).take(2).map(|t| &t.lower).collect();
        (Some(at) == first && !KNOWN.contains(&noun.lower.as_str()))
            || before.iter().any(|t| t.lower == *noun.lower.as_str())
            || (lexicon.begins(&words, Section::Weak) && !of(at) && !of_somebody)
    })
}

/// Whether what two sentences say of what stands beside them differs: a sign in place
/// of another (✅, ❌), or a word or two ("Wrong.", "Not true.").
fn verdict_changed(old: &[Token], new: &[Token], lexicon: &Lexicon) -> bool {
    let (a, b) = (kinds::verdicts(old), kinds::verdicts(new));
    let (was, is) = (verdict(old, lexicon), verdict(new, lexicon));
    let words = |tokens: &[Token]| -> Vec<String> {
        tokens::words(tokens).iter().map(|word| word.as_str().to_owned()).collect()
    };
    (!a.is_empty() && !b.is_empty() && a != b)
        || ((was == Some(true)) != (is == Some(true)) && !(was == Some(false) || is == Some(false)))
        || (was.is_some() && is.is_some() && words(old) != words(new))
}

/// Whether a sentence of a word or two surely says whether something is so; `None` where it
/// says nothing of the kind.
fn verdict(tokens: &[Token], lexicon: &Lexicon) -> Option<bool> {
    const WORDS: [&str; 16] = [
        "yes", "no", "right", "wrong", "true", "false", "ja", "nein", "oui", "non", "si", "sí", "да", "нет", "نعم", "لا",
    ];
    const TRUTH: [&str; 22] = [
        "true",
        "false",
        "fake",
        "hoax",
        "myth",
        "myths",
        "rumour",
        "rumours",
        "rumor",
        "rumors",
        "confirmed",
        "unconfirmed",
        "verified",
        "unverified",
        "correct",
        "incorrect",
        "wrong",
        "fiction",
        "disputed",
        "denied",
        "falsch",
        "faux",
    ];
    // "Key facts", "Fact box", "Right?"
    const LOOSE: [&str; 3] = ["fact", "facts", "right"];
    let says = |word: &lexicon::Word| WORDS.contains(&word.as_str()) || (lexicon.own && word.is(Section::Scope));
    match tokens::words(tokens).as_slice() {
        [word] if LOOSE.contains(&word.as_str()) => Some(false),
        [word] if says(word) => Some(true),
        [first, word] if TRUTH.contains(&word.as_str()) || TRUTH.contains(&first.as_str()) => {
            Some(word.as_str() != "crime")
        }
        words @ [_, _] if words.iter().any(|word| LOOSE.contains(&word.as_str())) => Some(false),
        _ => None,
    }
}

/// What is said anywhere of what the text's numbers are in.
pub(super) fn counted(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    let (gone, come) = (missing(&approved.counted, &now.counted), missing(&now.counted, &approved.counted));
    if gone.is_empty() && come.is_empty() {
        return;
    }
    let said =
        |lines: &[&String]| lines.iter().map(|line| context::told(&tokens_of(line, lexicon))).collect::<Vec<_>>();
    let join = |lines: &[&String]| lines.iter().map(|line| line.as_str()).collect::<Vec<_>>().join(" / ");
    let arrow = arrow(&join(&gone), &join(&come));
    let cause = format!("numbers: {arrow}");
    out.push(if !gone.is_empty() && !come.is_empty() && said(&gone) == said(&come) {
        Difference::listed(cause, format!("what the text's numbers are in is said otherwise: {arrow}"))
    } else {
        Difference::touched(cause, format!("what the text's numbers are in changed: {arrow}"))
    });
}

/// Those of some lines that are not among others.
fn missing<'a>(lines: &'a [String], others: &[String]) -> Vec<&'a String> {
    lines.iter().filter(|line| !others.iter().any(|other| same(line, other))).collect()
}

/// Whether a sentence beside a number, without a number of its own, names other
/// units than it did: "All sums are in euros."
fn counts_otherwise(old: &[Token], new: &[Token], approved: &PlaceContext, lexicon: &Lexicon) -> bool {
    let number = |t: &Token| t.text.contains(char::is_numeric);
    if old.iter().chain(new).any(number) || !approved.sentence.text.contains(char::is_numeric) {
        return false;
    }
    let (a, b) = (kinds::units(old, lexicon), kinds::units(new, lexicon));
    !a.is_empty() && !b.is_empty() && a != b
}

/// Whether the sentence has a date without its year, and the year in the
/// sentence before is another.
fn redated(old: &[Token], new: &[Token], approved: &PlaceContext, lexicon: &Lexicon) -> bool {
    let years = |tokens: &[Token]| context::years(&tokens::words(tokens));
    let (a, b) = (years(old), years(new));
    if a.is_empty() || b.is_empty() || a == b {
        return false;
    }
    let own = tokens_of(&approved.sentence.text, lexicon);
    context::dating(&tokens::words(&own), lexicon) == Dating::Year
}
