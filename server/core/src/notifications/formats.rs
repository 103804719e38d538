//! Markdown as plain text and as HTML.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// The same without markup, for places that show letters only.
#[must_use]
pub fn plain(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    for event in Parser::new_ext(markdown, Options::empty()) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => {
                text.push_str(&part);
            }
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::Start(Tag::Item) => text.push_str("- "),
            Event::End(TagEnd::Item) => text.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::List(_)) => {
                text.push_str("\n\n");
            }
            _ => {}
        }
    }
    text.trim().to_owned()
}

/// The same as HTML. HTML in it is text, pictures are their descriptions, and links lead to web pages and
/// mail addresses only.
#[must_use]
pub fn as_html(markdown: &str) -> String {
    let mut page = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut page, Parser::new_ext(markdown, Options::empty()).filter_map(harmless));
    page
}

fn harmless(event: Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => return None,
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = if leads_on(&dest_url) { dest_url } else { CowStr::Borrowed("#") };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        other => other,
    })
}

fn leads_on(url: &str) -> bool {
    let url = url.trim().to_ascii_lowercase();
    ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_has_no_markup() {
        let text =
            "The workspace **my\\_ws** was `deleted`.\n\n- one\n- two\n\nSee [this](https://x.example).";
        assert_eq!(plain(text), "The workspace my_ws was deleted.\n\n- one\n- two\n\n\nSee this.");
    }

    #[test]
    fn html_of_others_does_nothing() {
        let page = as_html("**a** <script>x</script> [b](javascript:x) ![c](https://x.example/c.png)");
        assert!(page.contains("<strong>a</strong>") && page.contains("&lt;script&gt;"), "{page}");
        assert!(!page.contains("javascript") && !page.contains("<img"), "{page}");
        assert!(as_html("[d](https://x.example)").contains("href=\"https://x.example\""));
    }
}
