//! What an operation's path leads to: `attribute`, `attribute.sub`, `list[filter]`, `list[filter].sub`, each
//! with the schema's URN before it or without, or an extension as a whole.

use crate::scim::filter::{Check, Expression, Literal, Logic, MAX_LENGTH, Operator, Parser, element};
use crate::scim::schema::{Attribute, ResourceType, Target};
use crate::scim::{ScimFault, ScimType};

/// A path that leads somewhere.
#[derive(Debug, Clone)]
pub struct Path {
    /// The attribute.
    pub target: Target,
    /// Which entries of the list are meant; none: all.
    pub entries: Option<Entries>,
}

/// Which entries of a list are meant.
#[derive(Debug, Clone)]
pub struct Entries {
    /// What they fulfil.
    pub(super) condition: Logic<(&'static Attribute, Check)>,
    /// The values that every matching entry has: a new entry is created with them where none matches.
    pub(super) constants: Vec<(&'static Attribute, String)>,
}

/// Reads a path.
///
/// # Errors
/// `invalidPath` where it leads nowhere, `invalidFilter` where its filter can't be carried out.
pub fn path(written: &str, kind: &'static ResourceType) -> Result<Path, ScimFault> {
    let written = written.trim();
    if written.len() > MAX_LENGTH {
        return Err(ScimFault::path(format!("The path is longer than {MAX_LENGTH} bytes.")));
    }
    let nowhere = || {
        let shown: String = written.chars().take(200).collect();
        ScimFault::path(format!("The path {shown:?} leads to nothing that a {} has.", kind.name))
    };
    let Some((list, rest)) = written.split_once('[') else {
        return Ok(Path { target: kind.resolve(written).ok_or_else(nowhere)?, entries: None });
    };
    let target = kind.resolve(list.trim_end()).filter(|target| target.sub.is_none()).ok_or_else(nowhere)?;
    let attribute = target.attribute.filter(|attribute| attribute.multi).ok_or_else(nowhere)?;
    let (expression, sub) = filter(rest)?;
    let sub = match sub {
        Some(sub) => Some(attribute.find(&sub).ok_or_else(nowhere)?),
        None => None,
    };
    let condition = element(&expression, attribute)?;
    let entries = Entries { constants: constants(&expression, attribute), condition };
    Ok(Path { target: Target { sub, ..target }, entries: Some(entries) })
}

/// What stands behind the opening bracket: the filter, and perhaps a sub-attribute behind the closing one.
fn filter(rest: &str) -> Result<(Expression, Option<String>), ScimFault> {
    use crate::scim::filter::Token;
    let as_path = |fault: ScimFault| ScimFault { kind: ScimType::InvalidPath, ..fault };
    let mut parser = Parser::new(rest).map_err(as_path)?;
    let expression = parser.list().map_err(as_path)?;
    let sub = match parser.take() {
        None => None,
        Some(Token::Word(word)) if word.len() > 1 && word.starts_with('.') => Some(word[1..].to_owned()),
        Some(_) => {
            return Err(ScimFault::path("Only a sub-attribute, as `.value`, can follow a bracket."));
        }
    };
    parser.end().map_err(as_path)?;
    Ok((expression, sub))
}

/// The equalities that must all hold.
fn constants(expression: &Expression, list: &'static Attribute) -> Vec<(&'static Attribute, String)> {
    match expression {
        Expression::And(parts) => parts.iter().flat_map(|part| constants(part, list)).collect(),
        Expression::Compare(name, Operator::Equal, Literal::Text(text)) => {
            list.find(name).map(|sub| (sub, text.clone())).into_iter().collect()
        }
        Expression::Compare(name, Operator::Equal, Literal::Flag(flag)) => {
            list.find(name).map(|sub| (sub, flag.to_string())).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
