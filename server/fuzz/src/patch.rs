use burgrave_core::scim::document;
use burgrave_core::scim::patch::{apply, path, read};
use burgrave_core::scim::schema::{GROUPS, USERS};
use serde_json::{Value, json};

/// SCIM's PATCH: the first line is a path, the rest a value. Whatever comes of it is a whole document that
/// reading doesn't change.
pub fn patch(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (written, value) = text.split_once('\n').unwrap_or((text, "null"));
    for kind in [&USERS, &GROUPS] {
        let _ = path(written, kind);
    }
    let Ok(value) = serde_json::from_str::<Value>(value) else { return };
    let before = json!({
        "userName": "a", "displayName": "b", "emails": [{"value": "a@b.c", "type": "work", "primary": true}],
        "members": [{"value": "1"}, {"value": "2"}], "name": {"familyName": "x"},
    });
    for op in ["add", "replace", "remove"] {
        let body = json!({"Operations": [{"op": op, "path": written, "value": value}]});
        let operations = body.as_object().and_then(|body| read(body).ok().flatten()).unwrap_or_default();
        for kind in [&USERS, &GROUPS] {
            let sent = before.as_object().cloned().unwrap_or_default();
            let mut document = document::attributes(kind, sent).expect("the document is one");
            if apply(kind, &mut document, &operations).is_ok() {
                assert!(document::complete(kind, &document).is_ok(), "{op} {text}");
                assert_eq!(document::attributes(kind, document.clone()), Ok(document), "{op} {text}");
            }
        }
    }
}
