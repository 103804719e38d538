//! Carries a filter out on a resource in memory. What the database does is held against this.

use chrono::DateTime;
use serde_json::{Map, Value};

use super::meaning::fold;
use super::{Check, Comparand, Filter, Leaf, Logic, Operator};
use crate::scim::schema::{Attribute, Target};

/// Whether a resource, as answers hold it, matches.
pub fn matches(filter: &Filter, resource: &Map<String, Value>) -> bool {
    holds(filter, &|leaf| match leaf {
        Leaf::One(target, check) => one(value_of(resource, target), deepest(target), check),
        Leaf::Element(target, condition) => {
            let entries = value_of(resource, target).and_then(Value::as_array);
            entries.into_iter().flatten().any(|entry| matches_element(condition, entry))
        }
    })
}

/// Whether an entry of a list matches.
pub fn matches_element(condition: &Logic<(&'static Attribute, Check)>, entry: &Value) -> bool {
    holds(condition, &|(attribute, check)| one(entry.get(attribute.name), Some(attribute), check))
}

fn holds<L>(logic: &Logic<L>, leaf: &impl Fn(&L) -> bool) -> bool {
    match logic {
        Logic::All(parts) => parts.iter().all(|part| holds(part, leaf)),
        Logic::Any(parts) => parts.iter().any(|part| holds(part, leaf)),
        Logic::Not(inner) => !holds(inner, leaf),
        Logic::Leaf(one) => leaf(one),
    }
}

fn deepest(target: &Target) -> Option<&'static Attribute> {
    target.sub.or(target.attribute)
}

fn value_of<'a>(resource: &'a Map<String, Value>, target: &Target) -> Option<&'a Value> {
    let mut value = match (target.extension, target.attribute) {
        (Some(schema), None) => resource.get(schema.urn)?,
        (Some(schema), Some(attribute)) => resource.get(schema.urn)?.get(attribute.name)?,
        (None, Some(attribute)) => resource.get(attribute.name)?,
        (None, None) => return None,
    };
    if let Some(sub) = target.sub {
        value = value.get(sub.name)?;
    }
    Some(value)
}

fn one(value: Option<&Value>, attribute: Option<&'static Attribute>, check: &Check) -> bool {
    let value = value.filter(|value| is_there(value));
    let (operator, comparand) = match check {
        Check::Present => return value.is_some(),
        Check::Compare(operator, comparand) => (*operator, comparand),
    };
    let Some(value) = value else { return operator == Operator::NotEqual };
    match comparand {
        Comparand::Flag(flag) => (value.as_bool() == Some(*flag)) == (operator == Operator::Equal),
        Comparand::Text(wanted) => match (value.as_str(), attribute) {
            (Some(text), Some(attribute)) => texts(&fold(attribute, text), operator, wanted),
            _ => operator == Operator::NotEqual,
        },
        Comparand::Time(wanted) => {
            match value.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok()) {
                Some(time) => orders(&time.to_utc(), operator, wanted),
                None => operator == Operator::NotEqual,
            }
        }
    }
}

/// Nulls, empty texts and empty lists are no values.
fn is_there(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(entries) => !entries.is_empty(),
        Value::Object(parts) => !parts.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

fn texts(text: &str, operator: Operator, wanted: &str) -> bool {
    match operator {
        Operator::Contains => text.contains(wanted),
        Operator::StartsWith => text.starts_with(wanted),
        Operator::EndsWith => text.ends_with(wanted),
        _ => orders(text, operator, wanted),
    }
}

fn orders<T: Ord + ?Sized>(value: &T, operator: Operator, wanted: &T) -> bool {
    match operator {
        Operator::Equal => value == wanted,
        Operator::NotEqual => value != wanted,
        Operator::Greater => value > wanted,
        Operator::GreaterOrEqual => value >= wanted,
        Operator::Less => value < wanted,
        Operator::LessOrEqual => value <= wanted,
        Operator::Contains | Operator::StartsWith | Operator::EndsWith => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::filter::{Unknown, parse, resolve};
    use crate::scim::schema::{GROUPS, USERS};
    use serde_json::json;

    fn found(text: &str) -> bool {
        let resource = json!({
            "id": "7c1f", "userName": "Amira@Example.com", "externalId": "Ext-1", "active": true, "title": "",
            "name": {"familyName": "Haddad"},
            "emails": [{"value": "amira@example.com", "type": "work", "primary": true}, {"value": "a@home.example", "type": "home"}],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Kitchen", "manager": {"value": "M1"}},
            "meta": {"created": "2026-03-02T08:30:00Z"},
        });
        let filter = resolve(&parse(text).unwrap(), &USERS, Unknown::Refuse).unwrap();
        matches(&filter, resource.as_object().unwrap())
    }

    #[test]
    fn each_operator_does_what_its_name_says() {
        for yes in [
            r#"userName eq "amira@EXAMPLE.com""#,
            r#"userName co "ra@ex" and userName sw "AMIRA" and userName ew ".com""#,
            r#"userName gt "amira" and userName ge "amira@example.com" and userName lt "b" and userName le "b""#,
            r#"externalId eq "Ext-1" and not (externalId eq "ext-1")"#,
            r#"nickName ne "x" and not (nickName eq "x") and not (nickName pr) and not (title pr)"#,
            r#"active eq true and active ne false and active eq "True""#,
            r#"meta.created gt "2026-03-02T08:29:59Z" and meta.created eq "2026-03-02T09:30:00+01:00""#,
            r#"emails co "home" and emails.type eq "WORK" and emails pr and emails.value pr"#,
            r#"emails[type eq "home" and value co "@home"] and not (emails[type eq "work" and value co "@home"])"#,
            r#"emails[type eq "work"].value eq "amira@example.com""#,
            r#"emails[not (primary eq true)]"#,
            r#"phoneNumbers.value ne "1" and emails.value ne "a@home.example""#,
            r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "kitchen""#,
            r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq "M1""#,
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr and name pr and name.givenName eq null",
        ] {
            assert!(found(yes), "{yes}");
        }
    }

    #[test]
    fn what_can_not_be_compared_is_refused() {
        for (text, kind) in [
            (r#"shoeSize eq "9""#, "invalidFilter"),
            ("active gt true", "invalidFilter"),
            (r#"active eq "perhaps""#, "invalidFilter"),
            ("userName eq 5", "invalidFilter"),
            (r#"meta.created co "2026""#, "invalidFilter"),
            (r#"meta.created gt "yesterday""#, "invalidFilter"),
            (r#"name eq "x""#, "invalidFilter"),
            (r#"userName[value eq "x"]"#, "invalidFilter"),
            (r#"emails[size eq "x"]"#, "invalidFilter"),
            (r#"groups.value eq "x""#, "invalidFilter"),
            (r#"password eq "x""#, "sensitive"),
            ("userName gt null", "invalidFilter"),
        ] {
            let refused = resolve(&parse(text).unwrap(), &USERS, Unknown::Refuse).unwrap_err();
            assert_eq!(refused.kind.as_str(), kind, "{text}");
        }
        let of_groups = Unknown::MayBeOf(&GROUPS);
        let unknown = resolve(&parse("members pr").unwrap(), &USERS, of_groups).unwrap();
        assert!(!matches(&unknown, &Map::new()));
        assert!(resolve(&parse("shoeSize pr").unwrap(), &USERS, of_groups).is_err());
    }
}
