//! The section of an operation.

use serde_json::Value;

use super::markdown::{code, fence, paragraph};
use super::{access, answers, inputs, sample};
use crate::node::value::{array, flag, text};

/// An operation, its path and its path item.
pub(super) struct Operation<'a> {
    pub(super) path: &'a str,
    pub(super) method: &'a str,
    pub(super) value: &'a Value,
    pub(super) path_item: &'a Value,
}

impl Operation<'_> {
    /// The operation's heading.
    pub(super) fn title(&self) -> &str {
        let id = text(self.value, "operationId");
        text(self.value, "summary").or(id).unwrap_or(self.path).trim()
    }

    /// `METHOD /path`
    pub(super) fn line(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// A call that can be pasted into a shell.
    pub(super) fn sample(&self, bundle: &Value) -> String {
        let parameters = inputs::parameters(bundle, self.path_item, self.value);
        sample::curl(bundle, self.method, self.path, self.value, &parameters)
    }

    /// The section.
    pub(super) fn section(&self, bundle: &Value) -> String {
        let parameters = inputs::parameters(bundle, self.path_item, self.value);
        let mut out = format!("## {}\n\n### Code samples\n\n", self.title());
        out.push_str(&fence("shell", &self.sample(bundle)));
        out.push_str(&format!("{}\n\n", code(&self.line())));
        for also in array(self.value, "x-also-at").iter().filter_map(Value::as_str) {
            out.push_str(&format!("also at {}\n\n", code(&format!("{} {also}", self.method.to_uppercase()))));
        }
        if flag(self.value, "x-any-path") {
            let line = format!("{} {}/…", self.method.to_uppercase(), self.path);
            out.push_str(&format!("also at {}, with any path there\n\n", code(&line)));
        }
        if flag(self.value, "deprecated") {
            out.push_str("**Deprecated.**\n\n");
        }
        out.push_str(&paragraph(text(self.value, "description").unwrap_or_default()));
        out.push_str(&access::access(bundle, self.value));
        out.push_str(&inputs::inputs(bundle, self.value, &parameters));
        out.push_str(&answers::answers(bundle, self.value));
        out
    }
}
