//! The steps of decoding are linear in its input, and the size of its faults is bounded.

use std::fmt::Write as _;

use http::HeaderMap;
use serde_json::Value;

use crate::decode::{
    Choice, Decode, Faults, MAX_DETAIL, MAX_FAULTS, MAX_FIELD, MAX_PAIRS, Object, Parameters, Rule,
    form_body, json_body, rule,
};

/// How much more than linear the steps may grow, for what each request costs anyhow.
const SLACK: f64 = 1.25;

/// An object with free keys, lists of unique items, and alternatives.
#[derive(Debug)]
#[allow(dead_code, reason = "the test looks at the steps")]
enum Nested {
    Number(i64),
    Text(String),
    Many(Vec<Nested>),
}

impl Decode for Nested {
    fn decode(value: Value, faults: &mut Faults) -> Option<Self> {
        Choice::of(value)
            .or(faults, |value, faults| rule::int64().read(value, faults).map(Self::Number))
            .or(faults, |value, faults| rule::text().read(value, faults).map(Self::Text))
            .or(faults, |value, faults| rule::list(rule::of::<Nested>()).read(value, faults).map(Self::Many))
            .done(faults)
    }
}

#[derive(Debug)]
struct Named;

impl Decode for Named {
    fn decode(value: Value, faults: &mut Faults) -> Option<Self> {
        let mut object = Object::open(value, faults)?;
        let name = object.required("name", &rule::text(), faults);
        object.finish(&["name", "size"], faults);
        name.map(|_| Self)
    }
}

fn query(text: &str) -> Faults {
    let (headers, mut faults) = (HeaderMap::new(), Faults::new());
    let mut given = Parameters::new([], text, &headers, &mut faults);
    given.only(&["a", "b"], &mut faults);
    given.query("a").exploded().list(&rule::list(rule::int64()).unique(), &mut faults);
    given.query("b").optional(&rule::boolean(), &mut faults);
    faults
}

fn form(text: &str) -> Faults {
    let mut faults = Faults::new();
    form_body(text.as_bytes(), &rule::map(rule::list(rule::number()).unique()), &mut faults);
    faults
}

fn json<R: Rule>(text: &str, rule: &R) -> Faults {
    let mut faults = Faults::new();
    let _ = json_body(text.as_bytes(), rule, &mut faults);
    faults
}

fn joined(count: usize, by: &str, one: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0..count {
        let _ = write!(text, "{}{by}", one(number));
    }
    text.truncate(text.len() - by.len());
    text
}

type Input = Box<dyn Fn(usize) -> Faults>;

/// Inputs of a length that grows with the number.
fn inputs() -> Vec<(&'static str, Input)> {
    let of = |input: fn(usize) -> Faults| -> Input { Box::new(input) };
    vec![
        ("unknown names", of(|count| query(&joined(count, "&", |number| format!("n{number}"))))),
        ("one unknown name", of(|count| query(&joined(count, "&", |_| "z=1".into())))),
        ("one name, many values", of(|count| query(&joined(count, "&", |number| format!("a={number}"))))),
        ("one value", of(|count| query(&joined(count, "&", |_| "b=true".into())))),
        ("no text", of(|count| query(&joined(count, "&", |_| "%FF=1".into())))),
        ("a long name", of(|count| query(&"n".repeat(10 * count)))),
        ("fields", of(|count| form(&joined(count, "&", |number| format!("n{number}=1"))))),
        ("one field", of(|count| form(&joined(count, "&", |number| format!("n={number}"))))),
        ("empty fields", of(|count| form(&"&".repeat(count)))),
        (
            "a list of faults",
            of(|count| {
                json(&format!("[{}]", joined(count, ",", |_| "\"x\"".into())), &rule::list(rule::int64()))
            }),
        ),
        (
            "a list of the same",
            of(|count| {
                let text = format!("[{}]", joined(count, ",", |_| r#"{"a": [1, {"b": 2}]}"#.into()));
                json(&text, &rule::list(rule::any()).unique())
            }),
        ),
        (
            "free keys",
            of(|count| {
                let text = format!("{{{}}}", joined(count, ",", |number| format!("\"n{number}\": true")));
                json(&text, &rule::map(rule::int64()))
            }),
        ),
        (
            "unknown members",
            of(|count| {
                let text = format!("{{{}}}", joined(count, ",", |number| format!("\"n{number}\": true")));
                json(&text, &rule::of::<Named>())
            }),
        ),
        (
            "alternatives",
            of(|count| {
                let text = format!("[{}]", joined(count, ",", |_| "[1, \"x\", [2]]".into()));
                json(&text, &rule::list(rule::of::<Nested>()))
            }),
        ),
        (
            "U+0000",
            of(|count| json(&format!("[{}]", joined(count, ",", |_| "\"\\u0000\"".into())), &rule::any())),
        ),
    ]
}

#[test]
fn the_steps_grow_with_the_input_and_not_faster() {
    for (name, input) in inputs() {
        // Below and above the bound on pairs.
        for count in [100, MAX_PAIRS] {
            let steps = [1, 2, 4].map(|times| input(count * times).steps() as f64);
            assert!(steps[0] > 0.0, "{name}: nothing is counted");
            assert!(steps[1] <= 2.0 * SLACK * steps[0], "{name}: {steps:?}");
            assert!(steps[2] <= 4.0 * SLACK * steps[0], "{name}: {steps:?}");
        }
    }
}

#[test]
fn what_is_said_of_a_request_has_a_bound() {
    let long = "k".repeat(100_000);
    let all = [
        query(&joined(20_000, "&", |number| format!("n{number}"))),
        query(&format!("{long}=1")),
        form(&joined(20_000, "&", |number| format!("n{number}=x"))),
        json(
            &format!("{{\"{long}\": {{\"{long}\": [{}]}}}}", joined(200, ",", |_| "\"x\"".into())),
            &rule::map(rule::map(rule::list(rule::int64()))),
        ),
        json(&format!("{{\"{}\": 1}}", "\u{1}".to_owned()), &rule::map(rule::text())),
    ];
    for faults in all {
        assert!(faults.list().len() <= MAX_FAULTS);
        for fault in faults.list() {
            assert!(fault.field.len() <= MAX_FIELD && fault.detail.len() <= MAX_DETAIL, "{fault:?}");
        }
    }
}

#[test]
fn a_query_and_a_form_have_so_many_pairs_and_no_more() {
    let names = |count| joined(count, "&", |_| "b=true".into());
    assert!(query(&names(MAX_PAIRS)).is_empty());
    let faults = query(&names(MAX_PAIRS + 1));
    assert_eq!(super::lines(&faults), ["query: must have at most 1000 parameters"]);
    let faults = form(&joined(MAX_PAIRS + 1, "&", |number| format!("n{number}=1")));
    assert_eq!(super::lines(&faults), ["body: must have at most 1000 parameters"]);
}

#[test]
fn each_unknown_name_is_told_once_and_not_more_of_them_than_faults_are_listed() {
    let faults = query(&joined(900, "&", |number| format!("n{number}=1&n{number}=2")));
    assert_eq!(faults.list().len(), MAX_FAULTS);
    assert!(faults.count() <= MAX_FAULTS + 1);
    assert_eq!((&*faults.list()[0].field, &*faults.list()[99].field), ("query", "n98"));
}
