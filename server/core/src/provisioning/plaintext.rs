//! Markdown without its marks, for clients that show plain text.

use pulldown_cmark::{Event, Parser, TagEnd};

/// The text of a Markdown document. Blocks stand on lines of their own; pictures are their descriptions.
#[must_use]
pub fn plaintext(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    for event in Parser::new(markdown) {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock)
                if !text.ends_with('\n') =>
            {
                text.push('\n');
            }
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        assert_eq!(
            plaintext("How **large** the [machine](https://example.com) is"),
            "How large the machine is"
        );
        assert_eq!(
            plaintext("# Size\n\nSmall or `large`.\n\n- one\n- two\n"),
            "Size\nSmall or large.\none\ntwo"
        );
        assert_eq!(plaintext("plain text"), "plain text");
        assert_eq!(plaintext("<b>bold</b>"), "bold");
        assert_eq!(plaintext(""), "");
    }

    proptest! {
        #[test]
        fn plain_words_stay_as_they_are(words in "[a-zA-Z ,.]{0,40}") {
            let text = plaintext(&words);
            prop_assert_eq!(text.trim(), words.trim());
        }
    }
}
