//! Malformed parameters are 400, and the answer names exactly those that are malformed.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::broken;
use super::proxy;
use super::sample::{self, Values};
use crate::harness::Engine;
use crate::specification::{Operation, Parameter, Place, operations};

#[apply(case)]
async fn each_rule_of_each_parameter_holds(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for operation in operations() {
        for parameter in &operation.parameters {
            for (rule, text) in broken::texts(parameter.schema) {
                let Some(value) = written(parameter, &text) else { continue };
                let values = Values::from([(parameter.name, value)]);
                let answer = sample::call(owner, operation, &values).send().await;
                let what =
                    format!("{} with {rule} of {} broken: {}", operation.id, parameter.name, answer.text());
                if names_an_object(parameter) && answer.status == 404 {
                    continue;
                }
                assert_eq!(answer.status, 400, "{what}");
                assert_eq!(roots(&answer.faulty_fields()), [parameter.name], "{what}");
            }
        }
    }
}

#[apply(case)]
async fn all_malformed_parameters_of_a_call_are_named_together(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for operation in operations() {
        let judged = operation.parameters.iter().filter(|parameter| !names_an_object(parameter));
        let values: Values = judged.filter_map(any_wrong).collect();
        if values.is_empty() {
            continue;
        }
        let answer = sample::call(owner, operation, &values).send().await;
        if answer.status == 404 && operation.parameters.iter().any(names_an_object) {
            continue;
        }
        let answer = answer.expect(400);
        let expected: Vec<&str> = values.keys().copied().collect();
        assert_eq!(roots(&answer.faulty_fields()), expected, "{}: {}", operation.id, answer.text());
        if values.keys().all(|name| place(operation, name) == Place::Query) {
            // Clients look for these words.
            let words = "Query parameters have invalid values.";
            assert!(answer.message().starts_with(words), "{}: {}", operation.id, answer.text());
        }
    }
}

#[apply(case)]
async fn copies_of_a_query_parameter_count_as_one_and_two_values_are_refused(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for operation in operations() {
        // A list may come as several parameters as well as in one.
        for parameter in operation.in_place(Place::Query).filter(|one| one.schema["type"] != "array") {
            let mut call = sample::call(owner, operation, &Values::new());
            let mark = if call.target.contains('?') { '&' } else { '?' };
            let (name, text) = (parameter.name, sample::text(parameter));
            let value = utf8_percent_encode(&text, NON_ALPHANUMERIC);
            let mut equal = call.clone();
            equal.target.push_str(&format!("{mark}{name}={value}&{name}={value}"));
            let answer = equal.send().await;
            if answer.status == 400 {
                assert!(!answer.text().contains("given once"), "{}: {}", operation.id, answer.text());
            }
            call.target.push_str(&format!("{mark}{name}={value}&{name}={value}x"));
            let answer = call.send().await.expect(400);
            assert_eq!(roots(&answer.faulty_fields()), [name], "{}: {}", operation.id, answer.text());
        }
    }
}

#[apply(case)]
async fn an_unknown_query_parameter_is_refused_only_where_the_operation_is_strict(engine: Engine) {
    let server = proxy::started(engine).await;
    let owner = server.owner().await;
    for operation in operations().iter().filter(|operation| operation.method == http::Method::GET) {
        let mut call = sample::call(owner, operation, &Values::new());
        let without = call.clone().send().await.status;
        let mark = if call.target.contains('?') { '&' } else { '?' };
        call.target.push_str(&format!("{mark}no_such_parameter=1"));
        let answer = call.send().await;
        if operation.extension("x-strict-query").is_some() {
            assert_eq!(answer.status, 400, "{}", operation.id);
            assert_eq!(answer.faulty_fields(), ["no_such_parameter"], "{}", operation.id);
        } else {
            assert_eq!(answer.status, without, "{}", operation.id);
        }
    }
}

/// Whether what the parameter names is looked for before anything is judged: a name that nothing can have is
/// not found.
fn names_an_object(parameter: &Parameter) -> bool {
    parameter.place == Place::Path && parameter.object.is_some()
}

/// Bytes of a target that HTTP carries here, with room for the rest of it.
const LONGEST_TARGET: usize = 60_000;

/// The first way in which a parameter can be invalid at its place.
fn any_wrong(parameter: &Parameter) -> Option<(&'static str, String)> {
    let mut texts = broken::texts(parameter.schema);
    texts.reverse();
    texts.into_iter().find_map(|(_, text)| written(parameter, &text)).map(|value| (parameter.name, value))
}

/// The text as it is written at the parameter's place; `None` if it can't be there (an empty segment is
/// another path, an empty query value counts as absent, a header carries no NUL).
fn written(parameter: &Parameter, text: &str) -> Option<String> {
    if text.is_empty() || (parameter.place == Place::Header && text.contains('\u{0}')) {
        return None;
    }
    match parameter.place {
        Place::Header => Some(text.to_owned()),
        // What a cookie may hold is told where it is used.
        Place::Cookie => None,
        Place::Path | Place::Query => {
            let value = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            (value.len() < LONGEST_TARGET).then_some(value)
        }
    }
}

fn place(operation: &Operation, name: &str) -> Place {
    operation
        .parameters
        .iter()
        .find(|parameter| parameter.name == name)
        .expect("it was taken from there")
        .place
}

/// Field names without what follows the first `[` or `.`, each once.
pub fn roots(fields: &[String]) -> Vec<&str> {
    let mut roots: Vec<_> =
        fields.iter().map(|field| field.split(['[', '.']).next().unwrap_or_default()).collect();
    roots.sort_unstable();
    roots.dedup();
    roots
}
