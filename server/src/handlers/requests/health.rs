//! What is asked about health.

use burgrave_api::UpdateHealthSettingsDismissedHealthchecksItem as Word;

use crate::health::Part;

/// Whether a text is one of the spellings of true.
pub(in crate::handlers) fn is_true(text: &str) -> bool {
    matches!(text, "true" | "True" | "TRUE" | "t" | "T" | "1")
}

/// Parts, each once, in their order.
pub(in crate::handlers) fn parts(words: Vec<Word>) -> Vec<Part> {
    let mut parts = Vec::new();
    for word in words {
        let part = match word {
            Word::Derp => Part::Derp,
            Word::AccessUrl => Part::AccessUrl,
            Word::Websocket => Part::Websocket,
            Word::Database => Part::Database,
            Word::WorkspaceProxy => Part::WorkspaceProxy,
            Word::ProvisionerDaemons => Part::ProvisionerDaemons,
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}
