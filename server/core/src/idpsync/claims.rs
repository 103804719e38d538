//! Which values a claim holds. Fields are looked up at the top level of the claims only.

use serde_json::{Map, Value};

/// The claims of one user, as the provider gave them.
pub type Claims = Map<String, Value>;

/// Why a claim can't be read as a list of values. The text follows the name of the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClaimFault {
    /// One string that looks like several values.
    #[error("is one string with commas in it; let the provider send an array of strings")]
    Commas,
    /// An array that holds something else than strings.
    #[error("is an array that holds something else than strings")]
    Element,
    /// Neither a string nor an array.
    #[error("is neither a string nor an array of strings")]
    Type,
    /// The provider has values, but says only where they could be asked for: Entra does so when there are too
    /// many.
    #[error("was left out by the provider, which has too many values for a login; let it send fewer")]
    NotTold,
}

impl ClaimFault {
    /// Whether the provider chose not to tell, which is no mistake and takes nothing away.
    #[must_use]
    pub const fn is_not_told(self) -> bool {
        matches!(self, Self::NotTold)
    }
}

/// The values of a claim: none when it is absent, null or an empty string; one for a string; those of an
/// array of strings.
///
/// # Errors
/// The claim has another shape, is a string that looks like a list, or is kept elsewhere.
pub fn values(claims: &Claims, field: &str) -> Result<Vec<String>, ClaimFault> {
    match claims.get(field) {
        None | Some(Value::Null) if is_elsewhere(claims, field) => Err(ClaimFault::NotTold),
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) if text.is_empty() => Ok(Vec::new()),
        Some(Value::String(text)) if text.contains(',') => Err(ClaimFault::Commas),
        Some(Value::String(text)) => Ok(vec![text.clone()]),
        Some(Value::Array(elements)) => elements.iter().map(element).collect(),
        Some(_) => Err(ClaimFault::Type),
    }
}

/// Whether the claims say that a claim exists elsewhere: by name (OpenID Connect Core section 5.6.2), or by
/// the mark that Entra sets where it has no room for names.
fn is_elsewhere(claims: &Claims, field: &str) -> bool {
    let named = claims.get("_claim_names").and_then(Value::as_object);
    let marked = || match claims.get("hasgroups") {
        Some(Value::Bool(marked)) => *marked,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    };
    named.is_some_and(|named| named.contains_key(field)) || (field == "groups" && marked())
}

fn element(element: &Value) -> Result<String, ClaimFault> {
    element.as_str().map(str::to_owned).ok_or(ClaimFault::Element)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<Vec<String>, ClaimFault> {
        let Value::Object(claims) = json!({ "groups": value }) else { unreachable!("an object was written") };
        values(&claims, "groups")
    }

    #[test]
    fn strings_and_arrays_of_strings_are_values() {
        assert_eq!(values(&Claims::new(), "groups"), Ok(vec![]));
        assert_eq!(read(Value::Null), Ok(vec![]));
        assert_eq!(read(json!("")), Ok(vec![]));
        assert_eq!(read(json!([])), Ok(vec![]));
        assert_eq!(read(json!("backend")), Ok(vec!["backend".into()]));
        assert_eq!(
            read(json!(["backend", "a,b", ""])),
            Ok(vec!["backend".into(), "a,b".into(), String::new()])
        );
    }

    #[test]
    fn other_shapes_are_refused() {
        assert_eq!(read(json!("backend,frontend")), Err(ClaimFault::Commas));
        assert_eq!(read(json!(["backend", 1])), Err(ClaimFault::Element));
        for value in [json!(1), json!(true), json!({"a": 1})] {
            assert_eq!(read(value), Err(ClaimFault::Type));
        }
    }

    #[test]
    fn a_claim_that_is_kept_elsewhere_is_not_told() {
        let sources = json!({"src1": {"endpoint": "https://graph.example/groups"}});
        let named = json!({"_claim_names": {"groups": "src1"}, "_claim_sources": sources});
        for claims in [named, json!({"hasgroups": true}), json!({"hasgroups": "true"})] {
            let Value::Object(mut claims) = claims else { unreachable!("an object was written") };
            assert_eq!(values(&claims, "groups"), Err(ClaimFault::NotTold));
            assert_eq!(values(&claims, "roles"), Ok(vec![]));
            claims.insert("groups".into(), json!(["backend"]));
            assert_eq!(values(&claims, "groups"), Ok(vec!["backend".into()]));
        }
        for silent in
            [json!({"hasgroups": false}), json!({"_claim_names": "groups"}), json!({"_claim_names": {}})]
        {
            let Value::Object(claims) = silent else { unreachable!("an object was written") };
            assert_eq!(values(&claims, "groups"), Ok(vec![]));
        }
    }

    #[test]
    fn only_the_top_level_is_looked_at() {
        let Value::Object(claims) = json!({"realm": {"roles": ["admin"]}}) else {
            unreachable!("an object was written")
        };
        assert_eq!(values(&claims, "realm.roles"), Ok(vec![]));
    }
}
