//! No input makes decoding panic, and nothing is refused without a fault.

use http::HeaderMap;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::decode::{Faults, Parameters, Rule, form_body, json_body, rule};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| json!(number)),
        any::<u64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        ".*".prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            prop::collection::btree_map("[a-c]|.*", inner, 0..6)
                .prop_map(|all| Value::Object(all.into_iter().collect())),
        ]
    })
}

/// A value is read without a fault, or not read with at least one.
fn consistent<R: Rule>(rule: &R, value: &Value) -> Result<(), TestCaseError> {
    let mut faults = Faults::new();
    let read = rule.read(value.clone(), &mut faults);
    prop_assert_eq!(read.is_some(), faults.is_empty());
    prop_assert!(faults.list().iter().all(|fault| !fault.field.is_empty() && !fault.detail.is_empty()));
    rule.lift(value.clone());
    Ok(())
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(value in any_json()) {
        consistent(&rule::text().at_least(1).at_most(8), &value)?;
        consistent(&rule::int32().at_least(-5).multiple_of(3), &value)?;
        consistent(&rule::int64().multiple_of(-1), &value)?;
        consistent(&rule::number().above(0.5).multiple_of(0.1), &value)?;
        consistent(&rule::list(rule::or_null(rule::uuid())).unique(), &value)?;
        consistent(&rule::map(rule::list(rule::any()).unique().at_most(3)).at_most(2), &value)?;
        consistent(&rule::date_time(), &value)?;
        consistent(&rule::date(), &value)?;
        consistent(&rule::email(), &value)?;
        consistent(&rule::uri(), &value)?;
        consistent(&rule::base64(), &value)?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64), text in "\\PC*") {
        for body in [bytes.as_slice(), text.as_bytes()] {
            let mut faults = Faults::new();
            if let Ok(read) = json_body(body, &rule::any(), &mut faults) {
                prop_assert_eq!(read.is_some(), faults.is_empty());
            }
            let mut faults = Faults::new();
            let read = form_body(body, &rule::map(rule::list(rule::number())), &mut faults);
            prop_assert_eq!(read.is_some(), faults.is_empty());
        }
        let headers = HeaderMap::new();
        let mut faults = Faults::new();
        let mut given = Parameters::new([("a", bytes.as_slice())], &text, &headers, &mut faults);
        given.path("a").required(&rule::uuid(), &mut faults);
        given.only(&[], &mut faults);
        faults.message();
    }
}
