//! Every operation, from words on a command line to its request.

use std::collections::BTreeSet;
use std::path::Path;

use clap::{ArgMatches, Command};
use serde_json::Value as Json;

use super::request;
use crate::table::{BodyKind, Input, List, NOUNS, Noun, Operation, Place, Value};
use crate::tree::whole;

const SECRET: &str = "a-secret-of-the-file";

/// A value that fits.
fn example(input: &Input) -> String {
    match input.value {
        Value::Boolean => "true".to_owned(),
        Value::Integer(least, most) => least.or(most).unwrap_or(7).to_string(),
        Value::Number => "1.5".to_owned(),
        Value::Choice(words) => words[0].to_owned(),
        Value::Json => r#"{"a": ["b"]}"#.to_owned(),
        Value::Text => format!("a {} & more", input.hint.to_lowercase()),
    }
}

/// A command line with a value for every input of the operation.
fn words(noun: &Noun, operation: &Operation, secret: &Path) -> Vec<String> {
    let mut words = vec!["burgrave".to_owned(), noun.name.to_owned(), operation.verb.to_owned()];
    for input in operation.inputs {
        let value = if input.secret { secret.display().to_string() } else { example(input) };
        match input.place {
            Place::Path => words.push(value),
            _ => words.push(format!("--{}={value}", input.flag)),
        }
    }
    if let Some(body) = &operation.body {
        match body.kind {
            BodyKind::Bytes => words.extend(["--file".to_owned(), secret.display().to_string()]),
            _ => words.extend(["--body".to_owned(), r#"{"more": null}"#.to_owned()]),
        }
    }
    words
}

fn parsed(tree: &Command, words: &[String]) -> ArgMatches {
    tree.clone().try_get_matches_from(words).unwrap_or_else(|error| panic!("{words:?}: {error}"))
}

fn every_operation(mut look: impl FnMut(&'static Noun, &'static Operation)) {
    for noun in NOUNS {
        noun.operations.iter().for_each(|operation| look(noun, operation));
    }
}

#[test]
fn every_command_sends_what_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, format!("{SECRET}\n")).unwrap();
    let tree = whole(Command::new("burgrave"));
    let mut operations = 0;
    every_operation(|noun, operation| {
        operations += 1;
        let matches = parsed(&tree, &words(noun, operation, &secret));
        let flags = matches.subcommand().unwrap().1.subcommand().unwrap().1;
        let request = request::of(operation, flags).unwrap_or_else(|failure| panic!("{failure:?}"));
        assert_eq!(request.method.as_str(), operation.method);
        assert!(!request.path.contains(['{', '}', ' ']), "{}: {}", operation.id, request.path);
        for input in operation.inputs {
            let expected = if input.secret { SECRET.to_owned() } else { example(input) };
            match input.place {
                Place::Query => {
                    assert_eq!(
                        request.query(input.name).map(text),
                        Some(text(&expected)),
                        "{}",
                        operation.id
                    );
                }
                Place::Header => assert_eq!(request.headers[input.name], expected, "{}", operation.id),
                Place::Path | Place::Body => {}
            }
        }
        if operation.body.as_ref().is_some_and(|body| body.kind == BodyKind::Json) {
            let body: Json = serde_json::from_slice(request.body.as_ref().unwrap()).unwrap();
            assert_eq!(body["more"], Json::Null, "{}", operation.id);
            operation.inputs_in(Place::Body).for_each(|input| holds(operation, input, &body));
        }
    });
    assert!(operations > 250, "the specification has hundreds: {operations}");
}

/// JSON in a query may be written anew.
fn text(value: &str) -> String {
    value.replace(' ', "")
}

/// The field is there, as what the specification says.
fn holds(operation: &Operation, input: &Input, body: &Json) {
    let field = &body[input.name];
    let value = if input.list == List::One { field } else { &field[0] };
    let fits = match input.value {
        Value::Boolean => value.is_boolean(),
        Value::Integer(..) => value.is_i64(),
        Value::Number => value.is_f64(),
        Value::Json => value.is_object(),
        Value::Text | Value::Choice(_) if input.secret => value == SECRET,
        Value::Text | Value::Choice(_) => *value == example(input),
    };
    assert!(fits, "{} sends {}: {field}", operation.id, input.name);
}

#[test]
fn every_command_has_its_own_words() {
    let mut nouns = BTreeSet::new();
    for noun in NOUNS {
        assert!(nouns.insert(noun.name), "{} is there twice", noun.name);
        let mut verbs = BTreeSet::new();
        for operation in noun.operations {
            assert!(verbs.insert(operation.verb), "{} {} is there twice", noun.name, operation.verb);
            assert!(operation.verb != "help" && !operation.verb.starts_with('-'), "{}", operation.verb);
        }
    }
    let verb = |noun: &str, id: &str| {
        let noun = NOUNS.iter().find(|one| one.name == noun).unwrap();
        noun.operations.iter().find(|one| one.id == id).unwrap().verb
    };
    assert_eq!(verb("groups", "listGroupMembers"), "list-members");
    assert_eq!(verb("oauth2-apps", "createOauth2AppSecret"), "create-secret");
    assert_eq!(verb("workspace-proxies", "getWorkspaceProxy"), "get");
}

#[test]
fn what_is_needed_is_asked_for() {
    let tree = whole(Command::new("burgrave"));
    every_operation(|noun, operation| {
        let needs = operation.inputs.iter().any(|input| input.required)
            || operation.body.as_ref().is_some_and(|body| body.required && body.kind == BodyKind::Bytes);
        let bare = ["burgrave", noun.name, operation.verb];
        let refused = tree.clone().try_get_matches_from(bare).is_err();
        let only_body = operation.body.as_ref().is_some_and(|body| body.required)
            && operation.inputs_in(Place::Body).next().is_none();
        assert_eq!(refused, needs || only_body, "{}", operation.id);
    });
}
