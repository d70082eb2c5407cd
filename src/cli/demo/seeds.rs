//! The demonstration desk's copy, people, sources, claims and storyline, as
//! they lie in `seeds/`: compiled in, so that the program needs no files of its
//! own. `seeds/README.md` tells what is in them.

use serde::{Deserialize, de::DeserializeOwned};

use crate::domain::{
    claim::{ClaimKind, Standing},
    person::Role,
    source::SourceKind,
};

/// Every revision of every story: `STORY/N` and its Markdown.
pub const COPY: &[(&str, &str)] = {
    macro_rules! copy {
        ($($name:literal)*) => {
            &[$(($name, include_str!(concat!("../../../seeds/stories/", $name, ".md")))),*]
        };
    }
    copy! {
        "lavrov-coalition/1" "lavrov-coalition/2" "lavrov-coalition/3" "lavrov-coalition/4" "lavrov-coalition/5"
        "harbour-budget/1" "harbour-budget/2"
        "rovers-transfer/1" "rovers-transfer/2" "rovers-transfer/3"
    }
};

/// `desk.toml`: who works there, what they cite, what they claim.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// The paper's name.
    pub name: String,
    /// What is set of the policy.
    pub policy: toml::Table,
    /// The people; the first made the desk.
    pub people: Vec<Person>,
    /// The sources, S1 first.
    pub sources: Vec<Source>,
    /// The claims, #1 first.
    pub claims: Vec<Claim>,
}

/// Somebody on the desk.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The handle, which says the role.
    pub name: String,
    /// The name in reports.
    pub display: String,
    /// The role.
    pub role: Role,
}

/// A source, as `source add` takes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its number.
    pub id: i64,
    /// The article it belongs to; `None` for the desk's.
    pub article: Option<String>,
    /// What sort of thing.
    pub kind: SourceKind,
    /// Its title.
    pub title: String,
    /// Where it is.
    pub url: Option<String>,
    /// Whether it is primary.
    #[serde(default)]
    pub primary: bool,
    /// Two sources of one group count once.
    pub group: Option<String>,
    /// Whether its name is kept secret.
    #[serde(default)]
    pub confidential: bool,
    /// Who knows a confidential source's name.
    pub known_to: Option<String>,
    /// A note.
    pub note: Option<String>,
}

/// A claim, as `claim add` takes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Its number.
    pub id: i64,
    /// The article.
    pub article: String,
    /// The revision in which its words are claimed.
    pub revision: u32,
    /// Its words; `None` waits without them.
    pub quote: Option<String>,
    /// What is to be checked, where the words alone don't say it.
    pub statement: Option<String>,
    /// What sort of fact.
    pub kind: ClaimKind,
    /// Who says so.
    pub claimant: Option<String>,
    /// 1 (first) to 3.
    #[serde(default = "usual_priority")]
    pub priority: u8,
    /// Its standing when the storyline has been played.
    pub end: Standing,
}

const fn usual_priority() -> u8 {
    2
}

/// `storyline.toml`: who does what, in order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storyline {
    /// The chapters.
    pub chapters: Vec<Chapter>,
}

/// Some steps under a heading.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// The heading.
    pub title: String,
    /// What happens in it.
    pub say: String,
    /// The steps.
    pub steps: Vec<Step>,
}

/// One thing that somebody does: one of `copy`, `sources`, `claims`, `run`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Who.
    #[serde(rename = "as")]
    pub actor: String,
    /// What to say before it.
    pub say: Option<String>,
    /// A `STORY/N` to lay where the writer keeps it, and import.
    pub copy: Option<String>,
    /// Sources to add.
    #[serde(default)]
    pub sources: Vec<i64>,
    /// Claims to add.
    #[serde(default)]
    pub claims: Vec<i64>,
    /// A command to run.
    #[serde(default)]
    pub run: Vec<String>,
    /// Whether it is shown.
    #[serde(default)]
    pub show: bool,
    /// The exit code that must come of it.
    #[serde(default)]
    pub exit: u8,
}

impl Desk {
    /// The desk of the demonstration.
    pub fn load() -> Result<Self, toml::de::Error> {
        load(include_str!("../../../seeds/desk.toml"))
    }
}

impl Storyline {
    /// The storyline of the demonstration.
    pub fn load() -> Result<Self, toml::de::Error> {
        load(include_str!("../../../seeds/storyline.toml"))
    }
}

fn load<T: DeserializeOwned>(text: &str) -> Result<T, toml::de::Error> {
    toml::from_str(text)
}
