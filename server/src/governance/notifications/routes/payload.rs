//! A message in the form that its receiver takes.

use burgrave_core::notifications::{RouteKind, plain};
use serde_json::{Value, json};

use crate::governance::notifications::carrier::Letter;
use crate::governance::notifications::webhook;

/// Characters that Slack takes at most: of a header, of a section, of a button.
const SLACK_HEADER: usize = 150;
const SLACK_SECTION: usize = 3_000;
const SLACK_BUTTON: usize = 75;

/// The body of the request.
pub(super) fn payload(kind: RouteKind, letter: &Letter) -> String {
    match kind {
        RouteKind::Slack => slack(letter).to_string(),
        RouteKind::Teams => teams(letter).to_string(),
        RouteKind::Webhook => webhook::body(letter),
    }
}

/// Blocks of Slack, and the text that stands for them in its own notifications.
fn slack(letter: &Letter) -> Value {
    let title = plain(&letter.said.title);
    let text = |text: &str, most: usize| json!({"type": "plain_text", "text": shortened(text, most)});
    let mut blocks = vec![
        json!({"type": "header", "text": text(&title, SLACK_HEADER)}),
        json!({"type": "section", "text": text(&plain(&told(letter)), SLACK_SECTION)}),
    ];
    let buttons: Vec<_> = letter
        .said
        .buttons
        .iter()
        .map(|(label, url)| json!({"type": "button", "text": text(label, SLACK_BUTTON), "url": url}))
        .collect();
    if !buttons.is_empty() {
        blocks.push(json!({"type": "actions", "elements": buttons}));
    }
    // In this text alone Slack reads markup: its three characters are escaped.
    let escaped = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    json!({"text": escaped, "blocks": blocks})
}

/// An adaptive card, as workflows of Teams take it.
fn teams(letter: &Letter) -> Value {
    let actions: Vec<_> = letter
        .said
        .buttons
        .iter()
        .map(|(label, url)| json!({"type": "Action.OpenUrl", "title": label, "url": url}))
        .collect();
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": [
                    {"type": "TextBlock", "size": "Medium", "weight": "Bolder", "wrap": true,
                     "text": plain(&letter.said.title)},
                    {"type": "TextBlock", "wrap": true, "text": told(letter)},
                ],
                "actions": actions,
            },
        }],
    })
}

/// The text; before it whom it was written for, where that is one person.
fn told(letter: &Letter) -> String {
    match letter.content.labels.get("recipient") {
        Some(recipient) => {
            // A name is no markup.
            let name: String = recipient.chars().filter(|one| !"*_[]()`<>#~\\".contains(*one)).collect();
            format!("To {name}: {}", letter.said.body)
        }
        None => letter.said.body.clone(),
    }
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most - 1) {
        Some((end, _)) if text[end..].chars().nth(1).is_some() => format!("{}…", &text[..end]),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_shortened_to_what_is_taken() {
        assert_eq!(shortened("äöü", 3), "äöü");
        assert_eq!(shortened("äöüß", 3), "äö…");
        assert_eq!(shortened("", 3), "");
    }
}
