//! The suite itself: what it calls legal is legal, what it calls broken is broken, and each case that is
//! written runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{broken, sample};
use crate::harness::Case;
use crate::specification::{operations, resolve, validator};

#[apply(case)]
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
                // JSON Schema knows no rule against U+0000, and every validator has its own idea of an
                // address.
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
    assert!(number > 100, "only {number} broken values were derived from all bodies");
}

#[apply(case)]
async fn an_undeclared_property_of_an_answer_is_found() {
    let schema = |reference: &str| json!({"$ref": format!("#/components/schemas/{reference}")});
    let response = validator(&schema("ApiMessage"));
    assert!(response.is_valid(&json!({"message": "fine"})));
    assert!(!response.is_valid(&json!({"message": "fine", "more": 1})));
    assert!(!response.is_valid(&json!({"detail": "the message is missing"})));
    let list: Value = json!({"type": "array", "items": schema("ApiMessage")});
    assert!(!validator(&list).is_valid(&json!([{"message": "fine", "more": 1}])));
}

/// A file that no module names, or a module whose cases are not collected, would be passed over in silence.
#[apply(case)]
async fn every_case_that_is_written_is_registered() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    let mut written = BTreeMap::new();
    count_cases(&root.join("tests"), &mut written);
    let mut registered = BTreeMap::<PathBuf, usize>::new();
    for case in Case::all() {
        *registered.entry(root.join(case.file).canonicalize().unwrap()).or_default() += 1;
    }
    assert_eq!(registered, written, "left: registered cases of each file; right: `#[apply(case)]` in it");
}

/// How often each file has the attribute.
fn count_cases(folder: &Path, written: &mut BTreeMap<PathBuf, usize>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            count_cases(&path, written);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let number = text.lines().filter(|line| line.trim() == "#[apply(case)]").count();
            if number > 0 {
                written.insert(path, number);
            }
        }
    }
}
