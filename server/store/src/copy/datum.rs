//! A value of a row, the same for both engines.

use crate::StoreError;
use crate::row::{Cell, Column, FromRow, Row};
use crate::value::{Kind, Value, null};
use serde_json::Value as Document;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use uuid::Uuid;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Datum {
    Null,
    Uuid(Uuid),
    Text(String),
    Int(i64),
    Bool(bool),
    Bytes(Vec<u8>),
}

/// A row as an engine gives it.
pub(super) struct Cells(pub(super) Vec<Datum>);

impl FromRow for Cells {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let mut cells = Vec::with_capacity(row.left());
        while row.left() > 0 {
            cells.push(row.next()?);
        }
        Ok(Self(cells))
    }
}

impl Column for Datum {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        Some(match cell {
            Cell::Null => Self::Null,
            Cell::Uuid(id) => Self::Uuid(id),
            Cell::Text(text) => Self::Text(text.to_owned()),
            Cell::Int(number) => Self::Int(number),
            Cell::Bool(flag) => Self::Bool(flag),
            Cell::Bytes(bytes) => Self::Bytes(bytes.to_vec()),
        })
    }
}

impl Datum {
    /// The same value as its column's kind has it: SQLite has no ids and no truth of its own.
    pub(super) fn of_kind(self, kind: Kind) -> Option<Self> {
        match (kind, self) {
            (_, Self::Null) => Some(Self::Null),
            (Kind::Uuid, Self::Bytes(bytes)) => Uuid::from_slice(&bytes).ok().map(Self::Uuid),
            (Kind::Bool, Self::Int(number)) => Some(Self::Bool(number != 0)),
            (Kind::Uuid, own @ Self::Uuid(_))
            | (Kind::Text | Kind::Json, own @ Self::Text(_))
            | (Kind::Int, own @ Self::Int(_))
            | (Kind::Bool, own @ Self::Bool(_))
            | (Kind::Bytes, own @ Self::Bytes(_)) => Some(own),
            _ => None,
        }
    }

    /// What a statement takes.
    pub(super) fn value(&self, kind: Kind) -> Value<'_> {
        match self {
            Self::Null => null(kind),
            Self::Uuid(id) => Value::Uuid(Some(*id)),
            Self::Text(text) => Value::Text(Some(Cow::Borrowed(text))),
            Self::Int(number) => Value::Int(Some(*number)),
            Self::Bool(flag) => Value::Bool(Some(*flag)),
            Self::Bytes(bytes) => Value::Bytes(Some(bytes)),
        }
    }

    /// Its size in bytes, about.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
            _ => size_of::<i64>(),
        }
    }

    /// Adds it to a hash, so that no two rows are the same to it that aren't; false for a document that can't
    /// be read. PostgreSQL keeps what a document says, and not how it was written.
    pub(super) fn hash(&self, kind: Kind, hasher: &mut Sha256) -> bool {
        let mut part = |tag: u8, bytes: &[u8]| {
            hasher.update([tag]);
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        match self {
            Self::Null => part(0, &[]),
            Self::Uuid(id) => part(1, id.as_bytes()),
            Self::Text(text) if kind == Kind::Json => {
                let Ok(document) = serde_json::from_str(text) else { return false };
                part(2, normal(&document).to_string().as_bytes());
            }
            Self::Text(text) => part(3, text.as_bytes()),
            Self::Int(number) => part(4, &number.to_be_bytes()),
            Self::Bool(flag) => part(5, &[u8::from(*flag)]),
            Self::Bytes(bytes) => part(6, bytes),
        }
        true
    }
}

/// The largest whole number below which a floating-point number stands for no other one.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// A document with its names in order, and a number that is whole as one.
fn normal(document: &Document) -> Document {
    match document {
        Document::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, value)| (name.clone(), normal(value))).collect();
            members.sort_by(|one, other| one.0.cmp(&other.0));
            Document::Object(members.into_iter().collect())
        }
        Document::Array(entries) => Document::Array(entries.iter().map(normal).collect()),
        Document::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < WHOLE => {
                Document::from(float as i64)
            }
            _ => document.clone(),
        },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(datum: &Datum, kind: Kind) -> String {
        let mut hasher = Sha256::new();
        assert!(datum.hash(kind, &mut hasher));
        hex::encode(hasher.finalize())
    }

    #[test]
    fn documents_are_the_same_however_they_are_written() {
        let json = |text: &str| hash(&Datum::Text(text.into()), Kind::Json);
        assert_eq!(json(r#"{"b":[1e2,{"d":1.50,"c":null}],"a":"x"}"#), {
            json(r#"{"a": "x", "b": [100, {"c": null, "d": 1.5}]}"#)
        });
        assert_ne!(json("[1,2]"), json("[2,1]"));
        assert_ne!(
            hash(&Datum::Text("[1]".into()), Kind::Text),
            hash(&Datum::Text("[1] ".into()), Kind::Text)
        );
        assert!(!Datum::Text("{".into()).hash(Kind::Json, &mut Sha256::new()));
    }

    #[test]
    fn values_are_what_their_column_says() {
        let id = Uuid::from_u128(7);
        assert_eq!(Datum::Bytes(id.as_bytes().to_vec()).of_kind(Kind::Uuid), Some(Datum::Uuid(id)));
        assert_eq!(Datum::Int(1).of_kind(Kind::Bool), Some(Datum::Bool(true)));
        assert_eq!(Datum::Bytes(vec![1]).of_kind(Kind::Uuid), None);
        assert_eq!(Datum::Text("x".into()).of_kind(Kind::Int), None);
        assert_ne!(hash(&Datum::Null, Kind::Text), hash(&Datum::Text(String::new()), Kind::Text));
    }
}
