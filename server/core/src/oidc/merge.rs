//! The claims of the id_token and those of another source, as one.

use crate::idpsync::Claims;

/// Which of two sources wins where both have a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precedence {
    /// The id_token: the other source was not asked for by name.
    IdToken,
    /// The other source: userinfo is newer than the token.
    Other,
}

/// Both together; the one with precedence wins.
#[must_use]
pub fn merge(id_token: Claims, other: Claims, precedence: Precedence) -> Claims {
    let (mut weak, strong) = match precedence {
        Precedence::IdToken => (other, id_token),
        Precedence::Other => (id_token, other),
    };
    weak.extend(strong);
    weak
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn claims(value: Value) -> Claims {
        let Value::Object(claims) = value else { unreachable!("objects were written") };
        claims
    }

    #[test]
    fn the_one_with_precedence_wins_and_nothing_else_is_lost() {
        let token = || claims(json!({"sub": "1", "name": "old", "groups": ["a"]}));
        let other = || claims(json!({"name": "new", "email": "a@example.com"}));
        let merged = merge(token(), other(), Precedence::Other);
        let expected = json!({"sub": "1", "name": "new", "groups": ["a"], "email": "a@example.com"});
        assert_eq!(Value::Object(merged), expected);
        assert_eq!(merge(token(), other(), Precedence::IdToken)["name"], "old");
        assert_eq!(merge(token(), Claims::new(), Precedence::Other), token());
    }
}
