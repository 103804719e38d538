//! From what a client sent to the document that is kept: known attributes under the names of their schemas,
//! of the right types, without nulls. What the server sets itself, and what is written only, is left out.

use serde_json::{Map, Value, json};

use super::ScimFault;
use super::schema::{Attribute, Kind, Mutability, ResourceType, Schema};

/// A resource's attributes by name, without `schemas`, `id` and `meta`.
pub type Document = Map<String, Value>;

/// The document of a POST or PUT.
///
/// # Errors
/// `invalidSyntax` without the schema in `schemas`, `invalidValue` for wrong types and missing required
/// values.
pub fn read(kind: &ResourceType, sent: Map<String, Value>) -> Result<Document, ScimFault> {
    schemas(kind, &sent)?;
    let document = attributes(kind, sent)?;
    complete(kind, &document)?;
    Ok(document)
}

/// The same without asking for required attributes or `schemas`.
///
/// # Errors
/// `invalidValue` for wrong types.
pub fn attributes(kind: &ResourceType, sent: Map<String, Value>) -> Result<Document, ScimFault> {
    let mut document = Document::new();
    for (name, value) in sent {
        if let Some(schema) = kind.extension(&name) {
            if let Some(parts) = extension(schema, value)? {
                document.insert(schema.urn.into(), parts);
            }
        } else if let Some(attribute) = kind.attribute(&name).filter(|attribute| !attribute.is_read_only())
            && let Some(value) = value_of(attribute, value)?
            && attribute.mutability != Mutability::WriteOnly
        {
            document.insert(attribute.name.into(), value);
        }
    }
    Ok(document)
}

/// The attributes of an extension; none when nothing is left.
///
/// # Errors
/// `invalidValue` for wrong types.
pub fn extension(schema: &Schema, sent: Value) -> Result<Option<Value>, ScimFault> {
    let parts = match sent {
        Value::Null => return Ok(None),
        Value::Object(parts) => parts,
        _ => return Err(ScimFault::value(format!("{} must be an object.", schema.urn))),
    };
    let kept = parts_of(schema.attributes, parts)?;
    Ok((!kept.is_empty()).then_some(Value::Object(kept)))
}

fn parts_of(
    attributes: &'static [Attribute],
    sent: Map<String, Value>,
) -> Result<Map<String, Value>, ScimFault> {
    let mut kept = Map::new();
    for (name, value) in sent {
        let Some(attribute) = attributes.iter().find(|one| one.name.eq_ignore_ascii_case(&name)) else {
            continue;
        };
        if !attribute.is_read_only()
            && let Some(value) = value_of(attribute, value)?
        {
            kept.insert(attribute.name.into(), value);
        }
    }
    Ok(kept)
}

/// A value as it is kept; none for null and for what is empty.
///
/// # Errors
/// `invalidValue` for another type.
pub fn value_of(attribute: &Attribute, sent: Value) -> Result<Option<Value>, ScimFault> {
    if sent.is_null() {
        return Ok(None);
    }
    if !attribute.multi {
        // A list of one is what some clients send, Entra for managers.
        return match sent {
            Value::Array(mut entries) if entries.len() < 2 => match entries.pop() {
                Some(one) => single(attribute, one),
                None => Ok(None),
            },
            sent => single(attribute, sent),
        };
    }
    // One entry without its list is what some clients send.
    let entries = match sent {
        Value::Array(entries) => entries,
        one => vec![one],
    };
    let mut kept = Vec::with_capacity(entries.len());
    for entry in entries {
        if let Some(entry) = single(attribute, entry)? {
            kept.push(entry);
        }
    }
    Ok((!kept.is_empty()).then_some(Value::Array(kept)))
}

/// One value or one entry of a list.
///
/// # Errors
/// `invalidValue` for another type.
pub fn single(attribute: &Attribute, sent: Value) -> Result<Option<Value>, ScimFault> {
    let name = attribute.name;
    Ok(Some(match (attribute.kind, sent) {
        (_, Value::Null) => return Ok(None),
        (Kind::Boolean, Value::Bool(flag)) => Value::Bool(flag),
        // Entra sends "True" and "False".
        (Kind::Boolean, Value::String(text)) if text.eq_ignore_ascii_case("true") => Value::Bool(true),
        (Kind::Boolean, Value::String(text)) if text.eq_ignore_ascii_case("false") => Value::Bool(false),
        (Kind::Boolean, _) => return Err(ScimFault::value(format!("{name} must be true or false."))),
        (Kind::Complex, Value::Object(parts)) => {
            let kept = parts_of(attribute.sub, parts)?;
            if kept.is_empty() {
                return Ok(None);
            }
            Value::Object(kept)
        }
        // A value without its object is what some clients send, Entra for managers.
        (Kind::Complex, text @ Value::String(_)) if attribute.value().is_some() => {
            return single(attribute, json!({"value": text}));
        }
        (Kind::Complex, _) => return Err(ScimFault::value(format!("{name} must be an object."))),
        (_, Value::String(text)) => {
            if attribute.max_length > 0 && text.chars().count() > attribute.max_length {
                let most = attribute.max_length;
                return Err(ScimFault::value(format!("{name} must be at most {most} characters long.")));
            }
            Value::String(text)
        }
        _ => return Err(ScimFault::value(format!("{name} must be a text."))),
    }))
}

