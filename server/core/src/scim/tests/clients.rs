//! How particular clients write their PATCHes.

use super::patched;
use crate::scim::schema::{GROUPS, USERS};
use serde_json::json;

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

#[test]
fn entra_writes_capitals_flags_as_texts_and_paths_as_names() {
    let before = json!({"userName": "a", "emails": [{"value": "a@b.c"}]});
    let after = patched(
        &USERS,
        &before,
        &json!([
            {"op": "Replace", "path": "active", "value": "False"},
            {"op": "Add", "path": "emails[type eq \"work\"].value", "value": "w@b.c"},
            {"op": "Add", "path": "roles[primary eq \"True\"].value", "value": "cook"},
            {"op": "Add", "path": format!("{ENTERPRISE}:manager"), "value": "m1"},
            {"op": "replace", "value": {
                "name.givenName": "Amira", "displayName": "Ami", format!("{ENTERPRISE}:employeeNumber"): "7",
                "phoneNumbers[type eq \"mobile\"].value": "555",
            }},
        ]),
    );
    let expected = json!({
        "userName": "a", "active": false, "emails": [{"value": "a@b.c"}, {"type": "work", "value": "w@b.c"}],
        "roles": [{"primary": true, "value": "cook"}], "name": {"givenName": "Amira"}, "displayName": "Ami",
        "phoneNumbers": [{"type": "mobile", "value": "555"}],
        ENTERPRISE: {"manager": {"value": "m1"}, "employeeNumber": "7"},
    });
    assert_eq!(after, Ok(expected));
}

#[test]
fn members_are_removed_as_entra_okta_and_authentik_ask_for_it() {
    let before = json!({"displayName": "g", "members": [{"value": "1"}, {"value": "2", "display": "Two"}, {"value": "3"}]});
    for operation in [
        json!({"op": "Remove", "path": "members", "value": [{"$ref": null, "value": "2"}]}),
        json!({"op": "remove", "path": "members[value eq \"2\"]"}),
        json!({"op": "remove", "path": "members", "value": [{"value": "2"}]}),
    ] {
        let after = patched(&GROUPS, &before, &json!([operation])).unwrap();
        assert_eq!(after["members"], json!([{"value": "1"}, {"value": "3"}]), "{operation}");
    }
    for operation in [
        json!({"op": "remove", "path": "members"}),
        json!({"op": "remove", "path": "members", "value": null}),
    ] {
        let none = patched(&GROUPS, &before, &json!([operation])).unwrap();
        assert_eq!(none, json!({"displayName": "g"}), "{operation}");
    }
}

#[test]
fn a_value_that_names_nobody_removes_nobody() {
    let before = json!({"displayName": "g", "members": [{"value": "1"}, {"value": "2"}]});
    for value in [
        json!([]),
        json!([{}]),
        json!({}),
        json!([{"value": null}]),
        json!({"value": null}),
        json!([null]),
        json!([{"value": "9"}]),
    ] {
        let operation = json!({"op": "remove", "path": "members", "value": value});
        assert_eq!(patched(&GROUPS, &before, &json!([operation])), Ok(before.clone()), "{value}");
    }
    let person = json!({"userName": "a", "emails": [{"value": "a@b.c"}], "roles": [{"value": "cook"}]});
    for path in ["emails", "roles"] {
        let operation = json!({"op": "remove", "path": path, "value": []});
        assert_eq!(patched(&USERS, &person, &json!([operation])), Ok(person.clone()), "{path}");
    }
}

#[test]
fn an_address_goes_with_its_value() {
    let before = json!({"userName": "a", "emails": [{"type": "work", "value": "w@b.c"}, {"type": "home", "value": "h@b.c"}]});
    let after =
        patched(&USERS, &before, &json!([{"op": "Remove", "path": "emails[type eq \"work\"].value"}]));
    assert_eq!(after, Ok(json!({"userName": "a", "emails": [{"type": "home", "value": "h@b.c"}]})));
    let last = json!({"userName": "a", "emails": [{"type": "work", "value": "w@b.c"}]});
    let refused =
        patched(&USERS, &last, &json!([{"op": "Remove", "path": "emails[type eq \"work\"].value"}]));
    assert!(refused.is_err(), "an account has an address");
}

#[test]
fn okta_renames_a_group_with_its_id_in_the_value() {
    let operations = json!([{"op": "replace", "value": {"id": "9", "displayName": "new"}}]);
    assert_eq!(
        patched(&GROUPS, &json!({"displayName": "old"}), &operations),
        Ok(json!({"displayName": "new"}))
    );
}
