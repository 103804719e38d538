//! The rule on the least set of answers: what follows from an operation's own declarations.

use serde_json::Value;

use super::report::Report;
use super::scene::{Operation, Scene, text};

/// Security, permission, path objects, inputs, body, rate class and feature each bring answers with them.
pub(super) fn minimum_answers(scene: &Scene<'_>, report: &mut Report<'_>) {
    for operation in &scene.operations {
        let answers = operation.answers(scene);
        for (status, reason) in derived(scene, operation) {
            if !answers.iter().any(|(found, ..)| *found == status) {
                let problem = format!("the answer {status} is missing: {reason}");
                report.add(
                    format!("{}/responses", operation.pointer),
                    problem,
                    format!("declare `{status}`"),
                );
            }
        }
    }
}

/// Each status that must be declared, and why.
fn derived(scene: &Scene<'_>, operation: &Operation<'_>) -> Vec<(String, String)> {
    let mut wanted: Vec<(String, String)> = Vec::new();
    let mut want = |status: &str, reason: &str| {
        if !wanted.iter().any(|(known, _)| known == status) {
            wanted.push((status.to_owned(), reason.to_owned()));
        }
    };
    let security = operation.security(scene.bundle);
    let is_open = |alternative: &Value| alternative.as_object().is_some_and(|names| names.is_empty());
    if !security.is_empty() {
        if !security.iter().any(is_open) {
            want("401", "the operation has `security`");
        }
        if operation.is_unsafe() && security.iter().any(|alternative| by_cookie(scene, alternative)) {
            want("400", "a session by cookie needs the CSRF token");
        }
    }
    let parameters = operation.parameters(scene);
    if !parameters.is_empty() {
        want("400", "the operation has parameters");
    }
    if operation.get("requestBody").is_some() {
        for status in ["400", "413", "415"] {
            want(status, "the operation has a body");
        }
    }
    if let Some(permission) = operation.get("x-permission") {
        let refuse = permission.get("refuse").and_then(Value::as_u64).unwrap_or(403).to_string();
        want(&refuse, "the operation has `x-permission`");
    }
    if operation.get("x-feature").is_some() {
        want("403", "the operation has `x-feature`");
    }
    if let Some((_, parameter)) = parameters.iter().find(|(_, value)| value.get("x-object").is_some()) {
        let name = text(parameter, "name").unwrap_or_default();
        want("404", &format!("the parameter `{name}` has `x-object`"));
    }
    if operation.get("x-rate-limit").is_some() {
        want("429", "the operation has `x-rate-limit`");
    }
    want("default", "every operation can fail for a reason that is not the caller's");
    wanted
}

fn by_cookie(scene: &Scene<'_>, alternative: &Value) -> bool {
    alternative.as_object().into_iter().flat_map(|names| names.keys()).any(|name| {
        let schemes = scene.bundle.pointer("/components/securitySchemes");
        schemes.and_then(|schemes| schemes.get(name)).and_then(|scheme| text(scheme, "in")) == Some("cookie")
    })
}
