//! Tables for people.

use std::io::{Result, Write};

use unicode_width::UnicodeWidthStr;

/// The widest cell before the last column on a terminal.
const WIDEST: usize = 48;

/// A table that is printed page by page; the first page decides how wide its columns are.
pub(super) struct Table {
    widths: Vec<usize>,
    cut: bool,
}

impl Table {
    /// An empty one. Wide cells are cut where a person looks.
    pub(super) fn new(cut: bool) -> Self {
        Self { widths: Vec::new(), cut }
    }

    /// Prints rows, before the first of them the headings.
    pub(super) fn page(
        &mut self,
        out: &mut impl Write,
        headings: &[String],
        rows: &[Vec<String>],
    ) -> Result<()> {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| self.fit(row)).collect();
        if self.widths.is_empty() {
            self.widths = headings.iter().map(|heading| heading.width()).collect();
            for row in &rows {
                for (width, cell) in self.widths.iter_mut().zip(row) {
                    *width = (*width).max(cell.width());
                }
            }
            self.line(out, headings)?;
        }
        rows.iter().try_for_each(|row| self.line(out, row))
    }

    fn fit(&self, row: &[String]) -> Vec<String> {
        let last = row.len().saturating_sub(1);
        let cut = |(at, cell): (usize, &String)| {
            if self.cut && at < last && cell.width() > WIDEST { shorter(cell) } else { cell.clone() }
        };
        row.iter().enumerate().map(cut).collect()
    }

    fn line(&self, out: &mut impl Write, row: &[String]) -> Result<()> {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&self.widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
        }
        writeln!(out, "{}", line.trim_end())
    }
}

fn shorter(cell: &str) -> String {
    let mut short = String::new();
    for letter in cell.chars() {
        if short.width() >= WIDEST - 1 {
            break;
        }
        short.push(letter);
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(cut: bool, pages: &[&[&[&str]]]) -> String {
        let mut out = Vec::new();
        let mut table = Table::new(cut);
        for page in pages {
            let rows: Vec<Vec<String>> =
                page.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
            table.page(&mut out, &["A".to_owned(), "B".to_owned()], &rows).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_stay_below_each_other() {
        let text = printed(false, &[&[&["日本", "x"], &["a", ""]], &[&["b", "y"]]]);
        assert_eq!(text, "A     B\n日本  x\na\nb     y\n");
        assert_eq!(printed(false, &[&[]]), "A  B\n");
    }

    #[test]
    fn only_a_person_gets_cut_cells() {
        let long = "x".repeat(60);
        assert!(printed(false, &[&[&[&long, "y"]]]).contains(&long));
        let cut = printed(true, &[&[&[&long, &long]]]);
        assert!(cut.contains(&format!("{}…", "x".repeat(47))) && cut.contains(&long), "{cut}");
    }
}
