//! Looks a filter's names up, and reads its values as the attributes' types.

use super::meaning::fold;
use super::{Check, Comparand, Expression, Filter, Leaf, Literal, Logic, Operator};
use crate::scim::schema::{Attribute, Kind, ResourceType, Returned, Target};
use crate::scim::{ScimFault, ScimType};

/// What is done with a name that the resource type doesn't have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// It is refused.
    Refuse,
    /// Where this other type has it, it matches nothing; otherwise it is refused.
    MayBeOf(&'static ResourceType),
}

/// Attributes that aren't in the search index: they follow from others.
const DERIVED: [&str; 4] = ["schemas", "groups", "location", "version"];

/// The filter on resources of this type.
///
/// # Errors
/// `invalidFilter` for unknown names, values of the wrong type, and comparisons that the type doesn't have;
/// `sensitive` for what is never given out.
pub fn resolve(
    expression: &Expression,
    kind: &'static ResourceType,
    unknown: Unknown,
) -> Result<Filter, ScimFault> {
    walk(expression, &|leaf| top(leaf, kind, unknown))
}

/// The filter on the entries of a list.
///
/// # Errors
/// As [`resolve`].
pub fn element(
    expression: &Expression,
    list: &'static Attribute,
) -> Result<Logic<(&'static Attribute, Check)>, ScimFault> {
    walk(expression, &|leaf| inner(leaf, list))
}

type Resolved<L> = Result<Logic<L>, ScimFault>;

fn walk<L>(expression: &Expression, leaf: &impl Fn(&Expression) -> Resolved<L>) -> Resolved<L> {
    let all = |parts: &[Expression]| parts.iter().map(|part| walk(part, leaf)).collect::<Result<Vec<_>, _>>();
    Ok(match expression {
        Expression::And(parts) => Logic::All(all(parts)?),
        Expression::Or(parts) => Logic::Any(all(parts)?),
        Expression::Not(inner) => Logic::Not(Box::new(walk(inner, leaf)?)),
        single => leaf(single)?,
    })
}

fn top(leaf: &Expression, kind: &'static ResourceType, unknown: Unknown) -> Resolved<Leaf> {
    let (path, asked) = match leaf {
        Expression::Present(path) => (path, AttributeTest::Present),
        Expression::Compare(path, operator, literal) => (path, AttributeTest::Compare(*operator, literal)),
        Expression::Element(path, inner) => (path, AttributeTest::Element(inner)),
        Expression::And(_) | Expression::Or(_) | Expression::Not(_) => return Ok(Logic::Any(vec![])),
    };
    let Some(target) = kind.resolve(path) else {
        return match unknown {
            Unknown::MayBeOf(other) if other.resolve(path).is_some() => Ok(Logic::Any(vec![])),
            _ => Err(ScimFault::filter(format!(
                "The filter names {path:?}, which a {} doesn't have.",
                kind.name
            ))),
        };
    };
    let Some(attribute) = target.attribute else {
        return match asked {
            AttributeTest::Present => Ok(Logic::Leaf(Leaf::One(target, Check::Present))),
            _ => Err(ScimFault::filter(format!(
                "{path} is a schema: the filter can only ask for its being there."
            ))),
        };
    };
    allowed(target.sub.unwrap_or(attribute), path)?;
    allowed(attribute, path)?;
    if attribute.multi { list(target, attribute, asked) } else { single(target, attribute, asked, path) }
}

enum AttributeTest<'a> {
    Present,
    Compare(Operator, &'a Literal),
    Element(&'a Expression),
}

fn single(
    target: Target,
    attribute: &'static Attribute,
    asked: AttributeTest<'_>,
    path: &str,
) -> Resolved<Leaf> {
    let (operator, literal) = match asked {
        AttributeTest::Element(_) => {
            return Err(ScimFault::filter(format!("{path} is not a list: brackets can't follow it.")));
        }
        AttributeTest::Present => return Ok(Logic::Leaf(Leaf::One(target, Check::Present))),
        AttributeTest::Compare(operator, literal) => (operator, literal),
    };
    let sub = named(target.sub, attribute, path)?;
    let target = Target { sub, ..target };
    compare(sub.unwrap_or(attribute), operator, literal, |check| Leaf::One(target, check))
}

fn list(target: Target, attribute: &'static Attribute, asked: AttributeTest<'_>) -> Resolved<Leaf> {
    let whole = Target { sub: None, ..target };
    let there = || Logic::Leaf(Leaf::One(whole, Check::Present));
    let (operator, literal) = match asked {
        AttributeTest::Element(inner) => {
            return Ok(Logic::Leaf(Leaf::Element(whole, element(inner, attribute)?)));
        }
        AttributeTest::Present => {
            return Ok(match target.sub {
                Some(sub) => Logic::Leaf(Leaf::Element(whole, Logic::Leaf((sub, Check::Present)))),
                None => there(),
            });
        }
        AttributeTest::Compare(operator, literal) => (operator, literal),
    };
    let Some(sub) = named(target.sub, attribute, attribute.name)? else { return Ok(there()) };
    let condition = compare(sub, operator, literal, |check| (sub, check))?;
    let some = Logic::Leaf(Leaf::Element(whole, condition));
    // A list without entries has no value that could be equal.
    Ok(if operator == Operator::NotEqual && *literal != Literal::Null {
        Logic::Any(vec![some, Logic::Not(Box::new(there()))])
    } else {
        some
    })
}

/// The sub-attribute that is compared: the one that is named, or `value`.
fn named(
    sub: Option<&'static Attribute>,
    attribute: &'static Attribute,
    path: &str,
) -> Result<Option<&'static Attribute>, ScimFault> {
    if attribute.kind != Kind::Complex || sub.is_some() {
        return Ok(sub);
    }
    let value = attribute.value();
    let fault = || {
        ScimFault::filter(format!("{path} has several parts: name one, as {path}.{}.", attribute.sub[0].name))
    };
    value.map(Some).ok_or_else(fault)
}

