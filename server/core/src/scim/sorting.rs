//! The order of a list (RFC 7644 §3.4.2.3).

use super::ScimFault;
use super::schema::{Kind, ResourceType, Returned, Target};

/// By what a list is ordered. Resources without a value come last, or first where the order is turned round;
/// of a list the primary entry counts, or else the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sorting {
    /// The attribute; lists name the part of their entries.
    pub target: Target,
    /// Whether the order is turned round.
    pub descending: bool,
}

/// Reads `sortBy` and `sortOrder`; none without `sortBy`.
///
/// # Errors
/// `invalidPath` for an attribute that isn't there or has no order, `invalidValue` for an order that isn't
/// one.
pub fn sorting(
    by: Option<&str>,
    order: Option<&str>,
    kind: &'static ResourceType,
) -> Result<Option<Sorting>, ScimFault> {
    let descending = match order.filter(|order| !order.is_empty()) {
        None => false,
        Some(order) if order.eq_ignore_ascii_case("ascending") => false,
        Some(order) if order.eq_ignore_ascii_case("descending") => true,
        Some(_) => return Err(ScimFault::value("sortOrder must be ascending or descending.")),
    };
    let Some(by) = by.filter(|by| !by.is_empty()) else { return Ok(None) };
    let unfit = || ScimFault::path(format!("A {} can't be sorted by {by:?}.", kind.name));
    let target = kind.resolve(by).ok_or_else(unfit)?;
    let attribute = target.attribute.ok_or_else(unfit)?;
    let sub = match (attribute.kind, target.sub) {
        (Kind::Complex, None) => Some(attribute.value().ok_or_else(unfit)?),
        (_, sub) => sub,
    };
    let derived = matches!(attribute.name, "groups" | "schemas")
        || sub.is_some_and(|sub| matches!(sub.name, "location" | "version") && sub.is_read_only());
    if derived || attribute.returned == Returned::Never {
        return Err(unfit());
    }
    Ok(Some(Sorting { target: Target { sub, ..target }, descending }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::schema::USERS;

    #[test]
    fn only_what_has_an_order_is_sorted_by() {
        let sub = |by| {
            sorting(Some(by), None, &USERS)
                .map(|sorting| sorting.and_then(|it| it.target.sub).map(|sub| sub.name))
        };
        assert_eq!(sub("EMAILS"), Ok(Some("value")));
        assert_eq!(sub("name.familyName"), Ok(Some("familyName")));
        assert_eq!(sub("userName"), Ok(None));
        assert_eq!(sub(""), Ok(None));
        for by in [
            "name",
            "shoeSize",
            "password",
            "groups",
            "meta.version",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        ] {
            assert!(sub(by).is_err(), "{by}");
        }
        assert!(sorting(None, Some("upwards"), &USERS).is_err());
        assert!(sorting(Some("title"), Some("Descending"), &USERS).unwrap().unwrap().descending);
    }
}
