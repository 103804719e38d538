use super::patched;
use crate::scim::schema::USERS;
use serde_json::{Value, json};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn amira() -> Value {
    json!({
        "userName": "amira", "active": true, "name": {"familyName": "Haddad", "givenName": "Amira"},
        "emails": [
            {"value": "amira@example.com", "type": "work", "primary": true},
            {"value": "a@home.example", "type": "home"},
        ],
        ENTERPRISE: {"department": "Kitchen"},
    })
}

/// What one operation changes: the named member afterwards.
fn after(operation: Value, member: &str) -> Result<Value, &'static str> {
    patched(&USERS, &amira(), &json!([operation])).map(|document| document[member].clone())
}

#[test]
fn add_sets_values_appends_entries_and_merges_objects() {
    assert_eq!(after(json!({"op": "add", "path": "title", "value": "Cook"}), "title"), Ok(json!("Cook")));
    assert_eq!(
        after(json!({"op": "add", "path": "name", "value": {"middleName": "N."}}), "name"),
        Ok(json!({"familyName": "Haddad", "givenName": "Amira", "middleName": "N."}))
    );
    let more = json!({"op": "add", "path": "emails", "value": [{"value": "a@home.example", "type": "home"}, {"value": "new@example.com"}]});
    let emails = after(more, "emails").unwrap();
    assert_eq!(emails.as_array().unwrap().len(), 3, "what is there already isn't added again: {emails}");
    assert_eq!(
        after(json!({"op": "add", "value": {"nickName": "Ami", "emails": [{"value": "x@y.z"}]}}), "nickName"),
        Ok(json!("Ami"))
    );
}

#[test]
fn replace_sets_whole_lists_and_leaves_other_parts_of_objects() {
    assert_eq!(
        after(json!({"op": "replace", "path": "emails", "value": [{"value": "only@example.com"}]}), "emails"),
        Ok(json!([{"value": "only@example.com"}]))
    );
    assert_eq!(
        after(json!({"op": "replace", "value": {"name": {"givenName": "Amy"}}}), "name"),
        Ok(json!({"familyName": "Haddad", "givenName": "Amy"}))
    );
    assert_eq!(
        after(
            json!({"op": "replace", "path": "emails[type eq \"home\"].value", "value": "b@home.example"}),
            "emails"
        ),
        Ok(
            json!([{"value": "amira@example.com", "type": "work", "primary": true}, {"value": "b@home.example", "type": "home"}])
        )
    );
    assert_eq!(
        after(
            json!({"op": "replace", "path": "emails[type eq \"home\"]", "value": {"value": "c@d.e"}}),
            "emails"
        )
        .map(|all| all[1].clone()),
        Ok(json!({"value": "c@d.e"}))
    );
    assert_eq!(
        after(json!({"op": "replace", "path": "emails[type eq \"x\"].value", "value": "v"}), "emails"),
        Err("noTarget")
    );
    assert_eq!(
        after(json!({"op": "replace", "path": "title"}), "title"),
        Ok(Value::Null),
        "by nothing: removed"
    );
}

#[test]
fn remove_takes_values_entries_and_parts() {
    assert_eq!(
        after(json!({"op": "remove", "path": "name.givenName"}), "name"),
        Ok(json!({"familyName": "Haddad"}))
    );
    assert_eq!(after(json!({"op": "remove", "path": "name"}), "name"), Ok(Value::Null));
    let left = after(json!({"op": "remove", "path": "emails[type eq \"home\"]"}), "emails").unwrap();
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert_eq!(
        after(json!({"op": "remove", "path": "emails[type eq \"x\"]"}), "emails").unwrap(),
        amira()["emails"]
    );
    assert_eq!(after(json!({"op": "remove", "path": ENTERPRISE}), ENTERPRISE), Ok(Value::Null));
    assert_eq!(
        after(json!({"op": "remove", "path": format!("{ENTERPRISE}:department")}), ENTERPRISE),
        Ok(Value::Null)
    );
}

#[test]
fn an_entry_that_becomes_primary_takes_that_from_the_other() {
    let emails = after(
        json!({"op": "add", "path": "emails", "value": [{"value": "n@e.w", "primary": true}]}),
        "emails",
    )
    .unwrap();
    let primary: Vec<_> =
        emails.as_array().unwrap().iter().filter(|entry| entry["primary"] == true).collect();
    assert_eq!(primary.len(), 1);
    assert_eq!(primary[0]["value"], "n@e.w");
}

#[test]
fn what_may_not_change_or_leads_nowhere_is_refused() {
    for (operation, kind) in [
        (json!({"op": "remove"}), "noTarget"),
        (json!({"op": "remove", "path": "userName"}), "mutability"),
        (json!({"op": "remove", "path": "emails"}), "mutability"),
        (json!({"op": "replace", "path": "id", "value": "x"}), "mutability"),
        (json!({"op": "add", "path": "groups", "value": [{"value": "x"}]}), "mutability"),
        (json!({"op": "add", "path": "shoeSize", "value": 9}), "invalidPath"),
        (json!({"op": "add", "path": "emails[type eq \"work\"", "value": 9}), "invalidPath"),
        (json!({"op": "add", "path": "emails[size eq \"x\"].value", "value": "v"}), "invalidFilter"),
        (json!({"op": "add", "path": "userName[type eq \"x\"]", "value": "v"}), "invalidPath"),
        (json!({"op": "add", "path": "userName", "value": 5}), "invalidValue"),
        (json!({"op": "add", "path": "title"}), "invalidValue"),
        (json!({"op": "add", "value": "x"}), "invalidValue"),
        (json!({"op": "replace", "path": "userName", "value": ""}), "invalidValue"),
        (json!({"op": "move", "path": "title"}), "invalidSyntax"),
        (json!({"op": "add", "path": 5}), "invalidPath"),
        (json!("x"), "invalidSyntax"),
    ] {
        assert_eq!(after(operation.clone(), "userName"), Err(kind), "{operation}");
    }
    assert_eq!(patched(&USERS, &amira(), &json!([])), Err("invalidSyntax"));
}

#[test]
fn without_a_path_what_only_the_server_sets_is_passed_over() {
    let document = patched(
        &USERS,
        &amira(),
        &json!([{"op": "replace", "value": {"id": "9", "meta": {}, "shoeSize": 4, "title": "Cook"}}]),
    );
    assert_eq!(document.unwrap()["title"], "Cook");
}

#[test]
fn passwords_are_taken_and_not_kept() {
    assert_eq!(
        after(json!({"op": "replace", "path": "password", "value": "secret"}), "password"),
        Ok(Value::Null)
    );
}
