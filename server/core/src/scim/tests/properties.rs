//! Properties for all inputs.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::scim::document;
use crate::scim::patch::{apply, path, read};
use crate::scim::schema::{GROUPS, USERS};

/// Anything that JSON can say, with names that lead somewhere now and then.
fn anything() -> impl Strategy<Value = Value> {
    let names = "(userName|active|emails|members|value|type|primary|name|displayName|op|path|Operations|x)";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i8>().prop_map(Value::from),
        "(add|replace|Remove|emails\\[type eq \"w\"\\].value|members|name.givenName|True|a@b.c|)"
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(names, inner, 0..5).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn no_body_makes_reading_panic_and_what_is_read_stays_itself(sent in anything()) {
        if let Value::Object(sent) = sent {
            for kind in [&USERS, &GROUPS] {
                if let Ok(kept) = document::attributes(kind, sent.clone()) {
                    prop_assert_eq!(document::attributes(kind, kept.clone()).unwrap(), kept);
                }
            }
        }
    }

    #[test]
    fn no_patch_panics_and_a_result_is_a_complete_document(value in anything(), operation in "(add|replace|remove)", at in "(|emails|members|name|active|emails\\[value pr\\]|emails.type)") {
        let body = json!({"Operations": [{"op": operation, "path": at, "value": value}]});
        let operations = read(body.as_object().unwrap()).unwrap().unwrap();
        let before = json!({"userName": "a", "displayName": "a", "emails": [{"value": "a@b.c"}], "members": [{"value": "1"}]});
        for kind in [&USERS, &GROUPS] {
            let mut document = document::attributes(kind, before.as_object().unwrap().clone()).unwrap();
            if apply(kind, &mut document, &operations).is_ok() {
                prop_assert!(document::complete(kind, &document).is_ok());
                prop_assert_eq!(document::attributes(kind, document.clone()).unwrap(), document);
            }
        }
    }

    #[test]
    fn no_path_panics(text in "[a-z\"\\\\()\\[\\]. :$\u{e9}]{0,40}", list in "(emails|members|urn:ietf:params:scim:schemas:core:2.0:User:emails|)") {
        let _ = path(&text, &USERS);
        let _ = path(&format!("{list}[{text}"), &USERS);
    }
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    for open in ["(", "not (", "a[", "((a pr) and "] {
        let text = open.repeat(8 * 1024 / open.len());
        assert!(crate::scim::filter::parse(&text).is_err(), "{open}");
        assert!(path(&format!("emails[{text}"), &USERS).is_err(), "{open}");
    }
}
