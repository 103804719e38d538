use burgrave_core::scim::filter::{MAX_LENGTH, Unknown, matches, parse, resolve};
use burgrave_core::scim::schema::{GROUPS, USERS};
use serde_json::{Map, Value, json};

/// SCIM filters: what is longer or deeper than it may be is refused, and what is understood tells of every
/// resource whether it matches, and of its opposite the opposite.
pub fn filter(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(expression) = parse(text) else { return };
    assert!(text.len() <= MAX_LENGTH);
    let opposite = parse(&format!("not ({text})"));
    for (kind, other) in [(&USERS, &GROUPS), (&GROUPS, &USERS)] {
        let strict = resolve(&expression, kind, Unknown::Refuse);
        let lenient = resolve(&expression, kind, Unknown::MayBeOf(other));
        if let Ok(filter) = &strict {
            assert_eq!(lenient.as_ref(), Ok(filter), "what has all its names needs no leniency");
        }
        let Ok(filter) = lenient else { continue };
        for resource in [resource(), Map::new()] {
            let found = matches(&filter, &resource);
            // One level deeper may be one too many.
            let Ok(opposite) = &opposite else { continue };
            let not = resolve(opposite, kind, Unknown::MayBeOf(other)).expect("the names are the same");
            assert_ne!(matches(&not, &resource), found, "{text}");
        }
    }
}

fn resource() -> Map<String, Value> {
    let value = json!({
        "id": "1", "userName": "a", "displayName": "b", "active": true, "title": "",
        "emails": [{"value": "a@b.c", "type": "work", "primary": true}, {"value": "d"}],
        "members": [{"value": "1"}], "name": {"familyName": "x"}, "meta": {"created": "2026-03-02T08:30:00Z"},
    });
    value.as_object().cloned().unwrap_or_default()
}
