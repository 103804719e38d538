//! The callers of an operation, and its conditions.

use serde_json::Value;

use super::markdown::code;
use crate::node::value::{array, flag, text};

/// The schemes of the alternatives, each once; `None` when nobody authenticates.
pub(super) fn schemes<'a>(bundle: &'a Value, operation: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let holder = if operation.get("security").is_some() { operation } else { bundle };
    let all = bundle.pointer("/components/securitySchemes");
    let mut found: Vec<(&str, &Value)> = Vec::new();
    for name in array(holder, "security").iter().filter_map(Value::as_object).flat_map(|names| names.keys()) {
        if let Some(scheme) = all.and_then(|all| all.get(name))
            && !found.iter().any(|(known, _)| known == name)
        {
            found.push((name, scheme));
        }
    }
    found
}

/// The list of conditions.
pub(super) fn access(bundle: &Value, operation: &Value) -> String {
    let mut lines = vec![authentication(bundle, operation)];
    if let Some(permission) = operation.get("x-permission") {
        let word = |key: &str| text(permission, key).unwrap_or_default();
        let refuse = permission.get("refuse").and_then(Value::as_u64).unwrap_or(403);
        let name = format!("{}:{}", word("resource"), word("action"));
        lines.push(format!("Permission: {} on the whole site, or the answer is {refuse}.", code(&name)));
    }
    if let Some(feature) = text(operation, "x-feature") {
        lines.push(format!("Feature: {}, or the answer is 403.", code(feature)));
    }
    if let Some(class) = text(operation, "x-rate-limit") {
        lines.push(format!("Rate limit: class {}.", code(class)));
    }
    if operation.get("requestBody").is_some() {
        let size = operation.get("x-max-body").map_or("1MiB".to_owned(), size);
        lines.push(format!("Body: at most {size}."));
    }
    if let Some(audit) = operation.get("x-audit") {
        lines.push(audited(audit));
    }
    if flag(operation, "x-strict-query") {
        lines.push("Query parameters that are not listed here are refused with 400.".to_owned());
    }
    if let Some(switch) = text(operation, "x-switch") {
        lines.push(format!(
            "Only where {} is not turned off; otherwise the path doesn't exist.",
            code(switch)
        ));
    }
    if flag(operation, "x-cors") {
        lines.push("Pages of every origin may read the answers (CORS).".to_owned());
    }
    if flag(operation, "x-no-store") {
        lines.push("No cache may keep the answers.".to_owned());
    }
    if flag(operation, "x-websocket") {
        let only =
            operation["responses"].as_object().is_some_and(|all| !all.keys().any(|one| one.starts_with('2')));
        let words = if only { "becomes a WebSocket" } else { "may become a WebSocket" };
        lines.push(format!("The connection {words}."));
    }
    if let Some(format) = text(operation, "x-error-format") {
        lines.push(format!("Errors have the format {}.", code(format)));
    }
    lines.iter().map(|line| format!("- {line}\n")).collect::<String>() + "\n"
}

fn authentication(bundle: &Value, operation: &Value) -> String {
    let schemes = schemes(bundle, operation);
    let mut callers: Vec<&str> = Vec::new();
    for (name, scheme) in &schemes {
        let caller = text(scheme, "x-caller").unwrap_or(name);
        if !callers.contains(&caller) {
            callers.push(caller);
        }
    }
    if callers.is_empty() {
        return "Authentication: none.".to_owned();
    }
    let names: Vec<String> = callers.iter().map(|caller| code(caller)).collect();
    let holder = if operation.get("security").is_some() { operation } else { bundle };
    let is_open =
        array(holder, "security").iter().any(|names| names.as_object().is_some_and(|names| names.is_empty()));
    let optional = if is_open { ", or none" } else { "" };
    format!("Authentication: {}{optional}. [How](README.md#authentication)", names.join(" or "))
}

/// The audit entries of the operation.
fn audited(audit: &Value) -> String {
    let said =
        |value: &Value, key: &str| text(value, key).or(text(audit, key)).unwrap_or_default().to_owned();
    let words =
        |value: &Value| format!("{} of {}", code(&said(value, "action")), code(&said(value, "resource")));
    let outcomes = audit.get("outcomes").and_then(Value::as_object).into_iter().flatten();
    let outcomes: String = outcomes.map(|(name, outcome)| format!("; {name}: {}", words(outcome))).collect();
    format!("Audited: {}{outcomes}.", words(audit))
}

fn size(value: &Value) -> String {
    value.as_str().map_or_else(|| format!("{value} bytes"), str::to_owned)
}

/// How a scheme carries its credential.
pub(super) fn carrier(scheme: &Value) -> String {
    let name = text(scheme, "name").unwrap_or_default();
    match (text(scheme, "type"), text(scheme, "in"), text(scheme, "scheme")) {
        (Some("apiKey"), Some("cookie"), _) => format!("cookie {}", code(name)),
        (Some("apiKey"), Some("query"), _) => format!("query parameter {}", code(name)),
        (Some("apiKey"), ..) => format!("header {}", code(name)),
        (_, _, Some("basic")) => "`Authorization: Basic …`".to_owned(),
        _ => "`Authorization: Bearer …`".to_owned(),
    }
}
