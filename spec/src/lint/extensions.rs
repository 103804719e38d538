//! The rule on vendor extensions: which there are, where, and of what form.

use serde_json::Value;

use super::errors;
use super::fields::{self, Object};
use super::report::Report;
use super::scene::Scene;
use crate::node::pointer;

/// An extension: its name, the object that takes it, its check, and its form in words.
struct Extension {
    name: &'static str,
    object: Object,
    fits: fn(&Value) -> bool,
    form: &'static str,
}

const EXTENSIONS: [Extension; 22] = [
    Extension {
        name: "x-feature",
        object: Object::Operation,
        fits: is_word,
        form: "a feature's name, as `template_rbac`",
    },
    Extension {
        name: "x-permission",
        object: Object::Operation,
        fits: is_permission,
        form: "`{resource: organization, action: create, refuse: 403}` (refuse: 403 or 404)",
    },
    Extension {
        name: "x-rate-limit",
        object: Object::Operation,
        fits: is_rate_class,
        form: "api, login, files or scim",
    },
    Extension {
        name: "x-max-body",
        object: Object::Operation,
        fits: is_size,
        form: "bytes, or as `64KiB`, `1MiB`",
    },
    Extension {
        name: "x-audit",
        object: Object::Operation,
        fits: is_audit,
        form: "`{resource: group, action: write}`, beside them `status: 303` and `outcomes: {denied: \
               {action: stop}}`",
    },
    Extension { name: "x-audit-parts", object: Object::Operation, fits: Value::is_boolean, form: "true" },
    Extension {
        name: "x-also-at",
        object: Object::Operation,
        fits: is_path_list,
        form: "a list of full paths",
    },
    Extension {
        name: "x-any-path",
        object: Object::Operation,
        fits: Value::is_boolean,
        form: "true or false",
    },
    Extension {
        name: "x-error-format",
        object: Object::Operation,
        fits: is_error_format,
        form: "api, oauth2, scim or html",
    },
    Extension {
        name: "x-strict-query",
        object: Object::Operation,
        fits: Value::is_boolean,
        form: "true or false",
    },
    Extension {
        name: "x-switch",
        object: Object::Operation,
        fits: is_word,
        form: "the name of what the operator may turn off, as `oauth2_provider`",
    },
    Extension { name: "x-cors", object: Object::Operation, fits: Value::is_boolean, form: "true or false" },
    Extension {
        name: "x-no-store",
        object: Object::Operation,
        fits: Value::is_boolean,
        form: "true or false",
    },
    Extension {
        name: "x-csrf-field",
        object: Object::Operation,
        fits: is_word,
        form: "a field of the form, as `csrf_token`",
    },
    Extension {
        name: "x-websocket",
        object: Object::Operation,
        fits: Value::is_boolean,
        form: "true or false",
    },
    Extension {
        name: "x-read-only",
        object: Object::Operation,
        fits: Value::is_boolean,
        form: "true or false",
    },
    Extension {
        name: "x-object",
        object: Object::Parameter,
        fits: is_word,
        form: "a kind of object, as `group`",
    },
    Extension { name: "x-secret", object: Object::Parameter, fits: Value::is_boolean, form: "true or false" },
    Extension {
        name: "x-caller",
        object: Object::SecurityScheme,
        fits: is_type_name,
        form: "a Rust type's name, as `Session`",
    },
    Extension {
        name: "x-pattern-words",
        object: Object::Schema,
        fits: is_sentence,
        form: "what a value must do, as `begin with a letter`",
    },
    Extension { name: "x-streamed", object: Object::Schema, fits: Value::is_boolean, form: "true or false" },
    Extension {
        name: "x-enum-descriptions",
        object: Object::Schema,
        fits: Value::is_object,
        form: "value: meaning",
    },
];

/// An `x-` key is a known one, on an object that takes it, in its form.
pub(super) fn extensions(scene: &Scene<'_>, report: &mut Report<'_>) {
    for part in &scene.parts {
        for (key, value) in part.value.as_object().into_iter().flatten() {
            if !key.starts_with("x-") {
                continue;
            }
            let at = pointer::join(&part.pointer, key);
            let what = fields::name(part.object);
            match EXTENSIONS.iter().find(|known| known.name == key && known.object == part.object) {
                None => {
                    let names: Vec<_> = EXTENSIONS
                        .iter()
                        .filter(|known| known.object == part.object)
                        .map(|known| known.name)
                        .collect();
                    let mend = if names.is_empty() {
                        "remove it".to_owned()
                    } else {
                        format!("use one of {}", names.join(", "))
                    };
                    report.add(at, format!("`{key}` is no extension that {what} takes"), mend);
                }
                Some(known) if !(known.fits)(value) => {
                    report.add(at, format!("`{key}` is malformed"), format!("write {}", known.form));
                }
                Some(_) => {}
            }
        }
    }
}

