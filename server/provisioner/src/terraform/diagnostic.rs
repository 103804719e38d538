//! Diagnostics of the program, in the layout of its terminal output.

use burgrave_core::provisioning::job::LogLevel;
use serde::Deserialize;

/// The separator of the code and the values in it.
const RULE: &str = "    ├────────────────";

/// The largest number of lines: templates determine the length of their texts.
const MOST_LINES: usize = 1000;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Diagnostic {
    severity: String,
    summary: String,
    detail: String,
    range: Option<Range>,
    snippet: Option<Snippet>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Range {
    filename: String,
    start: Position,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Position {
    line: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Snippet {
    context: Option<String>,
    code: String,
    start_line: u64,
    values: Option<Vec<Value>>,
}

#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(default)]
struct Value {
    traversal: String,
    statement: String,
}

impl Diagnostic {
    /// Its severity, if it has one.
    pub(super) fn level(&self) -> Option<LogLevel> {
        match &*self.severity {
            "error" => Some(LogLevel::Error),
            "warning" => Some(LogLevel::Warn),
            _ => None,
        }
    }

    /// The lines after the summary, which the message has already.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(range) = &self.range {
            self.source(range, &mut lines);
            lines.push(String::new());
        }
        lines.extend(self.detail.lines().map(str::to_owned));
        lines.truncate(MOST_LINES);
        lines
    }

    /// The summary and the place, in one line.
    pub(super) fn in_short(&self) -> String {
        let summary = self.summary.split_whitespace().collect::<Vec<_>>().join(" ");
        match &self.range {
            Some(range) => format!("{summary} ({} line {})", range.filename, range.start.line),
            None => summary,
        }
    }

    /// The details.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    fn source(&self, range: &Range, lines: &mut Vec<String>) {
        let context = self.snippet.as_ref().and_then(|snippet| snippet.context.as_deref());
        let context = context.map(|context| format!(", in {context}")).unwrap_or_default();
        lines.push(format!("on {} line {}{context}:", range.filename, range.start.line));
        let Some(snippet) = &self.snippet else {
            lines.push("  (source code not available)".into());
            return;
        };
        let numbered = |(number, code): (u64, &str)| format!("  {number}: {code}");
        lines.extend((snippet.start_line..).zip(snippet.code.split('\n')).map(numbered));
        let mut values: Vec<_> = snippet.values.iter().flatten().collect();
        if values.is_empty() {
            return;
        }
        values.sort();
        lines.push(RULE.into());
        lines.extend(values.iter().map(|value| format!("    │ {} {}", value.traversal, value.statement)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(json: &str) -> String {
        serde_json::from_str::<Diagnostic>(json).expect("a diagnostic").lines().join("\n")
    }

    #[test]
    fn code_comes_with_its_numbers_and_values() {
        let text = laid_out(
            r#"{"severity":"error","summary":"Invalid index","detail":"One.\nTwo.",
            "range":{"filename":"main.tf","start":{"line":7,"column":1,"byte":1}},
            "snippet":{"context":"resource \"a\" \"b\"","code":"  x = a[\n  5]","start_line":7,
              "values":[{"traversal":"var.b","statement":"is 5"},
                        {"traversal":"local.a","statement":"is empty list"}]}}"#,
        );
        insta::assert_snapshot!(text, @r#"
        on main.tf line 7, in resource "a" "b":
          7:   x = a[
          8:   5]
            ├────────────────
            │ local.a is empty list
            │ var.b is 5

        One.
        Two.
        "#);
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let place = r#"{"severity":"warning","summary":"x","detail":"d",
            "range":{"filename":"a.tf","start":{"line":1}}}"#;
        assert_eq!(laid_out(place), "on a.tf line 1:\n  (source code not available)\n\nd");
        assert_eq!(laid_out(r#"{"severity":"error","summary":"x","detail":""}"#), "");
        let short: Diagnostic = serde_json::from_str(place).expect("a diagnostic");
        assert_eq!(short.in_short(), "x (a.tf line 1)");
    }
}
