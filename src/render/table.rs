//! Aligned tables, wrapped to the width of the terminal.
//!
//! Nothing is cut off: a cell that is too long goes on below. The widest
//! columns give way first, and evenly. Widths are those of a terminal
//! (Unicode width of grapheme clusters), not bytes or characters.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{Cell, Ink, safe};

/// Columns between two cells.
const GAP: usize = 2;
/// The narrowest that a column is made to fit a width.
const NARROWEST: usize = 8;

/// A table to be drawn.
#[derive(Debug, Default)]
pub struct Table {
    heads: Vec<Head>,
    rows: Vec<Vec<Cell>>,
    widths: Vec<usize>,
}

#[derive(Debug)]
struct Head {
    text: String,
    right: bool,
}

impl Table {
    /// A table with these columns: what stands above each, and whether it is
    /// aligned on the right. Where all heads are empty, no header is drawn.
    pub fn new(heads: impl IntoIterator<Item = (String, bool)>) -> Self {
        let heads: Vec<Head> =
            heads.into_iter().map(|(text, right)| Head { text: one_line(&text).to_uppercase(), right }).collect();
        let widths = heads.iter().map(|head| head.text.width()).collect();
        Self { heads, rows: Vec::new(), widths }
    }

    /// Adds a row. White space in its cells is folded to single spaces, and
    /// what can't be shown is made visible.
    pub fn push(&mut self, mut cells: Vec<Cell>) {
        for (cell, width) in cells.iter_mut().zip(&mut self.widths) {
            cell.text = one_line(&cell.text);
            *width = (*width).max(cell.text.width());
        }
        self.rows.push(cells);
    }

    /// Leaves out the columns in which no row has anything.
    pub fn drop_empty_columns(&mut self) {
        let kept: Vec<bool> = (0..self.heads.len())
            .map(|at| self.rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.text.is_empty())))
            .collect();
        keep(&mut self.heads, &kept);
        keep(&mut self.widths, &kept);
        for row in &mut self.rows {
            keep(row, &kept);
        }
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Draws it, each line ended, wrapped to `width` columns where there is one.
    pub fn draw(&self, width: Option<usize>, color: bool) -> String {
        let widths = fit(&self.widths, width);
        let mut out = String::new();
        if self.heads.iter().any(|head| !head.text.is_empty()) {
            let heads: Vec<Cell> = self.heads.iter().map(|head| Cell::new(head.text.clone(), Ink::Bold)).collect();
            self.draw_row(&mut out, &heads, &widths, color);
        }
        for row in &self.rows {
            self.draw_row(&mut out, row, &widths, color);
        }
        out
    }

    fn draw_row(&self, out: &mut String, cells: &[Cell], widths: &[usize], color: bool) {
        let wrapped: Vec<Vec<String>> =
            cells.iter().zip(widths).map(|(cell, width)| wrap(&cell.text, *width)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for line in 0..height {
            // Blanks are owed, and paid only when something follows: no line ends in blanks.
            let mut owed = 0;
            for (((cell, lines), width), head) in cells.iter().zip(&wrapped).zip(widths).zip(&self.heads) {
                let text = lines.get(line).map_or("", String::as_str);
                let pad = width.saturating_sub(text.width());
                let (before, after) = if head.right { (pad, 0) } else { (0, pad) };
                if text.is_empty() {
                    owed += pad + GAP;
                    continue;
                }
                out.extend(std::iter::repeat_n(' ', owed + before));
                cell.ink.paint(out, text, color);
                owed = after + GAP;
            }
            out.push('\n');
        }
    }
}

/// Keeps of a list what the other says to.
fn keep<T>(from: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter();
    from.retain(|_| kept.next().copied().unwrap_or(true));
}

