//! What is bound to a statement: typed, so that PostgreSQL needs no casts and SQLite no guesses.

use crate::Redacted;
use chrono::{DateTime, Utc};
use rusqlite::types::{Null, ToSqlOutput, ValueRef};
use std::borrow::Cow;
use std::error::Error;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A UUID.
    Uuid,
    /// A text.
    Text,
    /// A number or a time.
    Int,
    /// True or false.
    Bool,
    /// Bytes.
    Bytes,
    /// A JSON document that queries look into.
    Json,
}

/// A type that stands for a kind of column.
pub(crate) trait Stored {
    /// The kind.
    const KIND: Kind;
    /// Whether the column may be null.
    const NULLABLE: bool = false;
}

/// One bound parameter. The variant is its type even when it is null.
#[derive(Debug, Clone)]
pub(crate) enum Value<'a> {
    Uuid(Option<Uuid>),
    Text(Option<Cow<'a, str>>),
    Int(Option<i64>),
    Bool(Option<bool>),
    Bytes(Option<&'a [u8]>),
}

/// A text without U+0000, which PostgreSQL has no place for: U+FFFD stands in its stead, on both engines.
/// What comes from outside is refused earlier, where the answer can say so.
fn text(text: Cow<'_, str>) -> Value<'_> {
    if text.contains('\0') {
        return Value::Text(Some(Cow::Owned(text.replace('\0', "\u{fffd}"))));
    }
    Value::Text(Some(text))
}

/// Microseconds since 1970, rounded to the nearest, as all times are stored.
pub(crate) fn microseconds(time: DateTime<Utc>) -> i64 {
    let rounded = time + chrono::TimeDelta::nanoseconds(500);
    rounded.timestamp_micros()
}

impl Value<'_> {
    /// The PostgreSQL type that the statement is prepared with.
    pub(crate) fn postgres_type(&self) -> Type {
        match self {
            Self::Uuid(_) => Type::UUID,
            Self::Text(_) => Type::TEXT,
            Self::Int(_) => Type::INT8,
            Self::Bool(_) => Type::BOOL,
            Self::Bytes(_) => Type::BYTEA,
        }
    }
}

impl Value<'_> {
    /// An entry of a list that is bound as one JSON value: ids as hexadecimal digits.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Uuid(id) => id.map(|id| id.simple().to_string()).into(),
            Self::Text(text) => text.as_deref().into(),
            Self::Int(number) => (*number).into(),
            Self::Bool(flag) => (*flag).into(),
            Self::Bytes(bytes) => bytes.map(hex::encode).into(),
        }
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Uuid(Some(id)) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            Self::Text(Some(text)) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Int(Some(number)) => ToSqlOutput::from(*number),
            Self::Bool(Some(flag)) => ToSqlOutput::from(*flag),
            Self::Bytes(Some(bytes)) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Uuid(None) | Self::Text(None) | Self::Int(None) | Self::Bool(None) | Self::Bytes(None) => {
                ToSqlOutput::from(Null)
            }
        })
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Uuid(id) => id.to_sql(ty, out),
            Self::Text(text) => text.as_deref().to_sql(ty, out),
            Self::Int(number) => number.to_sql(ty, out),
            Self::Bool(flag) => flag.to_sql(ty, out),
            Self::Bytes(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Statements are prepared with the types of the values themselves; `to_sql_checked` of each inner
        // type looks.
        true
    }

    to_sql_checked!();
}

macro_rules! value_from {
    ($($from:ty => |$given:ident| $value:expr;)*) => {
        $(impl<'a> From<$from> for Value<'a> {
            fn from($given: $from) -> Self {
                $value
            }
        })*
    };
}

value_from! {
    Uuid => |id| Value::Uuid(Some(id));
    Option<Uuid> => |id| Value::Uuid(id);
    &'a str => |given| text(Cow::Borrowed(given));
    &'a &'a str => |given| text(Cow::Borrowed(given));
    &'a String => |given| text(Cow::Borrowed(given));
    String => |given| text(Cow::Owned(given));
    Option<&'a str> => |given| given.map_or(Value::Text(None), Value::from);
    Option<String> => |given| given.map_or(Value::Text(None), Value::from);
    &'a [String] => |names| Value::Text(Some(Cow::Owned(serde_json::Value::from(names).to_string())));
    &'a Vec<String> => |names| Value::from(names.as_slice());
    i64 => |number| Value::Int(Some(number));
    i32 => |number| Value::Int(Some(i64::from(number)));
    u32 => |number| Value::Int(Some(i64::from(number)));
    u16 => |number| Value::Int(Some(i64::from(number)));
    bool => |flag| Value::Bool(Some(flag));
    &'a [u8] => |bytes| Value::Bytes(Some(bytes));
    &'a Vec<u8> => |bytes| Value::Bytes(Some(bytes));
    DateTime<Utc> => |time| Value::Int(Some(microseconds(time)));
    Option<DateTime<Utc>> => |time| Value::Int(time.map(microseconds));
}

macro_rules! value_from_copies {
    ($($type:ty),*) => {
        $(impl<'a> From<&'a $type> for Value<'a> {
            fn from(value: &'a $type) -> Self {
                Value::from(*value)
            }
        })*
    };
}

value_from_copies!(Uuid, i64, i32, u32, u16, bool, DateTime<Utc>);

/// The null of a kind of column.
pub(crate) fn null(kind: Kind) -> Value<'static> {
    match kind {
        Kind::Uuid => Value::Uuid(None),
        Kind::Text | Kind::Json => Value::Text(None),
        Kind::Int => Value::Int(None),
        Kind::Bool => Value::Bool(None),
        Kind::Bytes => Value::Bytes(None),
    }
}

macro_rules! value_from_options {
    ($($type:ty),*) => {
        $(impl<'a> From<&'a Option<$type>> for Value<'a> {
            fn from(value: &'a Option<$type>) -> Self {
                value.as_ref().map_or(null(<$type>::KIND), Value::from)
            }
        })*
    };
}

value_from_options!(Uuid, String, i64, DateTime<Utc>, Redacted<String>);

/// A JSON document, for a column that queries look into.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Json<'a>(pub(crate) &'a str);

impl<'a> From<Json<'a>> for Value<'a> {
    fn from(document: Json<'a>) -> Self {
        Value::from(document.0)
    }
}

macro_rules! stored {
    ($($type:ty => $kind:ident;)*) => {
        $(impl Stored for $type {
            const KIND: Kind = Kind::$kind;
        })*
    };
}

stored! {
    Uuid => Uuid;
    String => Text;
    &str => Text;
    Vec<String> => Text;
    i64 => Int;
    i32 => Int;
    u64 => Int;
    u32 => Int;
    u16 => Int;
    DateTime<Utc> => Int;
    bool => Bool;
    Vec<u8> => Bytes;
    Json<'_> => Json;
}

impl<T: Stored> Stored for Option<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
}
