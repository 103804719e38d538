//! The body of a PATCH.

use serde_json::{Map, Value};

use crate::scim::ScimFault;

/// How many operations one PATCH may have.
const MAX_OPERATIONS: usize = 1000;

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// What is done.
    pub action: Action,
    /// To what, as it was written; none: to the resource.
    pub path: Option<String>,
    /// With what.
    pub value: Option<Value>,
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Adds entries and sets values.
    Add,
    /// Replaces lists and values.
    Replace,
    /// Takes away.
    Remove,
}

/// Reads the body; none when it has no `Operations`, as the body of the documented PATCH.
///
/// # Errors
/// `invalidSyntax` for what is no list of operations.
pub fn read(body: &Map<String, Value>) -> Result<Option<Vec<Operation>>, ScimFault> {
    let Some(list) = get(body, "Operations") else { return Ok(None) };
    let list = list.as_array().filter(|list| !list.is_empty());
    let list =
        list.ok_or_else(|| ScimFault::syntax("Operations must be a list of at least one operation."))?;
    if list.len() > MAX_OPERATIONS {
        return Err(ScimFault::syntax(format!("A PATCH has at most {MAX_OPERATIONS} operations.")));
    }
    list.iter().map(one).collect::<Result<_, _>>().map(Some)
}

fn one(sent: &Value) -> Result<Operation, ScimFault> {
    let sent = sent.as_object().ok_or_else(|| ScimFault::syntax("An operation must be an object."))?;
    let word = get(sent, "op").and_then(Value::as_str).unwrap_or_default();
    // Entra begins them with capitals.
    let action = match word.to_ascii_lowercase().as_str() {
        "add" => Action::Add,
        "replace" => Action::Replace,
        "remove" => Action::Remove,
        _ => return Err(ScimFault::syntax("op must be add, replace or remove.")),
    };
    let path = match get(sent, "path") {
        None | Some(Value::Null) => None,
        Some(Value::String(path)) => Some(path.clone()).filter(|path| !path.trim().is_empty()),
        Some(_) => return Err(ScimFault::path("path must be a text.")),
    };
    Ok(Operation { action, path, value: get(sent, "value").cloned() })
}

fn get<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