/// Operations that change data are audited: PUT, PATCH, DELETE, and POST unless it has `x-read-only`, or by
/// `x-audit-parts` carries out other operations, which leave their own entries.
pub(super) fn audit(scene: &Scene<'_>, report: &mut Report<'_>) {
    for operation in &scene.operations {
        let reads = operation.get("x-read-only") == Some(&Value::Bool(true));
        let has_parts = operation.get("x-audit-parts") == Some(&Value::Bool(true));
        if operation.is_unsafe()
            && operation.get("x-audit").is_none()
            && !((reads || has_parts) && operation.method == "post")
        {
            let mend = "add `x-audit: {resource: …, action: …}`, or `x-read-only: true` to a POST that \
                        changes nothing";
            report.add(&operation.pointer, "the operation changes something and isn't audited", mend);
        }
        if reads && (operation.method != "post" || operation.get("x-audit").is_some()) {
            let at = format!("{}/x-read-only", operation.pointer);
            report.add(at, "`x-read-only` is for a POST without `x-audit`", "remove one of them");
        }
        if has_parts && (operation.method != "post" || operation.get("x-audit").is_some()) {
            let at = format!("{}/x-audit-parts", operation.pointer);
            report.add(at, "`x-audit-parts` is for a POST without `x-audit`", "remove one of them");
        }
    }
}

/// Only a known caller has permissions: `x-permission` needs `security` without an anonymous alternative.
pub(super) fn permission(scene: &Scene<'_>, report: &mut Report<'_>) {
    for operation in scene.operations.iter().filter(|one| one.get("x-permission").is_some()) {
        let at = format!("{}/x-permission", operation.pointer);
        let security = operation.security(scene.bundle);
        let is_open = |alternative: &Value| alternative.as_object().is_some_and(|names| names.is_empty());
        if security.is_empty() {
            let mend = "add `security`, or remove `x-permission`";
            report.add(at, "the operation asks for a permission, but nobody authenticates", mend);
        } else if security.iter().any(is_open) {
            let mend = "remove `{}` from `security`, or remove `x-permission`";
            report.add(at, "the operation asks for a permission that anonymous callers can't have", mend);
        }
    }
}

fn is_word(value: &Value) -> bool {
    value.as_str().is_some_and(|text| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    })
}

/// Words that can stand behind `must`.
fn is_sentence(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.starts_with(|c: char| c.is_ascii_lowercase()) && !text.ends_with('.'))
}

fn is_type_name(value: &Value) -> bool {
    value.as_str().is_some_and(|text| {
        text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

fn has_words(value: &Value, keys: &[&str]) -> bool {
    keys.iter().all(|key| value.get(key).is_some_and(is_word))
}

fn only(value: &Value, keys: &[&str]) -> bool {
    value.as_object().is_some_and(|map| map.keys().all(|key| keys.contains(&key.as_str())))
}

fn is_permission(value: &Value) -> bool {
    let refuse = value.get("refuse").map_or(Some(403), Value::as_u64);
    has_words(value, &["resource", "action"])
        && only(value, &["resource", "action", "refuse"])
        && matches!(refuse, Some(403 | 404))
}

fn is_audit(value: &Value) -> bool {
    has_words(value, &["resource", "action"])
        && only(value, &["resource", "action", "status", "outcomes"])
        && value.get("status").is_none_or(Value::is_u64)
        && value.get("outcomes").is_none_or(|outcomes| {
            outcomes.as_object().is_some_and(|all| all.iter().all(|(name, one)| is_outcome(name, one)))
        })
}

/// What is said of an outcome differs from the entry in something.
fn is_outcome(name: &str, value: &Value) -> bool {
    is_word(&Value::from(name))
        && only(value, &["resource", "action", "status"])
        && value.as_object().is_some_and(|map| !map.is_empty())
        && ["resource", "action"].iter().all(|key| value.get(key).is_none_or(is_word))
        && value.get("status").is_none_or(Value::is_u64)
}

fn is_rate_class(value: &Value) -> bool {
    matches!(value.as_str(), Some("api" | "login" | "files" | "scim"))
}

fn is_error_format(value: &Value) -> bool {
    value.as_str().is_some_and(|name| errors::names().contains(&name))
}

fn is_size(value: &Value) -> bool {
    let Some(text) = value.as_str() else { return value.as_u64().is_some_and(|bytes| bytes > 0) };
    let digits = text.strip_suffix("KiB").or_else(|| text.strip_suffix("MiB")).unwrap_or(text).trim_end();
    // Nine digits of MiB still fit into 64 bits of bytes.
    (1..=9).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && digits.bytes().any(|b| b != b'0')
}

fn is_path_list(value: &Value) -> bool {
    let is_path = |path: &Value| path.as_str().is_some_and(|path| path.starts_with('/'));
    value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(is_path))
}
