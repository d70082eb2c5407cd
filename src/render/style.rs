//! Colour, which is never the only sign.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

/// What a piece of text is, from which its colour follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ink {
    /// Ordinary text.
    #[default]
    Plain,
    /// A heading, a name that matters.
    Bold,
    /// What may be passed over.
    Dim,
    /// All is well: approved, clear.
    Good,
    /// Look at it: touched, waiting.
    Warn,
    /// It blocks: stale, contradicted.
    Bad,
    /// Neutral news: an id, a command to type.
    Info,
}

impl Ink {
    /// The terminal style.
    pub fn style(self) -> Style {
        let fg = |color: AnsiColor| Style::new().fg_color(Some(anstyle::Color::Ansi(color)));
        match self {
            Self::Plain => Style::new(),
            Self::Bold => Style::new().bold(),
            Self::Dim => Style::new().dimmed(),
            Self::Good => fg(AnsiColor::Green),
            Self::Warn => fg(AnsiColor::Yellow),
            Self::Bad => fg(AnsiColor::Red).bold(),
            Self::Info => fg(AnsiColor::Cyan),
        }
    }

    /// Adds text in this ink. The text must be safe already.
    pub fn paint(self, out: &mut String, text: &str, color: bool) {
        if !color || self == Self::Plain || text.is_empty() {
            out.push_str(text);
            return;
        }
        let style = self.style();
        // Writing to a String can't fail.
        write!(out, "{style}{text}{style:#}").ok();
    }
}

/// One cell of a table: text (made safe when it is drawn) and its ink.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// What it is.
    pub ink: Ink,
}

impl Cell {
    /// A cell in this ink.
    pub fn new(text: impl Into<String>, ink: Ink) -> Self {
        Self { text: text.into(), ink }
    }

    /// An empty cell.
    pub fn empty() -> Self {
        Self::default()
    }
}

macro_rules! cell_from {
    ($($t:ty),*) => { $(
        impl From<$t> for Cell {
            fn from(value: $t) -> Self {
                Self::new(value.to_string(), Ink::Plain)
            }
        }
    )* };
}
cell_from!(&str, &String, String, i64, i32, u64, u32, usize, std::borrow::Cow<'_, str>);

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::empty, Into::into)
    }
}
