//! Bulk requests (RFC 7644 §3.7): operations that may refer to what other operations of the request make.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::ScimFault;

/// How many operations a request may have.
pub const MAX_OPERATIONS: usize = 1000;

/// What stands before an operation's `bulkId` where it is referred to.
const REFERENCE: &str = "bulkId:";

/// A bulk request.
#[derive(Debug, Clone, PartialEq)]
pub struct Bulk {
    /// After how many errors to stop; none: never.
    pub fail_on_errors: Option<u64>,
    /// In the order of the request.
    pub operations: Vec<BulkOperation>,
}

/// One operation of a bulk request, not looked into yet.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkOperation {
    /// In capitals.
    pub method: String,
    /// The client's name for it.
    pub bulk_id: Option<String>,
    /// From the mount: `/Users` or `/Users/{id}`.
    pub path: String,
    /// The version that the resource must have.
    pub version: Option<String>,
    /// The body.
    pub data: Option<Value>,
}

/// Reads a bulk request; more than [`MAX_OPERATIONS`] is the caller's to refuse.
///
/// # Errors
/// `invalidSyntax` for what is no list of operations.
pub fn read(body: &Map<String, Value>) -> Result<Bulk, ScimFault> {
    let operations = get(body, "Operations").and_then(Value::as_array).filter(|all| !all.is_empty());
    let operations = operations
        .ok_or_else(|| ScimFault::syntax("Operations must be a list of at least one operation."))?;
    let fail_on_errors = match get(body, "failOnErrors") {
        None | Some(Value::Null) => None,
        Some(value) => Some(
            value
                .as_u64()
                .filter(|number| *number > 0)
                .ok_or_else(|| ScimFault::syntax("failOnErrors must be a number from 1."))?,
        ),
    };
    Ok(Bulk { fail_on_errors, operations: operations.iter().map(one).collect::<Result<_, _>>()? })
}

fn one(sent: &Value) -> Result<BulkOperation, ScimFault> {
    let sent = sent.as_object().ok_or_else(|| ScimFault::syntax("An operation must be an object."))?;
    let text = |name| get(sent, name).and_then(Value::as_str).map(str::to_owned);
    let method = text("method").unwrap_or_default().to_ascii_uppercase();
    if !matches!(method.as_str(), "POST" | "PUT" | "PATCH" | "DELETE") {
        return Err(ScimFault::syntax("An operation's method must be POST, PUT, PATCH or DELETE."));
    }
    let bulk_id = text("bulkId").filter(|id| !id.is_empty());
    if method == "POST" && bulk_id.is_none() {
        return Err(ScimFault::syntax("An operation with the method POST needs a bulkId."));
    }
    let path = text("path").ok_or_else(|| ScimFault::syntax("An operation needs a path."))?;
    Ok(BulkOperation { method, bulk_id, path, version: text("version"), data: get(sent, "data").cloned() })
}

/// The order in which to do operations: as they stand, but what refers to an operation behind it comes after
/// that one. Operations that wait for each other in a circle, or for what no operation makes, are left out.
pub fn order(operations: &[BulkOperation]) -> Vec<usize> {
    let makers: HashMap<&str, usize> = operations
        .iter()
        .enumerate()
        .filter(|(_, one)| one.method == "POST")
        .filter_map(|(place, one)| Some((one.bulk_id.as_deref()?, place)))
        .collect();
    let needs: Vec<Vec<Option<usize>>> = operations
        .iter()
        .map(|one| references(one).iter().map(|id| makers.get(id.as_str()).copied()).collect())
        .collect();
    let mut done = vec![false; operations.len()];
    let mut order = Vec::with_capacity(operations.len());
    // Each round does at least one, or the rest waits in circles.
    loop {
        let before = order.len();
        for place in 0..operations.len() {
            let ready = needs[place].iter().all(|need| need.is_some_and(|need| done[need]));
            if !done[place] && ready {
                done[place] = true;
                order.push(place);
            }
        }
        if order.len() == before {
            return order;
        }
    }
}

