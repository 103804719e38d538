//! A writer of Rust text: lines at the current indentation, blocks, doc comments.

/// The widest line that doc comments are wrapped to, in characters.
const WIDTH: usize = 110;

/// Rust text that is being written.
#[derive(Debug, Default)]
pub struct Code {
    text: String,
    depth: usize,
}

impl Code {
    /// An empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// One line at the current indentation, or several if it has line breaks. Empty lines stay empty.
    pub fn line(&mut self, line: impl AsRef<str>) -> &mut Self {
        for part in line.as_ref().split('\n') {
            if !part.is_empty() {
                self.text.extend(std::iter::repeat_n("    ", self.depth));
                self.text.push_str(part);
            }
            self.text.push('\n');
        }
        self
    }

    /// An empty line, unless there is one already or a block has just begun.
    pub fn blank(&mut self) -> &mut Self {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") && !self.text.ends_with("{\n") {
            self.text.push('\n');
        }
        self
    }

    /// `head {`, what `inside` writes, `}`.
    pub fn block(&mut self, head: impl AsRef<str>, inside: impl FnOnce(&mut Self)) -> &mut Self {
        self.enclosed(format!("{} {{", head.as_ref()), inside, "}")
    }

    /// `open`, what `inside` writes one level deeper, `close`.
    pub fn enclosed(
        &mut self,
        open: impl AsRef<str>,
        inside: impl FnOnce(&mut Self),
        close: &str,
    ) -> &mut Self {
        self.line(open);
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        if self.text.ends_with("\n\n") {
            self.text.pop();
        }
        self.line(close)
    }

    /// What `inside` writes, one level deeper.
    pub fn inside(&mut self, inside: impl FnOnce(&mut Self)) -> &mut Self {
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self
    }

    /// `text` as `///` lines, wrapped; nothing for an empty text.
    pub fn doc(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.comment("///", text.as_ref())
    }

    /// `text` as `//!` lines, wrapped.
    pub fn inner_doc(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.comment("//!", text.as_ref())
    }

    /// `text` as `//` lines, wrapped.
    pub fn note(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.comment("//", text.as_ref())
    }

    /// The text so far.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.text
    }

    fn comment(&mut self, mark: &str, text: &str) -> &mut Self {
        // rustc refuses bare carriage returns and marks of direction in comments.
        let text: String = text
            .chars()
            .filter(|letter| *letter == '\n' || !(letter.is_control() || is_bidi(*letter)))
            .collect();
        let width = WIDTH.saturating_sub(self.depth * 4 + mark.len() + 1).max(40);
        let mut fenced = false;
        let mut paragraph = String::new();
        for line in text.trim().lines().map(str::trim_end) {
            let start = line.trim_start();
            let fence = start.starts_with("```");
            // Lines of one paragraph flow together; items, tables, headings and code keep their lines.
            let flows = !fence && !fenced && !line.is_empty() && !start.starts_with(['|', '#']);
            let item = start.starts_with("- ")
                || start.starts_with("* ")
                || start.starts_with(|c: char| c.is_ascii_digit());
            if !paragraph.is_empty() && (!flows || item) {
                self.flow(mark, &std::mem::take(&mut paragraph), width);
            }
            fenced ^= fence;
            if flows {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(if paragraph.is_empty() { line } else { start });
            } else if line.is_empty() {
                self.line(mark);
            } else {
                // A fence without a language would be compiled as a documentation test.
                let bare = fence && fenced && start == "```";
                self.line(format!("{mark} {line}{}", if bare { "text" } else { "" }));
            }
        }
        if !paragraph.is_empty() {
            self.flow(mark, &paragraph, width);
        }
        if fenced {
            self.line(format!("{mark} ```"));
        }
        self
    }

    fn flow(&mut self, mark: &str, paragraph: &str, width: usize) {
        for line in wrap(paragraph, width) {
            self.line(format!("{mark} {line}"));
        }
    }
}

/// `paragraph` in lines of at most `width` characters where its words allow it; list items hang by two.
fn wrap(paragraph: &str, width: usize) -> Vec<String> {
    let indent = paragraph.len() - paragraph.trim_start().len();
    let item = paragraph.trim_start().starts_with("- ") || paragraph.trim_start().starts_with("* ");
    let hang = " ".repeat(indent.min(8) + if item { 2 } else { 0 });
    let mut lines = vec![];
    let mut line = " ".repeat(indent.min(8));
    let mut fresh = true;
    for word in paragraph.split_whitespace() {
        if !fresh && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::replace(&mut line, hang.clone()));
            fresh = true;
        }
        if !fresh {
            line.push(' ');
        }
        line.push_str(word);
        fresh = false;
    }
    lines.push(line);
    lines
}

/// `text` as a Rust string literal.
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() || is_bidi(control) => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(control)));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
    out
}

/// Characters that change the direction of text: rustc refuses them in literals and comments.
fn is_bidi(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_indented_and_end_without_an_empty_line() {
        let mut code = Code::new();
        code.block("struct A", |code| {
            code.blank().doc("The field.").line("a: u8,").blank();
        });
        assert_eq!(code.finish(), "struct A {\n    /// The field.\n    a: u8,\n}\n");
    }

    #[test]
    fn long_paragraphs_are_wrapped_and_fences_are_no_doctests() {
        let mut code = Code::new();
        code.doc(format!("{}\n\n```\nlet x;\n```", "word ".repeat(40)));
        let text = code.finish();
        assert!(text.lines().all(|line| line.len() <= WIDTH));
        assert!(text.contains("/// ```text\n/// let x;\n/// ```\n"));
    }

    #[test]
    fn the_lines_of_a_paragraph_flow_together_and_items_stay_apart() {
        let mut code = Code::new();
        code.doc("One\ntwo.\n\n- a\n  b\n- c\n");
        assert_eq!(code.finish(), "/// One two.\n///\n/// - a b\n/// - c\n");
    }

    #[test]
    fn literals_are_escaped() {
        assert_eq!(literal("a\"\\\n\u{1}\u{202e}"), r#""a\"\\\n\u{1}\u{202e}""#);
    }
}
