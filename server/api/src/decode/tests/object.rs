//! Objects: presence, unknown properties, nesting.

use serde_json::{Value, json};

use super::{read, refusal};
use crate::decode::{Decode, Faults, Object, rule};
use crate::field::Field;

#[derive(Debug, PartialEq)]
struct Change {
    name: String,
    note: Option<String>,
    size: Option<i64>,
    users: Field<Vec<String>>,
    limit: i64,
}

impl Decode for Change {
    fn decode(value: Value, faults: &mut Faults) -> Option<Self> {
        let mut object = Object::open(value, faults)?;
        let name = object.required("name", &rule::text().at_most(3), faults);
        let note = object.nullable("note", &rule::text(), faults);
        let size = object.optional("size", &rule::int64(), faults);
        let users = object.either("users", &rule::list(rule::text().at_least(1)), faults);
        let limit = object.or("limit", json!(25_i64), &rule::int64().at_most(30), faults);
        object.finish(&["name", "note", "size", "users", "limit"], faults);
        Some(Self { name: name?, note: note?, size: size?, users: users?, limit: limit? })
    }
}

#[test]
fn absent_null_and_value_are_told_apart_and_unknown_properties_are_ignored() {
    let change = read(&rule::of::<Change>(), r#"{"name": "a", "note": null, "more": {"x": [1]}}"#).unwrap();
    assert_eq!(change, Change { name: "a".into(), note: None, size: None, users: Field::Absent, limit: 25 });
    let change =
        read(&rule::of::<Change>(), r#"{"users": null, "limit": 5, "note": "n", "name": "b", "size": 1}"#)
            .unwrap();
    assert_eq!(
        change,
        Change { name: "b".into(), note: Some("n".into()), size: Some(1), users: Field::Null, limit: 5 }
    );
}

#[test]
fn all_faults_are_found_at_once() {
    let sent = r#"{"name": "long", "size": null, "users": ["a", "", 5], "limit": 31}"#;
    assert_eq!(
        read(&rule::of::<Change>(), sent).unwrap_err(),
        [
            "name: must be at most 3 characters long; it has 4",
            "note: is required; it may be null",
            "size: must be a whole number; null isn't allowed",
            "users[1]: must not be empty",
            "users[2]: must be text; it is a number",
            "limit: must be at most 30",
        ]
    );
    assert_eq!(read(&rule::of::<Change>(), r#"{"note": null}"#).unwrap_err(), ["name: is required"]);
    assert_eq!(refusal(&rule::of::<Change>(), "[]"), "must be an object; it is a list");
}

#[test]
fn inner_faults_carry_the_whole_path() {
    let outer = rule::map(rule::list(rule::of::<Change>()));
    assert_eq!(
        read(&outer, r#"{"groups": [{"name": "a", "note": null}, {"name": 5, "note": null}]}"#).unwrap_err(),
        ["groups[1].name: must be text; it is a number"]
    );
}

#[test]
fn further_properties_and_their_number_can_be_read() {
    let mut faults = Faults::new();
    let mut object = Object::open(json!({"a": 1, "b": 2, "c": 3}), &mut faults).unwrap();
    object.count(Some(1), Some(3), &mut faults);
    assert_eq!(object.required("b", &rule::int64(), &mut faults), Some(2));
    let rest = object.rest(&rule::int64(), &mut faults).unwrap();
    assert_eq!(rest.into_iter().collect::<Vec<_>>(), [("a".into(), 1), ("c".into(), 3)]);
    assert!(faults.is_empty());
}

#[test]
fn a_member_that_differs_in_letter_case_names_the_one_that_was_meant() {
    let refused = |json: &str| read(&rule::of::<Change>(), json).unwrap_err();
    assert_eq!(
        refused(r#"{"Name": "a", "note": null}"#),
        ["name: is sent as `Name`, which is unknown: write `name`"]
    );
    assert_eq!(
        refused(r#"{"name": "a", "note": null, "SIZE": 1, "Limit": 2, "other": 3}"#),
        [
            "limit: is sent as `Limit`, which is unknown: write `limit`",
            "size: is sent as `SIZE`, which is unknown: write `size`"
        ]
    );
}

#[test]
fn null_is_an_empty_list_or_map_where_it_may_be_empty() {
    assert_eq!(read(&rule::list(rule::int64()), "null"), Ok(vec![]));
    assert!(read(&rule::map(rule::list(rule::int64())), r#"{"a": null}"#).unwrap()["a"].is_empty());
    assert!(read(&rule::map(rule::int64()), "null").unwrap().is_empty());
    assert_eq!(refusal(&rule::list(rule::int64()).at_least(1), "null"), "must be a list; null isn't allowed");
    assert_eq!(
        refusal(&rule::map(rule::int64()).at_least(1), "null"),
        "must be an object; null isn't allowed"
    );
}
