//! A page of text for people: lines, paragraphs wrapped to the width, labelled
//! values, tables. Everything put on it is made safe first.

use super::{Cell, Ink, View, links, safe, table};

/// Text for people, being composed.
#[derive(Debug)]
pub struct Page {
    view: View,
    text: String,
}

impl Page {
    /// An empty page for this reader.
    pub fn new(view: View) -> Self {
        Self { view, text: String::new() }
    }

    /// The reader.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Adds text, without a line end.
    pub fn put(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.ink(Ink::Plain, text)
    }

    /// Adds text in this ink, without a line end.
    pub fn ink(&mut self, ink: Ink, text: impl AsRef<str>) -> &mut Self {
        ink.paint(&mut self.text, &safe::text(text.as_ref()), self.view.color);
        self
    }

    /// Adds a cell's text in its ink, without a line end.
    pub fn cell(&mut self, cell: &Cell) -> &mut Self {
        self.ink(cell.ink, &cell.text)
    }

    /// Ends the line.
    pub fn end(&mut self) -> &mut Self {
        self.text.push('\n');
        self
    }

    /// Adds a line.
    pub fn line(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.put(text).end()
    }

    /// Adds an empty line, unless the page is empty or has one already.
    pub fn gap(&mut self) -> &mut Self {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self
    }

    /// Adds a heading on a line of its own.
    pub fn heading(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.ink(Ink::Bold, text).end()
    }

    /// Adds text wrapped to the width, each of its lines indented by so many
    /// columns. Line ends in it stay.
    pub fn wrapped(&mut self, indent: usize, text: &str) -> &mut Self {
        let shown = safe::text(text).into_owned();
        for line in shown.split('\n') {
            let width = self.view.width.map(|width| width.saturating_sub(indent).max(20));
            let lines = match width {
                Some(width) => table::wrap(line, width),
                None => vec![line.to_owned()],
            };
            for line in lines {
                if !line.is_empty() {
                    self.text.extend(std::iter::repeat_n(' ', indent));
                    if self.view.links {
                        self.text.push_str(&links::marked(&line, width.unwrap_or(usize::MAX)));
                    } else {
                        self.text.push_str(&line);
                    }
                }
                self.text.push('\n');
            }
        }
        self
    }

    /// Adds text wrapped to the width behind what stands on the line already,
    /// which has so many columns; its further lines are indented by as many.
    pub fn wrapped_after(&mut self, used: usize, text: &str) -> &mut Self {
        let from = self.text.len();
        self.wrapped(used, text);
        let indent = self.text.get(from..).map_or(0, |t| t.len() - t.trim_start_matches(' ').len());
        self.text.replace_range(from..from + indent.min(used), "");
        self
    }

    /// Adds labelled values, aligned, one a line; empty values are left out.
    pub fn pairs<'l>(&mut self, pairs: impl IntoIterator<Item = (&'l str, Cell)>) -> &mut Self {
        let mut table = table::Table::new([(String::new(), false), (String::new(), false)]);
        for (label, cell) in pairs {
            if !cell.text.is_empty() {
                table.push(vec![Cell::new(label, Ink::Dim), cell]);
            }
        }
        self.text.push_str(&table.draw(self.view.width, self.view.color));
        self
    }

    /// Adds text that is already safe and styled (a drawn table, a rendered diff) as it is.
    pub fn raw(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::test_view;

    #[test]
    fn a_page() {
        let mut page = Page::new(View { width: Some(30), ..test_view() });
        page.heading("harbour-fire").gap().gap();
        page.pairs([("stage", Cell::from("draft")), ("desk", Cell::empty()), ("headline", Cell::from("Ten die"))]);
        page.gap().wrapped(2, "The fire began at noon, the police said.\n\nIt was out.\u{1b}[0m");
        let shown = safe::text("\u{1b}");
        assert_eq!(
            page.into_text(),
            format!(
                "harbour-fire\n\nstage     draft\nheadline  Ten die\n\n  The fire began at noon, the\n  police said.\n\n  \
                 It was out.{shown}[0m\n"
            )
        );
    }
}
