//! The suite's own values: what it calls legal is legal, and what it calls broken is broken.

use serde_json::{Value, json};

use super::{broken, sample};
use crate::specification::{operations, resolve, validator};

async fn examples_are_legal_and_broken_values_are_not() {
    let mut number = 0;
    for operation in operations() {
        let Some(body) = &operation.body else { continue };
        let example = sample::example(body.schema);
        let faults: Vec<_> =
            validator(body.schema).iter_errors(&example).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{}: the example breaks its schema: {faults:?}", operation.id);
        for (name, schema) in resolve(body.schema)["properties"].as_object().into_iter().flatten() {
            for broken in broken::json_values(schema) {
                let mut value = example.clone();
                value[name] = broken.value;
                // JSON Schema knows no rule against U+0000, and every validator has its own idea of an address.
                let known = !matches!(broken.rule, "U+0000");
                assert!(
                    !known || !validator(body.schema).is_valid(&value),
                    "{}: {} of {name} isn't broken by {}",
                    operation.id,
                    broken.rule,
                    value[name]
                );
                number += 1;
            }
        }
    }
    assert!(number > 100, "only {number} broken values came of all bodies");
}

async fn an_undeclared_property_of_an_answer_is_found() {
    let schema = |reference: &str| json!({"$ref": format!("#/components/schemas/{reference}")});
    let response = validator(&schema("Response"));
    assert!(response.is_valid(&json!({"message": "fine"})));
    assert!(!response.is_valid(&json!({"message": "fine", "more": 1})));
    assert!(!response.is_valid(&json!({"detail": "the message is missing"})));
    let list: Value = json!({"type": "array", "items": schema("Response")});
    assert!(!validator(&list).is_valid(&json!([{"message": "fine", "more": 1}])));
}

cases_once![examples_are_legal_and_broken_values_are_not, an_undeclared_property_of_an_answer_is_found];