/// Text on one line, safe to print.
fn one_line(text: &str) -> String {
    safe::text(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// The widths that columns get: their own where the table fits, else each at
/// most as wide as a common limit, chosen as large as fits.
fn fit(natural: &[usize], width: Option<usize>) -> Vec<usize> {
    let gaps = GAP * natural.len().saturating_sub(1);
    let Some(room) = width.map(|width| width.saturating_sub(gaps)) else { return natural.to_vec() };
    let total = |limit: usize| natural.iter().map(|w| (*w).min(limit)).sum::<usize>();
    let widest = natural.iter().copied().max().unwrap_or(0);
    if total(widest) <= room {
        return natural.to_vec();
    }
    let (mut low, mut high) = (NARROWEST, widest.max(NARROWEST));
    while low < high {
        let middle = (low + high).div_ceil(2);
        if total(middle) <= room { low = middle } else { high = middle - 1 }
    }
    let mut fitted: Vec<usize> = natural.iter().map(|w| (*w).min(low)).collect();
    // What integer division left over goes to the first column that can use it.
    let mut left = room.saturating_sub(total(low));
    for (fitted, natural) in fitted.iter_mut().zip(natural) {
        let more = left.min(natural - *fitted);
        *fitted += more;
        left -= more;
    }
    fitted
}

/// The text in lines of at most `width` columns, broken between words, and
/// inside a word only where it is longer than a line. Always at least one line.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    if text.width() <= width {
        return vec![text.to_owned()];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let word_width = word.width();
        if used > 0 && used + 1 + word_width <= width {
            line.push(' ');
            line.push_str(word);
            used += 1 + word_width;
            continue;
        }
        if used > 0 {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if word_width <= width {
            line.push_str(word);
            used = word_width;
            continue;
        }
        for cluster in word.graphemes(true) {
            let cluster_width = cluster.width();
            if used > 0 && used + cluster_width > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(cluster);
            used += cluster_width;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table() -> Table {
        let mut table =
            Table::new([("id".to_owned(), true), ("quote".to_owned(), false), ("standing".to_owned(), false)]);
        table.push(vec![Cell::from("#7"), Cell::from("Ten people died in the fire"), Cell::from("! stale")]);
        table.push(vec![Cell::from("#12"), Cell::from("火事で十人が死亡"), Cell::new("✓ approved", Ink::Good)]);
        table
    }

    #[test]
    fn aligned_by_what_the_terminal_shows() {
        assert_eq!(
            table().draw(None, false),
            " ID  QUOTE                        STANDING\n \
             #7  Ten people died in the fire  ! stale\n\
             #12  火事で十人が死亡             ✓ approved\n"
        );
    }

    #[test]
    fn wrapped_to_the_width_without_losing_anything() {
        assert_eq!(
            table().draw(Some(30), false),
            " ID  QUOTE          STANDING\n \
             #7  Ten people     ! stale\n     \
             died in the\n     \
             fire\n\
             #12  火事で十人が   ✓ approved\n     \
             死亡\n"
        );
    }

    #[test]
    fn colour_changes_no_letter() {
        let colored = table().draw(None, true);
        assert!(colored.contains("\u{1b}[32m✓ approved\u{1b}[0m"));
        assert_eq!(console::strip_ansi_codes(&colored), table().draw(None, false));
    }

    #[test]
    fn copy_can_not_draw_on_the_terminal() {
        let mut table = Table::new([(String::new(), false)]);
        table.push(vec![Cell::from("a\u{1b}[31mb\nc")]);
        let drawn = table.draw(None, false);
        assert!(!drawn.contains('\u{1b}') && drawn.lines().count() == 1, "{drawn:?}");
    }

    proptest! {
        #[test]
        fn wrapping_keeps_every_character_and_the_width(text in "[a-zé火 \u{301}👩‍👩‍👧]{0,60}", width in 2usize..30) {
            let text = one_line(&text);
            let lines = wrap(&text, width);
            let joined: String = lines.concat().chars().filter(|c| *c != ' ').collect();
            let plain: String = text.chars().filter(|c| *c != ' ').collect();
            prop_assert_eq!(joined, plain);
            for line in &lines {
                // A cluster is never broken, however wide.
                let clusters = line.graphemes(true).filter(|cluster| cluster.width() > 0).count();
                prop_assert!(line.width() <= width || clusters == 1, "{:?}", line);
            }
        }

        #[test]
        fn fitted_columns_use_the_room_and_no_more(natural in proptest::collection::vec(0usize..80, 1..6), width in 60usize..120) {
            let fitted = fit(&natural, Some(width));
            let room = width - GAP * (natural.len() - 1);
            prop_assert!(fitted.iter().sum::<usize>() <= room.max(NARROWEST * natural.len()));
            prop_assert!(fitted.iter().zip(&natural).all(|(f, n)| f <= n));
            if natural.iter().sum::<usize>() >= room && room >= NARROWEST * natural.len() {
                prop_assert_eq!(fitted.iter().sum::<usize>(), room);
            }
        }
    }
}
