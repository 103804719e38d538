//! The claims of the id_token and those of another source, as one.

use serde_json::Value;

use super::ClaimNames;
use crate::idpsync::Claims;

/// The claim that says whether the address is proven.
const VERIFIED: &str = "email_verified";

/// Which of two sources wins where both have a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precedence {
    /// The id_token: the other source was not asked for by name.
    IdToken,
    /// The other source: userinfo is newer than the token.
    Other,
}

/// Both together; the one with precedence wins. Whether the address is proven is taken from the source of the
/// address: what one source says of an address vouches for no other.
#[must_use]
pub fn merge(id_token: Claims, other: Claims, precedence: Precedence, names: &ClaimNames) -> Claims {
    let (weak, strong) = match precedence {
        Precedence::IdToken => (other, id_token),
        Precedence::Other => (id_token, other),
    };
    let verified = verified(&weak, &strong, names);
    let mut merged = weak;
    merged.extend(strong);
    match verified {
        Some(verified) => merged.insert(VERIFIED.into(), verified),
        None => merged.remove(VERIFIED),
    };
    merged
}

/// What is said of the address that counts.
fn verified(weak: &Claims, strong: &Claims, names: &ClaimNames) -> Option<Value> {
    let said = |claims: &Claims| claims.get(VERIFIED).filter(|said| !said.is_null()).cloned();
    let field = [&names.email, &names.username]
        .into_iter()
        .find(|field| address(strong, field).or_else(|| address(weak, field)).is_some());
    let Some(field) = field else { return said(strong).or_else(|| said(weak)) };
    let (source, silent) = if address(strong, field).is_some() { (strong, weak) } else { (weak, strong) };
    if let Some(said) = said(source) {
        return Some(said);
    }
    let same = match (address(source, field), address(silent, field)) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        // There is only one address of which it can speak.
        _ => true,
    };
    // The provider verified another address, not this one.
    said(silent).map(|said| if same { said } else { Value::Bool(false) })
}

fn address<'a>(claims: &'a Claims, field: &str) -> Option<&'a str> {
    claims.get(field).and_then(Value::as_str).filter(|text| text.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(value: Value) -> Claims {
        let Value::Object(claims) = value else { unreachable!("objects were written") };
        claims
    }

    fn names() -> ClaimNames {
        ClaimNames { email: "email".into(), username: "preferred_username".into(), name: "name".into() }
    }

    #[test]
    fn the_one_with_precedence_wins_and_nothing_else_is_lost() {
        let token = || claims(json!({"sub": "1", "name": "old", "groups": ["a"]}));
        let other = || claims(json!({"name": "new", "email": "a@example.com"}));
        let merged = merge(token(), other(), Precedence::Other, &names());
        let expected = json!({"sub": "1", "name": "new", "groups": ["a"], "email": "a@example.com"});
        assert_eq!(Value::Object(merged), expected);
        assert_eq!(merge(token(), other(), Precedence::IdToken, &names())["name"], "old");
        assert_eq!(merge(token(), Claims::new(), Precedence::Other, &names()), token());
    }

    #[test]
    fn an_address_is_proven_by_its_own_source() {
        let proven = |token: Value, userinfo: Value| {
            let merged = merge(claims(token), claims(userinfo), Precedence::Other, &names());
            merged.get("email_verified").cloned()
        };
        let a = "a@example.com";
        for (token, userinfo, expected) in [
            (
                json!({"email": a, "email_verified": true}),
                json!({"email": "b@example.com"}),
                Some(json!(false)),
            ),
            (
                json!({"email": a, "email_verified": true}),
                json!({"email": "A@example.com"}),
                Some(json!(true)),
            ),
            (json!({"email": a, "email_verified": false}), json!({"email": a}), Some(json!(false))),
            (
                json!({"email": a, "email_verified": true}),
                json!({"email": a, "email_verified": false}),
                Some(json!(false)),
            ),
            (
                json!({"email": a, "email_verified": false}),
                json!({"email_verified": true}),
                Some(json!(false)),
            ),
            (json!({"email": a}), json!({"email_verified": true}), Some(json!(true))),
            (json!({"email_verified": false}), json!({"email": a}), Some(json!(false))),
            (json!({"email": a, "email_verified": true}), json!({"sub": "7"}), Some(json!(true))),
            (json!({"email": a}), json!({"sub": "7"}), None),
            (
                json!({"preferred_username": a, "email_verified": true}),
                json!({"preferred_username": "b@example.com"}),
                Some(json!(false)),
            ),
        ] {
            assert_eq!(proven(token.clone(), userinfo.clone()), expected, "{token} {userinfo}");
        }
    }
}
