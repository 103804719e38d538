//! Expressions, as they are evaluated.

use std::sync::Arc;

use hcl_edit::expr::BinaryOperator;

use super::Place;
use super::value::Value;

/// An expression.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    /// A value that is written out.
    Literal(Value),
    /// A text with gaps.
    Template(Vec<Piece>),
    List(Vec<Self>),
    /// Keys and values.
    Map(Vec<(Self, Self)>),
    /// A name that stands alone.
    Name(Arc<str>),
    /// Something inside of something.
    Get(Box<Self>, Vec<Step>),
    Call(Box<Call>),
    Not(Box<Self>),
    Negative(Box<Self>),
    Binary(Box<Binary>),
    /// A condition, and what stands for it and against it.
    Choice(Box<[Self; 3]>),
    For(Box<For>),
}

impl Syntax {
    /// The value, where it is written out.
    ///
    /// # Errors
    /// Something is named or calculated in it.
    pub(super) fn literal(&self) -> Result<Value, String> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::List(all) => Value::tuple(all.iter().map(Self::literal).collect::<Result<_, _>>()?),
            Self::Map(all) => {
                let member = |(key, value): &(Self, Self)| match key.literal()? {
                    Value::Text(key) => Ok((key, value.literal()?)),
                    _ => Err("a key is a text".to_owned()),
                };
                Value::map(all.iter().map(member).collect::<Result<_, _>>()?)
            }
            Self::Negative(inner) => match inner.literal()? {
                Value::Number(number) => {
                    number.negative().map(Value::Number).ok_or_else(|| "the number is too large".to_owned())
                }
                _ => Err("a number is expected".to_owned()),
            },
            _ => Err("a value that is written out is expected".to_owned()),
        }
    }
}

/// One step into a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Attribute(Arc<str>),
    Index(Syntax),
    /// The steps behind it are taken in each member: all of them, or only those that are attributes.
    Each {
        all: bool,
    },
}

/// A call of a function.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) name: Arc<str>,
    pub(super) arguments: Vec<Syntax>,
    /// The last argument is a list of arguments.
    pub(super) spread: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Binary {
    pub(super) operator: BinaryOperator,
    pub(super) left: Syntax,
    pub(super) right: Syntax,
}

/// A list or a map made from the members of another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct For {
    pub(super) names: Names,
    pub(super) members: Syntax,
    /// The result is a map.
    pub(super) key: Option<Syntax>,
    pub(super) value: Syntax,
    /// Values of the same key stand in a list.
    pub(super) grouped: bool,
    pub(super) condition: Option<Syntax>,
}

/// What a member is called while it is looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) key: Option<Arc<str>>,
    pub(super) value: Arc<str>,
}

/// A piece of a text with gaps.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(Arc<str>),
    Gap(Syntax),
    /// A condition, and what stands for it and against it.
    Choice(Box<(Syntax, Vec<Self>, Vec<Self>)>),
    For(Box<(Names, Syntax, Vec<Self>)>),
}

/// An attribute of a block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) value: Arc<Syntax>,
    pub(super) place: Place,
}

/// A block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: Arc<str>,
    pub(super) labels: Vec<Arc<str>>,
    pub(super) attributes: Vec<(Arc<str>, Attribute)>,
    pub(super) blocks: Vec<Self>,
    pub(super) place: Place,
}

impl Block {
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|(own, _)| &**own == name).map(|(_, attribute)| attribute)
    }

    /// The last of its labels: its own name.
    pub(super) fn name(&self) -> &str {
        self.labels.last().map_or("", |label| label)
    }

    /// What a block of the same name says stands over what this one says.
    pub(super) fn overlay(&mut self, over: Self) {
        for (name, attribute) in over.attributes {
            match self.attributes.iter_mut().find(|(own, _)| *own == name) {
                Some((_, own)) => *own = attribute,
                None => self.attributes.push((name, attribute)),
            }
        }
        self.blocks.retain(|own| !over.blocks.iter().any(|block| block.kind == own.kind));
        self.blocks.extend(over.blocks);
    }
}
