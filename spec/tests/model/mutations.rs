//! Whatever is broken in a specification, reading it doesn't panic.

use burgrave_spec::model::Api;
use proptest::prelude::*;
use serde_json::{Value, json};

fn contract() -> Value {
    let document =
        burgrave_spec::load(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the contract loads");
    burgrave_spec::bundle(&document)
}

/// All places in a value.
fn places(value: &Value, here: String, all: &mut Vec<String>) {
    all.push(here.clone());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, format!("{here}/{index}"), all);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                places(item, format!("{here}/{}", key.replace('~', "~0").replace('/', "~1")), all);
            }
        }
        _ => {}
    }
}

/// What a place may be overwritten with.
fn junk() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("string"),
        json!("é\u{0}\"\\"),
        json!([]),
        json!({}),
        json!([null, 5, "a"]),
        json!({"$ref": "#/components/schemas/Group"}),
        json!({"$ref": "#"}),
        json!({"$ref": "#/paths"}),
        json!({"allOf": [{"$ref": "#/components/schemas/Group"}, {"type": "object", "properties": {"x": {}}}]}),
        json!({"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Group"}]}),
        json!({"type": "string", "enum": ["", "Self", "self", "*", "-"]}),
        json!({"type": "array", "items": {"$ref": "#/components/schemas/ApiMessage"}}),
        json!({"type": "integer", "minimum": 1e300, "maximum": -1e300, "multipleOf": 1e-300}),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_mutated_contract_gives_a_model_or_faults(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..6)) {
        let mut bundle = contract();
        for (place, value) in changes {
            let mut all = vec![];
            places(&bundle, String::new(), &mut all);
            let place = place.get(&all).clone();
            if let Some(target) = bundle.pointer_mut(&place) {
                *target = value.get(&junk()).clone();
            }
        }
        if let Ok(api) = Api::from_bundle(&bundle) {
            let _ = burgrave_spec::emit::server(&api);
        }
    }
}

#[test]
fn junk_of_any_kind_is_no_panic() {
    for value in junk() {
        let _ = Api::from_bundle(&value);
    }
    let mut deep = json!({"type": "string"});
    for _ in 0..200 {
        deep = json!({"type": "array", "items": deep});
    }
    let bundle = json!({"paths": {}, "components": {"schemas": {"Deep": deep}}});
    let faults = Api::from_bundle(&bundle).expect_err("too deep");
    assert!(faults[0].problem.contains("too deeply"));
}
