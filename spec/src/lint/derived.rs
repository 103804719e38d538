//! The answers that follow from an operation's own declarations.

use serde_json::Value;

use super::errors;
use super::scene::{Operation, Scene, text};
use crate::node::pointer;

/// A status that an operation can answer with, and the declaration that it follows from.
pub(super) struct Derived {
    pub(super) status: String,
    pub(super) reason: String,
}

/// An answer that the sources leave out: the operation's pointer, the status, and the component that answers.
pub(crate) struct Addition {
    pub(crate) operation: String,
    pub(crate) status: String,
    pub(crate) component: String,
}

/// What each status is called among the components, behind the prefix of the error format.
const NAMES: [(&str, &str); 8] = [
    ("400", "BadRequest"),
    ("401", "Unauthorized"),
    ("403", "Forbidden"),
    ("404", "NotFound"),
    ("413", "PayloadTooLarge"),
    ("415", "UnsupportedMediaType"),
    ("429", "TooManyRequests"),
    ("default", "Unexpected"),
];

/// The answers that follow from declarations and that no operation has to write, where the components have
/// one for the error format: `ScimNotFound` for a 404 of the format `scim`.
pub(crate) fn additions(bundle: &Value) -> Vec<Addition> {
    let scene = Scene::new(bundle);
    let mut additions = Vec::new();
    for operation in &scene.operations {
        let format = operation.get("x-error-format").and_then(Value::as_str).unwrap_or("api");
        let Some(prefix) = errors::prefix(format) else { continue };
        let written = operation.get("responses").and_then(Value::as_object);
        for Derived { status, .. } in derived(&scene, operation) {
            if written.is_none_or(|written| written.contains_key(&status)) {
                continue;
            }
            let name = NAMES.iter().find(|(known, _)| *known == status).map(|(_, name)| *name);
            let Some(component) = name.map(|name| format!("{prefix}{name}")) else { continue };
            if bundle.pointer(&pointer::join("/components/responses", &component)).is_some() {
                additions.push(Addition { operation: operation.pointer.clone(), status, component });
            }
        }
    }
    additions
}

/// Each status that must be declared, and why.
pub(super) fn derived(scene: &Scene<'_>, operation: &Operation<'_>) -> Vec<Derived> {
    let mut found: Vec<Derived> = Vec::new();
    let mut add = |status: &str, reason: &str| {
        if !found.iter().any(|known| known.status == status) {
            found.push(Derived { status: status.to_owned(), reason: reason.to_owned() });
        }
    };
    let security = operation.security(scene.bundle);
    let is_open = |alternative: &Value| alternative.as_object().is_some_and(|names| names.is_empty());
    if !security.is_empty() {
        if !security.iter().any(is_open) {
            add("401", "the operation has `security`");
        }
        if operation.is_unsafe() && security.iter().any(|alternative| by_cookie(scene, alternative)) {
            add("400", "a session by cookie needs the CSRF token");
        }
    }
    let parameters = operation.parameters(scene);
    if !parameters.is_empty() {
        add("400", "the operation has parameters");
    }
    if operation.get("requestBody").is_some() {
        for status in ["400", "413", "415"] {
            add(status, "the operation has a body");
        }
    }
    if let Some(permission) = operation.get("x-permission") {
        let refuse = permission.get("refuse").and_then(Value::as_u64).unwrap_or(403).to_string();
        add(&refuse, "the operation has `x-permission`");
    }
    if operation.get("x-feature").is_some() {
        add("403", "the operation has `x-feature`");
    }
    if let Some((_, parameter)) = parameters.iter().find(|(_, value)| value.get("x-object").is_some()) {
        let name = text(parameter, "name").unwrap_or_default();
        add("404", &format!("the parameter `{name}` has `x-object`"));
    }
    if operation.get("x-rate-limit").is_some() {
        add("429", "the operation has `x-rate-limit`");
    }
    add("default", "every operation can fail for a reason that is not the caller's");
    found
}

fn by_cookie(scene: &Scene<'_>, alternative: &Value) -> bool {
    alternative.as_object().into_iter().flat_map(|names| names.keys()).any(|name| {
        let schemes = scene.bundle.pointer("/components/securitySchemes");
        schemes.and_then(|schemes| schemes.get(name)).and_then(|scheme| text(scheme, "in")) == Some("cookie")
    })
}