fn inner(leaf: &Expression, list: &'static Attribute) -> Resolved<(&'static Attribute, Check)> {
    let sub = |path: &str| {
        let fault = || {
            ScimFault::filter(format!(
                "The filter names {path:?}, which entries of {} don't have.",
                list.name
            ))
        };
        list.find(path).ok_or_else(fault)
    };
    match leaf {
        Expression::Present(path) => Ok(Logic::Leaf((sub(path)?, Check::Present))),
        Expression::Compare(path, operator, literal) => {
            let sub = sub(path)?;
            compare(sub, *operator, literal, |check| (sub, check))
        }
        _ => Err(ScimFault::filter("The filter has a bracket inside another one.")),
    }
}

fn allowed(attribute: &Attribute, path: &str) -> Result<(), ScimFault> {
    if attribute.returned == Returned::Never {
        return Err(ScimFault::new(ScimType::Sensitive, format!("{path} can't be searched.")));
    }
    if DERIVED.contains(&attribute.name) && attribute.is_read_only() {
        let mend = if attribute.name == "groups" { " Search groups by members.value instead." } else { "" };
        return Err(ScimFault::filter(format!("{path} can't be searched.{mend}")));
    }
    Ok(())
}

fn compare<L>(
    attribute: &'static Attribute,
    operator: Operator,
    literal: &Literal,
    leaf: impl Fn(Check) -> L,
) -> Resolved<L> {
    let name = attribute.name;
    if *literal == Literal::Null {
        let there = Logic::Leaf(leaf(Check::Present));
        return match operator {
            Operator::Equal => Ok(Logic::Not(Box::new(there))),
            Operator::NotEqual => Ok(there),
            _ => Err(ScimFault::filter(format!("{name} can be equal to null or not, nothing else."))),
        };
    }
    let is_equality = matches!(operator, Operator::Equal | Operator::NotEqual);
    let is_text = matches!(operator, Operator::Contains | Operator::StartsWith | Operator::EndsWith);
    let unfit = || {
        ScimFault::filter(format!(
            "{name} is of the type {}, which {} can't compare.",
            attribute.kind.as_str(),
            operator.as_str()
        ))
    };
    let comparand = match (attribute.kind, literal) {
        (Kind::Boolean | Kind::Binary, _) if !is_equality => return Err(unfit()),
        (Kind::DateTime, _) if is_text => return Err(unfit()),
        (Kind::Boolean, Literal::Flag(flag)) => Comparand::Flag(*flag),
        // Some clients put every value in quotes.
        (Kind::Boolean, Literal::Text(text)) if text.eq_ignore_ascii_case("true") => Comparand::Flag(true),
        (Kind::Boolean, Literal::Text(text)) if text.eq_ignore_ascii_case("false") => Comparand::Flag(false),
        (Kind::DateTime, Literal::Text(text)) => {
            let read = chrono::DateTime::parse_from_rfc3339(text);
            let fault = |_| ScimFault::filter(format!("{name} is a time, as \"2026-03-02T08:30:00Z\"."));
            Comparand::Time(read.map_err(fault)?.to_utc())
        }
        (Kind::Text | Kind::Reference | Kind::Binary, Literal::Text(text)) => {
            Comparand::Text(fold(attribute, text).into_owned())
        }
        _ => {
            let wanted = match attribute.kind {
                Kind::Boolean => "true or false",
                _ => "a text in double quotes",
            };
            return Err(ScimFault::filter(format!("{name} compares to {wanted}.")));
        }
    };
    Ok(Logic::Leaf(leaf(Check::Compare(operator, comparand))))
}
