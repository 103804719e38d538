//! Types of variables, and values that are made to fit them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::number::Number;
use super::syntax::{Call, Syntax};
use super::value::{Value, text};

/// What a variable takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    Text,
    Number,
    Bool,
    List(Box<Self>),
    Set(Box<Self>),
    Map(Box<Self>),
    /// Each member has a type of its own.
    Tuple(Vec<Self>),
    /// Each member has a type of its own; those that may be absent have a default.
    Object(BTreeMap<Arc<str>, (Self, Option<Value>)>),
}

impl Kind {
    /// The type that an expression names. What can't be read takes everything.
    pub(super) fn of(syntax: &Syntax) -> Self {
        match syntax {
            Syntax::Name(name) | Syntax::Literal(Value::Text(name)) => match &**name {
                "string" => Self::Text,
                "number" => Self::Number,
                "bool" => Self::Bool,
                "list" => Self::List(Box::new(Self::Any)),
                "map" => Self::Map(Box::new(Self::Any)),
                "set" => Self::Set(Box::new(Self::Any)),
                _ => Self::Any,
            },
            Syntax::Call(call) => Self::built(call),
            _ => Self::Any,
        }
    }

    fn built(call: &Call) -> Self {
        let inner = || Box::new(call.arguments.first().map_or(Self::Any, Self::of));
        match (&*call.name, &*call.arguments) {
            ("list", _) => Self::List(inner()),
            ("set", _) => Self::Set(inner()),
            ("map", _) => Self::Map(inner()),
            ("tuple", [Syntax::List(members)]) => Self::Tuple(members.iter().map(Self::of).collect()),
            ("object", [Syntax::Map(members)]) => {
                let member = |(name, of): &(Syntax, Syntax)| match name {
                    Syntax::Literal(Value::Text(name)) => Some((name.clone(), Self::member(of))),
                    _ => None,
                };
                Self::Object(members.iter().filter_map(member).collect())
            }
            _ => Self::Any,
        }
    }

    /// A member of an object, with its default where it may be absent.
    fn member(syntax: &Syntax) -> (Self, Option<Value>) {
        let Syntax::Call(call) = syntax else { return (Self::of(syntax), None) };
        match (&*call.name, &*call.arguments) {
            ("optional", [of, default @ ..]) => {
                let default = default.first().map_or(Ok(Value::Null), Syntax::literal);
                (Self::of(of), Some(default.unwrap_or(Value::Null)))
            }
            _ => (Self::of(syntax), None),
        }
    }

    /// A value that fits.
    ///
    /// # Errors
    /// It can't be made to fit.
    pub(super) fn fit(&self, value: &Value) -> Result<Value, String> {
        match (self, value) {
            (Self::Any, _) | (_, Value::Null | Value::Unknown(_)) => Ok(value.clone()),
            (Self::Text, _) => as_text(value),
            (Self::Number, _) => as_number(value).map(Value::Number),
            (Self::Bool, _) => as_flag(value).map(Value::Bool),
            (Self::List(of), Value::List(list)) => {
                Value::list(list.members.iter().map(|one| of.fit(one)).collect::<Result<_, _>>()?)
            }
            (Self::Set(of), Value::List(list)) => {
                Value::set(list.members.iter().map(|one| of.fit(one)).collect::<Result<_, _>>()?)
            }
            (Self::Tuple(kinds), Value::List(list)) if kinds.len() == list.members.len() => {
                let pairs = kinds.iter().zip(&list.members);
                Value::tuple(pairs.map(|(kind, one)| kind.fit(one)).collect::<Result<_, _>>()?)
            }
            (Self::Map(of), Value::Map(map)) => {
                let member = |(key, one): (&Arc<str>, _)| Ok((key.clone(), of.fit(one)?));
                Value::map(map.members.iter().map(member).collect::<Result<_, String>>()?)
            }
            (Self::Object(kinds), Value::Map(map)) => {
                let member = |(name, (kind, default)): (&Arc<str>, &(Self, Option<Value>))| {
                    let own = map.members.get(name).filter(|own| default.is_none() || **own != Value::Null);
                    let own = own.or(default.as_ref());
                    let own = own.ok_or_else(|| format!("the object lacks {name:?}"))?;
                    Ok((name.clone(), kind.fit(own)?))
                };
                Value::map(kinds.iter().map(member).collect::<Result<_, String>>()?)
            }
            _ => Err("the value doesn't have the variable's type".into()),
        }
    }

    /// A value that somebody has written as a text.
    ///
    /// # Errors
    /// It can't be made to fit.
    pub(super) fn read(&self, written: &str) -> Result<Value, String> {
        if matches!(self, Self::Any | Self::Text | Self::Number | Self::Bool) {
            return self.fit(&written.into());
        }
        let json = serde_json::from_str(written).map_err(|error| error.to_string());
        let value = json.and_then(|json| Value::from_json(&json));
        let value = value.or_else(|_| super::lower::expression(written)?.literal())?;
        self.fit(&value)
    }
}

/// Texts, numbers and truth values stand for each other.
pub(super) fn as_text(value: &Value) -> Result<Value, String> {
    match value {
        Value::Text(_) => Ok(value.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(text(value).as_str().into()),
        _ => Err("a text is expected".into()),
    }
}

pub(super) fn as_number(value: &Value) -> Result<Number, String> {
    let told = match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => Number::parse(text),
        _ => None,
    };
    told.ok_or_else(|| "a number is expected".into())
}

pub(super) fn as_flag(value: &Value) -> Result<bool, String> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::Text(text) if matches!(&**text, "true" | "1") => Ok(true),
        Value::Text(text) if matches!(&**text, "false" | "0") => Ok(false),
        _ => Err("a truth value is expected".into()),
    }
}
