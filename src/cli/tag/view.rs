//! Tags as they are listed.

use crate::cli::error::Result;
use crate::domain::naming::TagName;
use crate::render::{Cell, Column, Ink, Row};
use crate::store::tag::{Counted, Tag};

crate::record! {
    /// A tag of the desk.
    pub struct TagView {
        /// As it is written: `place:Syria`; a topic by its bare name.
        pub tag: String,
        /// Its scheme.
        pub scheme: String,
        /// Its name.
        pub name: String,
        /// Its code in the scheme.
        pub code: Option<String>,
        /// How many articles carry it.
        pub articles: i64,
    }
}

impl TagView {
    /// A tag, with how many articles carry it.
    pub fn new(tag: &Tag, articles: i64) -> Self {
        Self {
            tag: tag.to_string(),
            scheme: tag.scheme.clone(),
            name: tag.name.clone(),
            code: tag.code.clone(),
            articles,
        }
    }
}

impl From<Counted> for TagView {
    fn from(t: Counted) -> Self {
        let tag = if t.scheme == TagName::DEFAULT_SCHEME { t.name.clone() } else { format!("{}:{}", t.scheme, t.name) };
        Self { tag, scheme: t.scheme, name: t.name, code: t.code, articles: t.articles }
    }
}

impl Row for TagView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("tag", |t: &Self, _| Cell::new(&t.tag, Ink::Bold)),
            Column::new("scheme", |t: &Self, _| (&t.scheme).into()),
            Column::new("code", |t: &Self, _| t.code.as_deref().into()),
            Column::new("articles", |t: &Self, _| t.articles.into()).right(),
        ]
    }
}

/// Tags as they were typed.
pub fn tags(words: &[String]) -> Result<Vec<TagName>> {
    words.iter().map(|word| Ok(word.parse::<TagName>()?)).collect()
}

/// The tags in a line.
pub fn line(tags: &[Tag]) -> String {
    tags.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
