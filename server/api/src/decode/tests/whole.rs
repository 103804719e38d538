//! Lists, maps, enums and unions.

use serde_json::Value;

use super::{read, refusal};
use crate::Field;
use crate::decode::{Choice, Decode, Faults, MAX_FAULTS, Object, Rule, choose_tag, choose_word, rule};

#[test]
fn lists_keep_their_bounds_and_name_the_item() {
    let names = rule::list(rule::text().at_least(1)).at_least(1).at_most(2);
    assert_eq!(read(&names, r#"["a"]"#), Ok(vec!["a".into()]));
    assert_eq!(refusal(&names, "[]"), "must hold at least 1 item; it has 0");
    assert_eq!(refusal(&names, r#"["a", 5, ""]"#), "must hold at most 2 items; it has 3");
    assert_eq!(
        read(&names, r#"["", 5]"#),
        Err(vec!["[0]: must not be empty".into(), "[1]: must be text; it is a number".into()])
    );
    assert_eq!(refusal(&names, "{}"), "must be a list; it is an object");
}

#[test]
fn unique_items_are_compared_as_json() {
    let unique = rule::list(rule::any()).unique();
    assert!(read(&unique, r#"[1, "1", true, null, [1], {"a": 1}]"#).is_ok());
    assert_eq!(refusal(&unique, "[1, 2, 1.0]"), "[2]: must differ from all others; item 0 is the same");
    assert!(refusal(&unique, r#"[{"a": 1, "b": [2.0]}, {"b": [2], "a": 1}]"#).starts_with("[1]: "));
}

#[test]
fn unique_identifiers_are_compared_in_any_spelling() {
    let bare = r#"["5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42", "urn:uuid:5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42"]"#;
    assert!(refusal(&rule::list(rule::or_null(rule::uuid())).unique(), bare).starts_with("[1]: must differ"));
    let ids = r#"["5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42", "5F0C8A6E-3D1B-4B6F-9C57-2A3E8F1D7B42"]"#;
    assert!(refusal(&rule::list(rule::uuid()).unique(), ids).starts_with("[1]: must differ"));
    assert!(read(&rule::list(rule::text()).unique(), ids).is_ok());
}

#[test]
fn maps_keep_their_bounds_and_name_the_key() {
    let limits = rule::map(rule::int64()).at_least(1).at_most(2);
    assert_eq!(read(&limits, r#"{"a": 1}"#).unwrap()["a"], 1);
    assert_eq!(refusal(&limits, "{}"), "must have at least 1 property; it has 0");
    assert_eq!(refusal(&limits, r#"{"a": 1, "b": 2, "c": 3}"#), "must have at most 2 properties; it has 3");
    assert_eq!(
        read(&limits, r#"{"a b": "x", "c": 1.5}"#).unwrap_err(),
        ["[\"a b\"]: must be a whole number; it is text", "c: must be a whole number"]
    );
}

#[test]
fn many_faults_are_counted_but_not_all_listed() {
    let mut faults = Faults::new();
    let items = Value::Array(vec![Value::Null; MAX_FAULTS + 50]);
    assert!(rule::list(rule::text()).read(items, &mut faults).is_none());
    assert_eq!((faults.list().len(), faults.count()), (MAX_FAULTS, MAX_FAULTS + 50));
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Size {
    Empty,
    Small,
}

impl Size {
    fn as_str(self) -> &'static str {
        match self {
            Size::Empty => "",
            Size::Small => "small",
        }
    }
}

impl Decode for Size {
    fn decode(value: Value, faults: &mut Faults) -> Option<Self> {
        choose_word(&value, &[Size::Empty, Size::Small], Size::as_str, faults)
    }
}

#[test]
fn enums_list_their_words() {
    assert_eq!(read(&rule::of::<Size>(), r#""""#), Ok(Size::Empty));
    assert_eq!(read(&rule::of::<Box<Size>>(), r#""small""#), Ok(Box::new(Size::Small)));
    assert_eq!(refusal(&rule::of::<Size>(), r#""big""#), "must be one of ``, `small`");
}

#[test]
fn tags_must_be_there_and_known() {
    let tag = |json: &str| {
        let mut faults = Faults::new();
        let value = serde_json::from_str(json).unwrap();
        choose_tag(&value, "kind", &["cat", "dog"], &mut faults).ok_or_else(|| super::lines(&faults))
    };
    assert_eq!(tag(r#"{"kind": "cat"}"#), Ok("cat".into()));
    assert_eq!(tag("{}"), Err(vec!["kind: is required".into()]));
    assert_eq!(tag(r#"{"kind": "cow"}"#), Err(vec!["kind: must be one of `cat`, `dog`".into()]));
    assert_eq!(tag(r#"{"kind": 5}"#), Err(vec!["kind: must be text; it is a number".into()]));
    assert_eq!(tag("[]"), Err(vec!["body: must be an object; it is a list".into()]));
}

/// Two alternatives that both hold the type itself, so that trying costs twice as much with each level.
#[derive(Debug)]
#[allow(dead_code, reason = "the test looks at what is refused")]
enum Nested {
    One(Vec<Nested>),
    Other(Vec<Nested>),
}

impl Decode for Nested {
    fn decode(value: Value, faults: &mut Faults) -> Option<Self> {
        Choice::of(value)
            .or(faults, |value, faults| rule::list(rule::of::<Nested>()).read(value, faults).map(Self::One))
            .or(faults, |value, faults| rule::list(rule::of::<Nested>()).read(value, faults).map(Self::Other))
            .done(faults)
    }
}

#[test]
fn alternatives_are_tried_in_order_within_a_bound() {
    assert!(matches!(read(&rule::of::<Nested>(), "[[], [[]]]"), Ok(Nested::One(_))));
    let deep = format!("{}5{}", "[".repeat(100), "]".repeat(100));
    assert!(refusal(&rule::of::<Nested>(), &deep).starts_with("must be one of 2 alternatives: "));
    let after = rule::list(rule::text());
    assert_eq!(refusal(&after, "[1]"), "[0]: must be text; it is a number");
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Kind;

impl Decode for Kind {
    fn decode(value: Value, faults: &mut Faults) -> Option<Self> {
        choose_word(&value, &[Kind], |_| "plain", faults)
    }

    fn empty_is_left_out() -> bool {
        true
    }
}

#[test]
fn an_empty_word_is_left_out_where_it_may_be_absent() {
    let mut faults = Faults::new();
    let sent = serde_json::json!({"kind": "", "other": "", "more": "", "must": ""});
    let mut object = Object::open(sent, &mut faults).unwrap();
    assert_eq!(object.or("kind", "plain".into(), &rule::of::<Kind>(), &mut faults), Some(Kind));
    assert_eq!(object.optional("other", &rule::of::<Kind>(), &mut faults), Some(None));
    assert_eq!(object.either("more", &rule::of::<Kind>(), &mut faults), Some(Field::Absent));
    assert!(faults.is_empty());
    assert_eq!(object.required("must", &rule::of::<Kind>(), &mut faults), None);
    assert_eq!(super::lines(&faults), ["must: must be `plain`"]);
}
