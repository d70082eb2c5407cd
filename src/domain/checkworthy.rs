//! How much a sentence is worth checking: a plain score with its reasons, for
//! pointing a reader's eye at sentences that no claim covers.
//!
//! What counts is what the guides of fact-checking desks look for: numbers,
//! dates, names and titles, superlatives, comparisons, quotations, causes.
//! Each sign found leaves a share of doubt, and the doubts are multiplied, so
//! that several weak signs make a strong one: `1 − Π (1 − weight)`. Opinions,
//! predictions and questions can't be checked as facts, and take most of it
//! away again. Nothing is learned and nothing is hidden: the weights stand in
//! [`Reason::weight`], and a desk may switch the whole off (`policy.coverage`).

use super::{
    kind,
    lexicon::{
        self, Lexicon, Section, Word,
        names::names,
        tokens::{Token, TokenKind, tokens},
    },
    words,
};

/// From this score on a sentence is called check-worthy.
pub const WORTHY: f64 = 0.5;

words! {
    /// A sign that a sentence states something that can be checked.
    pub enum Reason, "reason" {
        /// A number that is no date, in digits or words.
        Number = "number",
        /// A date, a weekday, a year.
        Date = "date",
        /// A person, a place, a body.
        Name = "name",
        /// An office or a rank.
        Title = "title",
        /// First, only, largest.
        Superlative = "superlative",
        /// More, less, rose, fell, than.
        Comparison = "comparison",
        /// Somebody's words in quotation marks.
        Quotation = "quotation",
        /// Somebody is said to have said it.
        Attribution = "attribution",
        /// One thing is said to have caused another.
        Cause = "cause",
    }
}

impl Reason {
    /// How much the sign tells by itself, 0 to 1.
    pub const fn weight(self) -> f64 {
        match self {
            Self::Number => 0.5,
            Self::Quotation => 0.4,
            Self::Superlative | Self::Cause | Self::Date => 0.35,
            Self::Comparison | Self::Name => 0.3,
            Self::Title | Self::Attribution => 0.2,
        }
    }
}

/// A number with a unit or of money is the kind that is wrong most often.
const MEASURED: f64 = 0.65;

/// What is left of the score of a sentence that can't be true or false as it stands.
const QUESTION: f64 = 0.3;
const OPINION: f64 = 0.5;
const PREDICTION: f64 = 0.6;
/// And of one with fewer words than make an assertion.
const FRAGMENT: f64 = 0.4;
const FEWEST_WORDS: usize = 4;

/// What the word list of comparisons has besides: words that far more often say
/// when and where than how much.
const WHEN_AND_WHERE: [&str; 16] = [
    "before", "after", "since", "during", "until", "between", "under", "over", "above", "below", "up", "down", "as",
    "chief", "leading", "last",
];

/// How much a sentence is worth checking.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// 0 to 1.
    pub score: f64,
    /// The signs that were found, each once, in the order of [`Reason::ALL`].
    pub reasons: Vec<Reason>,
}

impl Worth {
    /// Whether it should have a claim.
    pub fn is_worthy(&self) -> bool {
        self.score >= WORTHY
    }
}

/// Scores a sentence. `language` is a BCP 47 tag or empty.
pub fn worth(sentence: &str, language: &str) -> Worth {
    let lexicon = lexicon::of(language);
    let chars: Vec<char> = sentence.chars().collect();
    let tokens = tokens(&chars, lexicon);
    let reasons = signs(&chars, &tokens, lexicon, language);
    let measured = reasons.contains(&Reason::Number)
        && tokens.iter().any(|t| {
            [Section::Unit, Section::Currency].iter().any(|s| t.lower.is(*s))
                || matches!(t.text.as_str(), "%" | "$" | "€" | "£" | "¥" | "₽" | "₹")
        });
    let doubt: f64 = reasons
        .iter()
        .map(|reason| 1.0 - if measured && *reason == Reason::Number { MEASURED } else { reason.weight() })
        .product();
    let mut score = 1.0 - doubt;
    let words: Vec<&Token> = tokens.iter().filter(|t| t.is_word()).collect();
    // What somebody said is checked as said, whatever it was.
    let said = reasons.contains(&Reason::Quotation);
    let phrase = Phrases::of(&tokens, language);
    if sentence.trim_end_matches(['"', '”', '»', ' ', ')']).ends_with(['?', '？', '؟']) && !said {
        score *= QUESTION;
    }
    if !said && phrase.any(OPINIONS) {
        score *= OPINION;
    }
    if !said && phrase.any(PREDICTIONS) {
        score *= PREDICTION;
    }
    if words.len() < FEWEST_WORDS && chars.len() < 12 {
        score *= FRAGMENT;
    }
    // Two places say all that there is to say.
    Worth { score: (score * 100.0).round() / 100.0, reasons }
}

