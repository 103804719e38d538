//! From a template and the labels of an event to the texts of a message.

use std::collections::BTreeMap;

use super::{Button, Template};

/// What a text may name.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The access URL, without a slash at its end.
    pub base_url: &'a str,
    /// The receiver.
    pub username: &'a str,
    /// Their name; the username where they have none.
    pub name: &'a str,
    /// Their email address.
    pub email: &'a str,
    /// Labels of the event.
    pub labels: &'a BTreeMap<String, String>,
}

/// A message in words. Title and body are Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub title: String,
    /// The text.
    pub body: String,
    /// Label and URL of each button.
    pub buttons: Vec<(&'static str, String)>,
}

/// Labels that people write as Markdown; all others are names and words.
const MARKDOWN: [&str; 3] = ["custom_message", "custom_title", "message"];

/// How a value stands in its text.
#[derive(Clone, Copy)]
enum Place {
    Markdown,
    Url,
}

/// The message of a template.
#[must_use]
pub fn render(template: &Template, facts: &Facts<'_>) -> Rendered {
    let title = fill(template.title, facts, Place::Markdown);
    let button = |button: &Button| (button.label, fill(button.url, facts, Place::Url));
    Rendered {
        title: title.split_whitespace().collect::<Vec<_>>().join(" "),
        body: fill(template.body, facts, Place::Markdown),
        buttons: template.buttons.iter().map(button).collect(),
    }
}

/// Replaces what stands in double braces: names, and `{{if NAME}}…{{end}}`, which aren't nested.
fn fill(text: &str, facts: &Facts<'_>, place: Place) -> String {
    let (mut filled, mut rest, mut shown) = (String::with_capacity(text.len()), text, true);
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        if shown {
            filled.push_str(before);
        }
        match name.strip_prefix("if ") {
            Some(condition) => shown = !facts.value(condition).is_empty(),
            None if name == "end" => shown = true,
            None if shown => filled.push_str(&facts.placed(name, place)),
            None => {}
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

impl Facts<'_> {
    fn value(&self, name: &str) -> &str {
        match name {
            "base_url" => self.base_url,
            ".UserUsername" => self.username,
            ".UserName" => self.name,
            ".UserEmail" => self.email,
            other => other
                .strip_prefix(".Labels.")
                .and_then(|label| self.labels.get(label))
                .map_or("", String::as_str),
        }
    }

    fn placed(&self, name: &str, place: Place) -> String {
        let value = self.value(name);
        let as_it_is = name == "base_url" || MARKDOWN.iter().any(|label| name == format!(".Labels.{label}"));
        match place {
            Place::Url if name != "base_url" => escaped_in_url(value),
            Place::Markdown if !as_it_is => escaped_in_markdown(value),
            Place::Url | Place::Markdown => value.to_owned(),
        }
    }
}

/// Names may have any character; none of them is markup.
fn escaped_in_markdown(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        if character.is_control() {
            escaped.push(' ');
            continue;
        }
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '!' | '#' | '&' | '|' | '~') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// RFC 3986 section 2.3: everything but unreserved characters.
fn escaped_in_url(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                escaped.push(char::from(byte))
            }
            other => escaped.push_str(&format!("%{other:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notifications::{Occasion, by_id};

    fn labels(given: &[(&str, &str)]) -> BTreeMap<String, String> {
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn facts(labels: &BTreeMap<String, String>) -> Facts<'_> {
        let base_url = "https://burgrave.example.com";
        Facts { base_url, username: "amira", name: "Amira", email: "amira+x@example.com", labels }
    }

    #[test]
    fn labels_are_filled_in_and_are_no_markup() {
        let labels = labels(&[("name", "my_ws"), ("initiator", "[click](x)"), ("reason", "manual\n# x")]);
        let template = by_id(Occasion::WorkspaceDeleted.template()).unwrap();
        let said = render(template, &facts(&labels));
        assert_eq!(said.title, r"The workspace my\_ws was deleted");
        assert!(said.body.contains(r"**\[click\](x)** (manual \# x)"), "{}", said.body);
        assert_eq!(said.buttons[0], ("View workspaces", "https://burgrave.example.com/workspaces".into()));
    }

    #[test]
    fn what_is_not_said_leaves_its_sentence_out() {
        let template = by_id(Occasion::WorkspaceDormant.template()).unwrap();
        let (with, without) =
            (labels(&[("name", "a"), ("timeTilDelete", "7 days")]), labels(&[("name", "a")]));
        assert!(render(template, &facts(&with)).body.contains("7 days"));
        let said = render(template, &facts(&without)).body;
        assert!(!said.contains("deleted") && !said.contains('{'), "{said}");
    }

    #[test]
    fn urls_hold_values_of_any_kind() {
        let labels = labels(&[("one_time_passcode", "a b&c")]);
        let template = by_id(Occasion::Passcode.template()).unwrap();
        let (_, url) = render(template, &facts(&labels)).buttons.remove(0);
        assert!(url.ends_with("/change?otp=a%20b%26c&email=amira%2Bx%40example.com"), "{url}");
    }

    #[test]
    fn templates_of_all_occasions_can_be_filled() {
        for occasion in Occasion::ALL {
            let template = by_id(occasion.template()).expect("it is in the catalogue");
            let said = render(template, &facts(&BTreeMap::new()));
            assert!(!format!("{said:?}").contains("{{"), "{said:?}");
        }
    }
}