/// The ids that an operation refers to.
fn references(operation: &BulkOperation) -> Vec<String> {
    let mut found = Vec::new();
    let from_path = operation.path.split('/').filter_map(|segment| segment.strip_prefix(REFERENCE));
    found.extend(from_path.map(str::to_owned));
    if let Some(data) = &operation.data {
        collect(data, &mut found);
    }
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.extend(text.strip_prefix(REFERENCE).map(str::to_owned)),
        Value::Array(entries) => entries.iter().for_each(|entry| collect(entry, found)),
        Value::Object(parts) => parts.values().for_each(|part| collect(part, found)),
        _ => {}
    }
}

/// Puts ids in the place of references; `ids` holds those that were made. None when one is missing.
pub fn substitute(operation: &BulkOperation, ids: &HashMap<String, String>) -> Option<BulkOperation> {
    let mut operation = operation.clone();
    let segments: Option<Vec<&str>> = operation
        .path
        .split('/')
        .map(|segment| match segment.strip_prefix(REFERENCE) {
            Some(id) => ids.get(id).map(String::as_str),
            None => Some(segment),
        })
        .collect();
    operation.path = segments?.join("/");
    if let Some(data) = &mut operation.data
        && !replace(data, ids)
    {
        return None;
    }
    Some(operation)
}

fn replace(value: &mut Value, ids: &HashMap<String, String>) -> bool {
    match value {
        Value::String(text) => match text.strip_prefix(REFERENCE).map(|id| ids.get(id)) {
            None => true,
            Some(None) => false,
            Some(Some(id)) => {
                *text = id.clone();
                true
            }
        },
        Value::Array(entries) => entries.iter_mut().all(|entry| replace(entry, ids)),
        Value::Object(parts) => parts.values_mut().all(|part| replace(part, ids)),
        _ => true,
    }
}

fn get<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bulk(operations: Value) -> Result<Bulk, ScimFault> {
        read(json!({"operations": operations}).as_object().unwrap())
    }

    #[test]
    fn what_refers_to_a_later_operation_waits_for_it_and_circles_are_left_out() {
        let made = bulk(json!([
            {"method": "post", "path": "/Groups", "bulkId": "g", "data": {"members": [{"value": "bulkId:u"}]}},
            {"method": "POST", "path": "/Users", "bulkId": "u", "data": {"userName": "a"}},
            {"method": "POST", "path": "/Groups", "bulkId": "x", "data": {"members": [{"value": "bulkId:y"}]}},
            {"method": "POST", "path": "/Groups", "bulkId": "y", "data": {"members": [{"value": "bulkId:x"}]}},
            {"method": "DELETE", "path": "/Users/bulkId:u"},
            {"method": "PATCH", "path": "/Users/bulkId:nobody"},
        ]))
        .unwrap();
        assert_eq!(order(&made.operations), [1, 4, 0]);
        let ids = HashMap::from([("u".to_owned(), "7".to_owned())]);
        assert_eq!(
            substitute(&made.operations[0], &ids).unwrap().data,
            Some(json!({"members": [{"value": "7"}]}))
        );
        assert_eq!(substitute(&made.operations[4], &ids).unwrap().path, "/Users/7");
        assert!(substitute(&made.operations[2], &ids).is_none());
    }

    #[test]
    fn what_is_no_bulk_request_is_refused() {
        for operations in [
            json!([]),
            json!("x"),
            json!([1]),
            json!([{"method": "GET", "path": "/Users"}]),
            json!([{"method": "POST", "path": "/Users"}]),
            json!([{"method": "DELETE"}]),
        ] {
            assert!(bulk(operations.clone()).is_err(), "{operations}");
        }
        let body = json!({"Operations": [{"method": "DELETE", "path": "/Users/1"}], "failOnErrors": 0});
        assert!(read(body.as_object().unwrap()).is_err());
    }
}