fn signs(chars: &[char], tokens: &[Token], lexicon: &Lexicon, language: &str) -> Vec<Reason> {
    let is = |section: Section| move |t: &Token| t.lower.is(section);
    let dated: Vec<bool> = (0..tokens.len()).map(|at| kind::is_date(tokens, at)).collect();
    let number = |at: usize, t: &Token, dated: &[bool]| {
        dated.get(at) != Some(&true)
            && (t.kind == TokenKind::Number || (is(Section::Number)(t) && !kind::is_loose(&t.lower)))
    };
    // "last year" is a date, and no superlative.
    let lower: Vec<&Word> = tokens.iter().map(|t| &t.lower).collect();
    let relative = |at: usize| lexicon.begins(lower.get(at..).unwrap_or_default(), Section::Relative);
    let dated: Vec<bool> = dated.iter().enumerate().map(|(at, dated)| *dated || relative(at)).collect();
    let mut found = Vec::new();
    let mut add = |reason: Reason, there: bool| {
        if there {
            found.push(reason);
        }
    };
    add(Reason::Number, tokens.iter().enumerate().any(|(at, t)| number(at, t, &dated)));
    add(Reason::Date, dated.contains(&true));
    add(Reason::Name, !names(tokens).is_empty());
    add(Reason::Title, tokens.iter().any(|t| kind::TITLES.contains(&t.lower.as_str())));
    let superlative = tokens.iter().zip(&dated).any(|(t, dated)| !dated && kind::is_superlative(t, lexicon));
    add(Reason::Superlative, superlative);
    let compares = |t: &Token| is(Section::Comparison)(t) && !WHEN_AND_WHERE.contains(&t.lower.as_str());
    add(Reason::Comparison, !superlative && tokens.iter().any(compares));
    add(Reason::Quotation, kind::is_quotation(chars));
    add(Reason::Attribution, tokens.iter().any(is(Section::Speech)));
    add(Reason::Cause, Phrases::of(tokens, language).any(CAUSES));
    found
}

/// Words and phrases by language: where none is listed for one, none is found.
type Lists = &'static [(&'static str, &'static [&'static str])];

const CAUSES: Lists = &[
    ("en", &["because", "caused", "causes", "led to", "leads to", "due to", "resulted in", "as a result", "thanks to"]),
    ("de", &["weil", "wegen", "aufgrund", "verursacht", "verursachte", "führte zu", "führt zu", "infolge"]),
    ("fr", &["parce que", "en raison de", "à cause de", "provoqué", "causé", "entraîné", "grâce à"]),
    ("es", &["porque", "debido a", "a causa de", "provocó", "causó", "gracias a"]),
    (
        "ru",
        &["потому что", "из-за", "вызвал", "вызвала", "вызвало", "привело к", "привел к", "вследствие", "благодаря"],
    ),
    ("ar", &["بسبب", "لأن", "نتيجة", "أدى إلى"]),
    ("zh", &["因为", "由于", "导致", "造成", "引起"]),
];

const OPINIONS: Lists = &[
    (
        "en",
        &[
            "i think",
            "we think",
            "i believe",
            "we believe",
            "i hope",
            "we hope",
            "i feel",
            "i want",
            "we want",
            "i love",
            "should",
            "must",
            "ought to",
            "need to",
            "have to",
            "let's",
            "let me",
            "let us",
            "thank you",
            "please",
            "in my opinion",
            "good",
            "bad",
            "great",
            "terrible",
            "wonderful",
            "beautiful",
            "best interests",
        ],
    ),
    (
        "de",
        &["ich glaube", "ich denke", "ich hoffe", "ich finde", "sollte", "sollten", "müssen", "muss", "meiner meinung"],
    ),
    ("fr", &["je pense", "je crois", "j'espère", "il faut", "devrait", "devraient", "à mon avis"]),
    ("es", &["creo que", "pienso que", "espero", "debería", "deberían", "hay que", "en mi opinión"]),
    ("ru", &["я думаю", "я считаю", "надеюсь", "должен", "должны", "следует", "по-моему"]),
    ("ar", &["أعتقد", "يجب", "ينبغي", "آمل"]),
    ("zh", &["我认为", "我相信", "希望", "应该", "必须"]),
];

