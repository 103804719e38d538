//! Holds one answer against the specification. Every answer of the suite passes through here.

use http::Method;
use serde_json::Value;

use super::{Operation, coverage, resolve, schema};
use crate::harness::Answer;

/// Panics with every fault of the answer, and records the operation and the status as reached.
#[track_caller]
pub fn answer(method: &Method, target: &str, answer: &Answer) {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let mut faults = headers_of_every_answer(answer);
    let asked = if method == Method::HEAD { &Method::GET } else { method };
    match Operation::find(asked, path) {
        Some(operation) => {
            faults.extend(of_operation(operation, method, answer));
            coverage::reached(operation.id, answer.status);
        }
        None => faults.extend(of_no_operation(method, path, answer)),
    }
    assert!(
        faults.is_empty(),
        "{method} {target} → {}: the answer breaks the specification:\n  {}\nbody: {}",
        answer.status,
        faults.join("\n  "),
        answer.text()
    );
}

fn headers_of_every_answer(answer: &Answer) -> Vec<String> {
    let mut faults = Vec::new();
    if answer.header("x-coder-build-version").is_none_or(str::is_empty) {
        faults.push("X-Coder-Build-Version is missing".to_owned());
    }
    if answer.header("x-coder-request-id").is_none_or(|id| uuid::Uuid::parse_str(id).is_err()) {
        faults.push("X-Coder-Request-Id is no UUID".to_owned());
    }
    if answer.header("x-content-type-options") != Some("nosniff") {
        faults.push("X-Content-Type-Options: nosniff is missing".to_owned());
    }
    faults
}

/// A path or method that the specification doesn't have: 404, 405 with the right `Allow`, or the answer to
/// OPTIONS.
fn of_no_operation(method: &Method, path: &str, answer: &Answer) -> Vec<String> {
    let allowed = allowed(path);
    let expected = match (allowed.is_empty(), method == Method::OPTIONS) {
        (true, _) => 404,
        (false, true) => 204,
        (false, false) => 405,
    };
    let mut faults = Vec::new();
    if answer.status != expected && answer.status != 400 && answer.status != 429 {
        faults.push(format!("the specification has nothing here: {expected} was expected"));
    }
    if answer.status == 204 || answer.status == 405 {
        let mut given: Vec<_> =
            answer.header("allow").unwrap_or_default().split(',').map(str::trim).collect();
        given.sort_unstable();
        if given != allowed {
            faults.push(format!("Allow is {given:?} and should be {allowed:?}"));
        }
        if answer.headers.get_all("allow").iter().count() != 1 {
            faults.push("Allow must be one line".to_owned());
        }
    }
    if answer.status >= 400 && method != Method::HEAD && answer.message().is_empty() {
        faults.push("an error has a message".to_owned());
    }
    faults
}

/// The methods that the specification has for a path, with those that follow from them, sorted.
pub fn allowed(path: &str) -> Vec<&'static str> {
    let mut methods: Vec<_> = Operation::at(path).iter().map(|operation| operation.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    if !methods.is_empty() {
        methods.push("OPTIONS");
    }
    methods.sort_unstable();
    methods
}

fn of_operation(operation: &Operation, method: &Method, answer: &Answer) -> Vec<String> {
    let declared = operation.answers.get(answer.status.to_string().as_str());
    let covered_by_default = answer.status >= 500 || answer.status == 408 || lacks_a_scope(answer);
    let declared = declared.or_else(|| operation.answers.get("default").filter(|_| covered_by_default));
    let Some(declared) = declared else {
        return vec![format!("{} doesn't document this status", operation.id)];
    };
    let mut faults = missing_headers(declared, answer);
    if operation.secured && answer.status == 401 && answer.header("www-authenticate").is_none() {
        faults.push("a 401 that a token could have helped has no WWW-Authenticate".to_owned());
    }
    if method == Method::HEAD {
        if !answer.body.is_empty() {
            faults.push("the answer to HEAD has a body".to_owned());
        }
        return faults;
    }
    faults.extend(body_faults(declared, answer));
    faults
}

/// Whether a token lacked a scope, which any operation may answer that takes sessions (RFC 6750 section 3.1).
fn lacks_a_scope(answer: &Answer) -> bool {
    let challenge = answer.header("www-authenticate").unwrap_or_default();
    answer.status == 403 && challenge.contains("error=\"insufficient_scope\"")
}

fn missing_headers(declared: &'static Value, answer: &Answer) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, header) in declared["headers"].as_object().into_iter().flatten() {
        let header = resolve(header);
        match answer.header(name) {
            None if header["required"] == true => {
                faults.push(format!("the required header {name} is missing"))
            }
            Some(value) if header["schema"]["type"] == "integer" && value.parse::<i64>().is_err() => {
                faults.push(format!("the header {name} is no integer: {value}"));
            }
            _ => {}
        }
    }
    faults
}

fn body_faults(declared: &'static Value, answer: &Answer) -> Vec<String> {
    let Some(content) = declared["content"].as_object() else {
        let empty = answer.body.is_empty() || answer.status == 101;
        return if empty { Vec::new() } else { vec!["a body came where none is documented".to_owned()] };
    };
    let given = answer.header("content-type").unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    // A browser that asks for a page is told of an error by one.
    if answer.status >= 400 && essence == "text/html" {
        return Vec::new();
    }
    let documented = |name: &str| name.split(';').next().unwrap_or_default().trim() == essence;
    let Some((_, media)) = content.iter().find(|(name, _)| documented(name)) else {
        return vec![format!(
            "Content-Type is \"{given}\", documented is {:?}",
            content.keys().collect::<Vec<_>>()
        )];
    };
    if essence != "application/json" && !essence.ends_with("+json") {
        return Vec::new();
    }
    let mut faults = Vec::new();
    if essence == "application/json" && given != "application/json; charset=utf-8" {
        faults.push(format!("Content-Type is \"{given}\" without its charset"));
    }
    if !answer.body.ends_with(b"\n") {
        faults.push("the body doesn't end with a newline".to_owned());
    }
    match serde_json::from_slice::<Value>(&answer.body) {
        Err(error) => faults.push(format!("the body is no JSON: {error}")),
        Ok(body) => {
            let validator = schema::validator(&media["schema"]);
            faults.extend(
                validator.iter_errors(&body).map(|error| format!("at {}: {error}", error.instance_path())),
            );
        }
    }
    faults
}
