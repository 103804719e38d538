//! The forms of Markdown.

use serde_json::Value;

/// The first line of every page.
pub(super) const HEADER: &str =
    "<!-- Written by `cargo xtask regen` from spec/. Change that instead. -->\n\n";

/// A table whose columns are padded to one width; nothing when it has no rows.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|text| cell(text)).collect()).collect();
    let width = |column: usize, head: &str| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|text| text.chars().count());
        // A long description would make all lines as long.
        cells.filter(|width| *width <= 80).max().unwrap_or(0).max(head.chars().count())
    };
    let widths: Vec<usize> = heads.iter().enumerate().map(|(column, head)| width(column, head)).collect();
    let mut text = line(heads.iter().copied(), &widths);
    let dashes: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    text.push_str(&line(dashes.iter().map(String::as_str), &widths));
    for row in &rows {
        text.push_str(&line(row.iter().map(String::as_str), &widths));
    }
    text.push('\n');
    text
}

fn line<'a>(cells: impl Iterator<Item = &'a str>, widths: &[usize]) -> String {
    let mut text = String::from("|");
    for (cell, width) in cells.zip(widths) {
        text.push_str(&format!(" {cell:width$} |"));
    }
    text.push('\n');
    text
}

/// One line, with `|` escaped.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// Text as code, even if it has back-ticks; a placeholder for the empty text.
pub(super) fn code(text: &str) -> String {
    if text.is_empty() {
        "(empty)".to_owned()
    } else if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// A block of JSON.
pub(super) fn json(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).expect("a JSON value has text keys only");
    fence("json", &text)
}

/// A block of code, fenced with more back-ticks than it has.
pub(super) fn fence(language: &str, text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{}\n{fence}\n\n", text.trim_end())
}

/// A paragraph; nothing for an empty text.
pub(super) fn paragraph(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() { String::new() } else { format!("{text}\n\n") }
}

/// The anchor that a heading gets: lower case, spaces as hyphens, other punctuation left out.
pub(super) fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// One newline at the end.
pub(super) fn finish(text: String) -> String {
    format!("{}\n", text.trim_end())
}