const PREDICTIONS: Lists = &[
    (
        "en",
        &[
            "will",
            "won't",
            "would",
            "could",
            "may",
            "might",
            "going to",
            "'ll",
            "expects to",
            "expected to",
            "plans to",
        ],
    ),
    ("de", &["wird", "werden", "würde", "würden", "könnte", "könnten", "voraussichtlich"]),
    ("fr", &["sera", "seront", "va", "vont", "pourrait", "pourraient"]),
    ("es", &["será", "serán", "va a", "van a", "podría", "podrían"]),
    ("ru", &["будет", "будут", "может", "могут", "станет"]),
    ("ar", &["سوف", "قد"]),
    ("zh", &["将", "将会", "可能"]),
];

/// A sentence's words, ready to be searched for phrases.
struct Phrases {
    /// ` the words in small letters `, a space around each.
    words: String,
    language: String,
}

impl Phrases {
    fn of(tokens: &[Token], language: &str) -> Self {
        let language = match lexicon::primary(language) {
            empty if empty.is_empty() => "en".to_owned(),
            language => language,
        };
        let gap = if language == "zh" { "" } else { " " };
        let mut words = gap.to_owned();
        for token in tokens.iter().filter(|t| t.is_word()) {
            words.push_str(&token.lower);
            words.push_str(gap);
        }
        Self { words, language }
    }

    fn any(&self, lists: Lists) -> bool {
        let list = lists.iter().find(|(language, _)| *language == self.language).map_or(&[][..], |(_, list)| list);
        let gap = if self.language == "zh" { "" } else { " " };
        list.iter().any(|phrase| self.words.contains(&format!("{gap}{phrase}{gap}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_worth_more_than_opinions() {
        for (sentence, language, reasons) in [
            ("The harbour moved 1.2 million tonnes last year.", "en", "number date"),
            ("Sergei Lavrov met President Hollande on Thursday.", "en", "date name title"),
            ("It is the largest port in Europe.", "en", "name superlative"),
            ("He said: \"We spent five million on it.\"", "en", "number quotation attribution"),
            ("Crime rose because the police lost 400 officers.", "en", "number comparison cause"),
            ("Die Arbeitslosigkeit stieg um 3,5 Prozent.", "de", "number comparison"),
            ("Мэр заявил, что погибли 12 человек.", "ru", "number attribution"),
            ("由于暴雨，12人死亡。", "zh", "number cause"),
        ] {
            let worth = worth(sentence, language);
            let found: Vec<&str> = worth.reasons.iter().map(|r| r.as_str()).collect();
            for reason in reasons.split(' ') {
                assert!(found.contains(&reason), "{sentence}: {found:?}");
            }
            assert!(worth.is_worthy(), "{sentence}: {worth:?}");
        }
        for (sentence, language) in [
            ("I think that we should do better.", "en"),
            ("Did 12 people die in Aleppo?", "en"),
            ("Thank you very much.", "en"),
            ("Nobody knows.", "en"),
            ("The weather was fine after Paris.", "en"),
            ("It will be a long winter.", "en"),
            ("42", "en"),
            ("", ""),
        ] {
            assert!(!worth(sentence, language).is_worthy(), "{sentence}: {:?}", worth(sentence, language));
        }
    }

    #[test]
    fn a_question_an_opinion_and_a_prediction_weigh_less_than_the_plain_statement() {
        let plain = worth("Taxes rose by 5 percent in Ohio.", "en").score;
        for other in [
            "Did taxes rise by 5 percent in Ohio?",
            "I think taxes rose by 5 percent in Ohio.",
            "Taxes will rise by 5 percent in Ohio.",
        ] {
            assert!(worth(other, "en").score < plain, "{other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_score_is_a_share(text in "\\PC{0,120}", language in "(en|de|fr|es|ru|ar|zh|xx|)") {
            let worth = worth(&text, &language);
            proptest::prop_assert!((0.0..=1.0).contains(&worth.score));
            proptest::prop_assert!(!worth.reasons.is_empty() || worth.score == 0.0);
        }
    }
}
