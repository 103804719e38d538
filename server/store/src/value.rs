//! What is bound to a statement: typed, so that PostgreSQL needs no casts and SQLite no guesses.

use chrono::{DateTime, Utc};
use rusqlite::types::{Null, ToSqlOutput, ValueRef};
use std::borrow::Cow;
use std::error::Error;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

/// One bound parameter. The variant is its type even when it is null.
#[derive(Debug, Clone)]
pub(crate) enum Value<'a> {
    Uuid(Option<Uuid>),
    Text(Option<Cow<'a, str>>),
    Int(Option<i64>),
    Bool(bool),
    Bytes(&'a [u8]),
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

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Uuid(Some(id)) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            Self::Text(Some(text)) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Int(Some(number)) => ToSqlOutput::from(*number),
            Self::Bool(flag) => ToSqlOutput::from(*flag),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Uuid(None) | Self::Text(None) | Self::Int(None) => ToSqlOutput::from(Null),
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
        // Statements are prepared with the types of the values themselves; `to_sql_checked` of each inner type still looks.
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
    &'a str => |text| Value::Text(Some(Cow::Borrowed(text)));
    &'a String => |text| Value::Text(Some(Cow::Borrowed(text)));
    String => |text| Value::Text(Some(Cow::Owned(text)));
    Option<&'a str> => |text| Value::Text(text.map(Cow::Borrowed));
    i64 => |number| Value::Int(Some(number));
    i32 => |number| Value::Int(Some(i64::from(number)));
    u32 => |number| Value::Int(Some(i64::from(number)));
    u16 => |number| Value::Int(Some(i64::from(number)));
    bool => |flag| Value::Bool(flag);
    &'a [u8] => |bytes| Value::Bytes(bytes);
    DateTime<Utc> => |time| Value::Int(Some(microseconds(time)));
    Option<DateTime<Utc>> => |time| Value::Int(time.map(microseconds));
}
