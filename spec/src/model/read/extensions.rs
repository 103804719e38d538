//! The vendor extensions of operations.

use serde_json::Value;

use super::json::At;
use super::reader::Reader;
use super::words::distinct;
use crate::model::{ErrorFormat, Operation, Permission, Refusal, Symbol, pascal};

impl Reader<'_> {
    /// The value of an extension that is one word.
    pub(super) fn word(&mut self, at: At<'_, '_>, key: &str) -> Option<String> {
        let value = at.get(key)?;
        let word = value.as_str().filter(|word| !word.is_empty());
        if word.is_none() {
            self.fault(&at.step(key), format!("`{key}` must be a word"), "write its name");
        }
        word.map(str::to_owned)
    }

    /// `x-permission`.
    pub(super) fn refusal(&mut self, at: At<'_, '_>) -> Option<Refusal> {
        let value = at.get("x-permission")?;
        let place = at.step("x-permission");
        let own = At { pointer: &place, value };
        let (resource, action) = (self.word(own, "resource"), self.word(own, "action"));
        let status = match own.get("refuse") {
            None => Some(403),
            Some(status) => match status.as_u64() {
                Some(403) => Some(403),
                Some(404) => Some(404),
                _ => None,
            },
        };
        match (resource, action, status) {
            (Some(resource), Some(action), Some(status)) => {
                Some(Refusal { permission: permission_name(&resource, &action), status })
            }
            _ => {
                self.fault(
                    &place,
                    "`x-permission` is incomplete",
                    "write `{resource: …, action: …, refuse: 403}` (or 404)",
                );
                None
            }
        }
    }

    /// `x-error-format`.
    pub(super) fn error_format(&mut self, at: At<'_, '_>) -> ErrorFormat {
        match at.get("x-error-format").map(|value| value.as_str().unwrap_or_default()) {
            None | Some("api") => ErrorFormat::Api,
            Some("oauth2") => ErrorFormat::OAuth2,
            Some("scim") => ErrorFormat::Scim,
            Some("html") => ErrorFormat::Html,
            Some(_) => {
                self.fault(
                    &at.step("x-error-format"),
                    "this error format isn't known",
                    "use api, oauth2, scim or html",
                );
                ErrorFormat::Api
            }
        }
    }

    /// `x-csrf-field`. Only a form has fields, so it needs one.
    pub(super) fn csrf_field(&mut self, at: At<'_, '_>) -> Option<String> {
        let field = self.word(at, "x-csrf-field")?;
        let form = "/requestBody/content/application~1x-www-form-urlencoded";
        if at.value.pointer(form).is_none() {
            self.fault(
                &at.step("x-csrf-field"),
                "`x-csrf-field` needs a body that is a form",
                "remove it, or take `application/x-www-form-urlencoded`",
            );
        }
        Some(field)
    }

    /// `x-max-body` in bytes.
    pub(super) fn max_body(&mut self, at: At<'_, '_>) -> Option<u64> {
        let value = at.get("x-max-body")?;
        let bytes = match value {
            Value::String(text) => {
                let split = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
                let unit = match text[split..].trim() {
                    "" | "B" => Some(1),
                    "KiB" => Some(1024),
                    "MiB" => Some(1024 * 1024),
                    "GiB" => Some(1024 * 1024 * 1024),
                    _ => None,
                };
                text[..split].parse::<u64>().ok().zip(unit).and_then(|(count, unit)| count.checked_mul(unit))
            }
            number => number.as_u64(),
        };
        let bytes = bytes.filter(|bytes| *bytes > 0 && u32::try_from(*bytes).is_ok());
        if bytes.is_none() {
            self.fault(
                &at.step("x-max-body"),
                "`x-max-body` is no size from 1 byte to 4 GiB",
                "write it as `64KiB` or `1MiB`",
            );
        }
        bytes
    }

    /// The features and rate classes that operations name, sorted.
    pub(super) fn symbols(&mut self, operations: &[Operation]) -> (Vec<Symbol>, Vec<Symbol>) {
        let features = operations.iter().filter_map(|one| one.feature.as_deref());
        let classes = operations.iter().filter_map(|one| one.rate_class.as_deref());
        (distinct(features), distinct(classes))
    }

    /// The permissions that operations name, sorted.
    pub(super) fn permissions(&mut self, operations: &[Operation]) -> Vec<Permission> {
        let mut permissions: Vec<Permission> = vec![];
        for operation in operations.iter().filter(|one| one.permission.is_some()) {
            let place = format!("{}/x-permission", operation.pointer);
            let Some(value) = self.bundle.pointer(&place) else { continue };
            let own = At { pointer: &place, value };
            let (resource, action) = (own.text("resource").to_owned(), own.text("action").to_owned());
            let rust = permission_name(&resource, &action);
            match permissions.iter().find(|one| one.rust == rust) {
                Some(same) if (&same.resource, &same.action) == (&resource, &action) => {}
                Some(_) => {
                    self.fault(&place, format!("another permission is called `{rust}` as well"), "rename one")
                }
                None => permissions.push(Permission { resource, action, rust }),
            }
        }
        permissions.sort_by(|one, other| (&one.resource, &one.action).cmp(&(&other.resource, &other.action)));
        permissions
    }
}

fn permission_name(resource: &str, action: &str) -> String {
    format!("{}{}", pascal(resource), pascal(action))
}
