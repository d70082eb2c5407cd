//! A table: rows of figures are drawn as one; what pages lay out in cells is
//! written as the paragraphs that it is.

/// The most columns that are drawn.
const MAX_COLUMNS: usize = 60;

/// A cell and what it spans.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) blocks: Vec<String>,
    pub(super) header: bool,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// The rows so far.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(super) fn row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(super) fn cell(&mut self, cell: Cell) {
        if self.rows.is_empty() {
            self.row();
        }
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
        }
    }

    /// One block that is a table in Markdown, or the blocks of its cells.
    pub(super) fn draw(mut self) -> Vec<String> {
        self.rows.retain(|row| row.iter().any(|cell| !cell.blocks.is_empty()));
        let lines = |cell: &Cell| cell.blocks.len() <= 1 && cell.blocks.iter().all(|block| !block.contains('\n'));
        let wide = self.rows.iter().map(|row| row.iter().map(|cell| cell.columns).sum::<usize>()).max().unwrap_or(0);
        // Two columns of headed rows are figures too.
        let full = self.rows.iter().filter(|row| row.iter().filter(|cell| !cell.blocks.is_empty()).count() > 1).count();
        if full < 2 || !(2..=MAX_COLUMNS).contains(&wide) || !self.rows.iter().flatten().all(lines) {
            return self.rows.into_iter().flatten().flat_map(|cell| cell.blocks).collect();
        }
        let grid = self.grid(wide);
        let mut out = String::new();
        for (at, row) in grid.iter().enumerate() {
            if at > 0 {
                out.push('\n');
            }
            row_of(&mut out, row.iter().map(String::as_str));
            if at == 0 {
                out.push('\n');
                row_of(&mut out, std::iter::repeat_n("---", wide));
            }
        }
        vec![out]
    }

    /// The cells at their places: what spans rows pushes those below aside.
    fn grid(self, wide: usize) -> Vec<Vec<String>> {
        let mut below = vec![0_usize; wide];
        let mut grid = Vec::with_capacity(self.rows.len() + 1);
        let headed = self.rows.first().is_some_and(|row| row.iter().any(|cell| cell.header))
            || self.rows.iter().skip(1).all(|row| row.first().is_none_or(|cell| !cell.header));
        if !headed {
            grid.push(vec![String::new(); wide]);
        }
        for row in self.rows {
            let mut line = vec![String::new(); wide];
            let mut column = 0;
            let mut taken = vec![false; wide];
            for cell in row {
                while below.get(column).is_some_and(|rows| *rows > 0) {
                    column += 1;
                }
                for n in column..column + cell.columns {
                    if let (Some(taken), Some(below)) = (taken.get_mut(n), below.get_mut(n)) {
                        *taken = true;
                        *below = cell.rows;
                    }
                }
                let text = cell.blocks.concat().replace('|', "\\|");
                match line.get_mut(column) {
                    Some(place) => *place = text,
                    // Rows that span more than there is: nothing is lost.
                    None => {
                        if let Some(last) = line.last_mut() {
                            last.push(' ');
                            last.push_str(&text);
                        }
                    }
                }
                column += cell.columns;
            }
            for rows in &mut below {
                *rows = rows.saturating_sub(1);
            }
            grid.push(line);
        }
        grid
    }
}

fn row_of<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    out.push('|');
    for cell in cells {
        out.push(' ');
        out.push_str(cell.trim_start_matches('#').trim());
        out.push_str(" |");
    }
}