/// Whether nothing is missing, and no list has two primary entries.
///
/// # Errors
/// `invalidValue`.
pub fn complete(kind: &ResourceType, document: &Document) -> Result<(), ScimFault> {
    for attribute in kind.core.attributes {
        let value = document.get(attribute.name);
        // What a request doesn't say of these has a meaning of its own: see the resource's rules.
        let has_default = matches!(attribute.name, "active" | "emails");
        let is_missing = value.is_none_or(|value| value.as_str().is_some_and(|text| text.trim().is_empty()));
        if attribute.required && !has_default && is_missing {
            return Err(ScimFault::value(format!("{} is required.", attribute.name)));
        }
        let entries = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        if entries.iter().filter(|entry| entry["primary"] == true).count() > 1 {
            return Err(ScimFault::value(format!("{} has more than one primary entry.", attribute.name)));
        }
        for sub in attribute.sub.iter().filter(|sub| sub.required && attribute.multi) {
            if entries.iter().any(|entry| entry.get(sub.name).is_none()) {
                return Err(ScimFault::value(format!(
                    "{} has an entry without {}.",
                    attribute.name, sub.name
                )));
            }
        }
    }
    Ok(())
}

/// URNs of earlier drafts, under which OneLogin sends users and groups alike.
const EARLIER: [&str; 2] = ["urn:scim:schemas:core:1.0", "urn:scim:schemas:core:2.0"];

/// The list `schemas` names the resource's own, or that of an earlier draft.
fn schemas(kind: &ResourceType, sent: &Map<String, Value>) -> Result<(), ScimFault> {
    let named = sent.iter().find(|(name, _)| name.eq_ignore_ascii_case("schemas")).map(|(_, value)| value);
    let is_own = |value: &Value| {
        let known = EARLIER.iter().copied().chain([kind.core.urn]);
        value.as_str().is_some_and(|urn| known.into_iter().any(|one| urn.eq_ignore_ascii_case(one)))
    };
    let fits = named.and_then(Value::as_array).is_some_and(|all| all.iter().any(is_own));
    if fits { Ok(()) } else { Err(ScimFault::syntax(format!("schemas must list {}.", kind.core.urn))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::schema::{GROUPS, USERS};

    fn kept(sent: Value) -> Result<Value, String> {
        let Value::Object(mut sent) = sent else { panic!("an object") };
        sent.entry("schemas").or_insert_with(|| json!(["urn:ietf:params:scim:schemas:core:2.0:User"]));
        read(&USERS, sent).map(Value::Object).map_err(|fault| fault.to_string())
    }

    #[test]
    fn names_get_the_schema_s_letter_case_and_what_is_empty_or_foreign_goes() {
        let sent = json!({
            "USERNAME": "amira", "Name": {"FAMILYNAME": "Haddad", "x": 1}, "id": "9", "meta": {}, "groups": [{"value": "1"}],
            "password": "secret", "shoeSize": 9, "title": null, "roles": [], "ACTIVE": "False", "emails": {"value": "a@b.c"},
            "URN:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Kitchen", "manager": "m1"},
            "schemas": ["urn:scim:schemas:core:2.0"],
        });
        let expected = json!({
            "userName": "amira", "name": {"familyName": "Haddad"}, "active": false, "emails": [{"value": "a@b.c"}],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Kitchen", "manager": {"value": "m1"}},
        });
        assert_eq!(kept(sent), Ok(expected));
    }

    #[test]
    fn a_list_of_one_is_taken_for_its_entry() {
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        for manager in [json!([{"value": "m1"}]), json!(["m1"]), json!({"value": "m1"}), json!("m1")] {
            let found =
                kept(json!({"userName": "a", "title": ["Cook"], enterprise: {"manager": manager}})).unwrap();
            let expected = json!({"manager": {"value": "m1"}});
            assert_eq!((&found[enterprise], &found["title"]), (&expected, &json!("Cook")));
        }
        assert_eq!(kept(json!({"userName": "a", "title": []})), Ok(json!({"userName": "a"})));
        assert!(kept(json!({"userName": "a", "title": ["Cook", "Baker"]})).is_err());
    }

    #[test]
    fn wrong_types_and_missing_values_are_refused() {
        for (sent, words) in [
            (json!({}), "userName is required"),
            (json!({"userName": " "}), "userName is required"),
            (json!({"userName": 5}), "userName must be a text"),
            (json!({"userName": "a", "active": "perhaps"}), "active must be"),
            (json!({"userName": "a", "name": "x"}), "name must be an object"),
            (json!({"userName": "a", "emails": [{"type": "work"}]}), "without value"),
            (
                json!({"userName": "a", "roles": [{"value": "1", "primary": true}, {"value": "2", "primary": true}]}),
                "primary",
            ),
            (json!({"userName": "x".repeat(256)}), "at most 255"),
            (json!({"userName": "a", "emails": [{"value": "x".repeat(256)}]}), "at most 255"),
            (json!({"userName": "a", "emails": ["x".repeat(256)]}), "at most 255"),
            (json!({"userName": "a", "schemas": ["urn:x"]}), "schemas must list"),
            (
                json!({"userName": "a", "schemas": "urn:ietf:params:scim:schemas:core:2.0:User"}),
                "schemas must list",
            ),
        ] {
            let refused = kept(sent.clone()).unwrap_err();
            assert!(refused.contains(words), "{sent}: {refused}");
        }
        assert!(read(&GROUPS, Map::new()).is_err());
    }
}
