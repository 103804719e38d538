//! Values, as expressions have them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::number::Number;

/// Members of a list or a map at most.
pub(super) const MOST_MEMBERS: usize = 10_000;
/// Bytes of a text at most.
pub(super) const MOST_BYTES: usize = 1024 * 1024;
/// How many lists and maps may stand inside of each other.
const MOST_HEIGHT: u8 = 64;
/// What all that is in a value may weigh, what is shared as often as it stands there: a value weighs 1, and a
/// text 1 more for every eight bytes.
const MOST_WEIGHT: usize = 512 * 1024;

/// A value. Copies share what they hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    Text(Arc<str>),
    List(Arc<List>),
    Map(Arc<Map>),
    /// Known later than here, and why: in words that are a sentence without its point.
    Unknown(Arc<str>),
}

/// The members of a list. A set is a list in order, without repetitions.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct List {
    pub(super) members: Vec<Value>,
    pub(super) sequence: Sequence,
    size: Size,
}

/// What a list is to the language, to which none of them equals one of another kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sequence {
    /// What stands in brackets: each member has a type of its own.
    Tuple,
    /// All members have the same type.
    List,
    Set,
}

/// The members of a map, by their keys.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Map {
    pub(super) members: BTreeMap<Arc<str>, Value>,
    size: Size,
}

/// How large a list or a map is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Size {
    height: u8,
    weight: usize,
}

impl Sequence {
    /// What has the members of this one in an order of its own.
    pub(super) const fn in_order(self) -> Self {
        match self {
            Self::Tuple => Self::Tuple,
            Self::List | Self::Set => Self::List,
        }
    }
}

impl Value {
    /// A list, within bounds.
    pub(super) fn list(members: Vec<Self>) -> Result<Self, String> {
        Self::sequence(Sequence::List, members)
    }

    /// A tuple, within bounds.
    pub(super) fn tuple(members: Vec<Self>) -> Result<Self, String> {
        Self::sequence(Sequence::Tuple, members)
    }

    /// A list of this kind, within bounds.
    pub(super) fn sequence(sequence: Sequence, members: Vec<Self>) -> Result<Self, String> {
        let size = size(members.len(), members.iter())?;
        Ok(Self::List(Arc::new(List { members, sequence, size })))
    }

    /// A list of texts, within bounds.
    pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        Self::list(texts.into_iter().map(Self::from).collect())
    }

    /// A set, within bounds.
    pub(super) fn set(mut members: Vec<Self>) -> Result<Self, String> {
        members.sort();
        members.dedup();
        Self::sequence(Sequence::Set, members)
    }

    /// A map, within bounds.
    pub(super) fn map(members: BTreeMap<Arc<str>, Self>) -> Result<Self, String> {
        let mut size = size(members.len(), members.values())?;
        size.weight += members.keys().map(|key| key.len() / 8).sum::<usize>();
        if size.weight > MOST_WEIGHT {
            return Err(TOO_LARGE.into());
        }
        Ok(Self::Map(Arc::new(Map { members, size })))
    }

    /// What all that is in it weighs.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Text(text) => 1 + text.len() / 8,
            Self::List(list) => list.size.weight,
            Self::Map(map) => map.size.weight,
            _ => 1,
        }
    }

    /// A text, within bounds.
    pub(super) fn text(text: String) -> Result<Self, String> {
        if text.len() > MOST_BYTES { Err("the result is too long".into()) } else { Ok(text.as_str().into()) }
    }

    /// What a JSON document says. Its reader bounds how deep it is.
    pub(super) fn from_json(json: &serde_json::Value) -> Result<Self, String> {
        Ok(match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(flag) => Self::Bool(*flag),
            serde_json::Value::Number(number) => {
                let number = Number::parse(&number.to_string()).ok_or("a number has too many digits")?;
                Self::Number(number)
            }
            serde_json::Value::String(text) => text.as_str().into(),
            serde_json::Value::Array(all) => {
                Self::tuple(all.iter().map(Self::from_json).collect::<Result<_, _>>()?)?
            }
            serde_json::Value::Object(all) => {
                let member = |(key, value): (&String, _)| Ok((key.as_str().into(), Self::from_json(value)?));
                Self::map(all.iter().map(member).collect::<Result<_, String>>()?)?
            }
        })
    }

    /// The value as a JSON text. What is known later is null in it.
    pub(super) fn to_json(&self) -> String {
        let mut json = String::new();
        self.write(&mut json);
        json
    }

    fn write(&self, json: &mut String) {
        match self {
            Self::Null | Self::Unknown(_) => json.push_str("null"),
            Self::Bool(flag) => json.push_str(if *flag { "true" } else { "false" }),
            Self::Number(number) => json.push_str(&number.to_string()),
            Self::Text(text) => json.push_str(&quoted(text)),
            Self::List(list) => {
                json.push('[');
                for (place, one) in list.members.iter().enumerate() {
                    if place > 0 {
                        json.push(',');
                    }
                    one.write(json);
                }
                json.push(']');
            }
            Self::Map(map) => {
                json.push('{');
                for (place, (key, one)) in map.members.iter().enumerate() {
                    if place > 0 {
                        json.push(',');
                    }
                    json.push_str(&quoted(key));
                    json.push(':');
                    one.write(json);
                }
                json.push('}');
            }
        }
    }
}

/// A text with the marks of JSON around it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

const TOO_LARGE: &str = "the result is too large";

/// The size of a list or a map that is about to be made of these.
fn size<'a>(length: usize, members: impl Iterator<Item = &'a Value>) -> Result<Size, String> {
    if length > MOST_MEMBERS {
        return Err("the result has too many members".into());
    }
    let mut size = Size { height: 1, weight: 1 };
    for member in members {
        let height = match member {
            Value::List(list) => list.size.height,
            Value::Map(map) => map.size.height,
            _ => 0,
        };
        size.height = size.height.max(height + 1);
        size.weight += member.weight();
        if size.weight > MOST_WEIGHT {
            return Err(TOO_LARGE.into());
        }
    }
    if size.height > MOST_HEIGHT { Err("the result is too deep".into()) } else { Ok(size) }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::from(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// A value as a text: JSON where it is a list or a map; empty where it is null or known later.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null | Value::Unknown(_) => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::List(_) | Value::Map(_) => value.to_json(),
    }
}
