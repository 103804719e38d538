//! What comes back from a statement, read column by column.

use crate::StoreError;
use chrono::{DateTime, Utc};
use rusqlite::types::ValueRef;
use tokio_postgres::types::Type;
use uuid::Uuid;

/// One row; columns are taken in the order in which the statement names them.
pub(crate) struct Row<'r> {
    source: Source<'r>,
    next: usize,
}

enum Source<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

/// A column as the engine gives it.
pub(crate) enum Cell<'r> {
    Null,
    Uuid(Uuid),
    Text(&'r str),
    Int(i64),
    Bool(bool),
    Bytes(&'r [u8]),
}

/// A record that can be read from a row.
pub(crate) trait FromRow: Sized {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError>;
}

/// A type that a column can be read as.
pub(crate) trait Column: Sized {
    /// Absent when the cell is of another type.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

impl<'r> Row<'r> {
    pub(crate) fn sqlite(row: &'r rusqlite::Row<'r>) -> Self {
        Self { source: Source::Sqlite(row), next: 0 }
    }

    pub(crate) fn postgres(row: &'r tokio_postgres::Row) -> Self {
        Self { source: Source::Postgres(row), next: 0 }
    }

    /// The next column.
    pub(crate) fn next<C: Column>(&mut self) -> Result<C, StoreError> {
        let place = self.next;
        self.next += 1;
        self.cell(place).and_then(C::from_cell).ok_or_else(|| {
            StoreError::Corrupt(format!(
                "column {} can't be read as {}",
                self.name(place),
                std::any::type_name::<C>()
            ))
        })
    }

    /// How many columns were not taken yet.
    pub(crate) fn left(&self) -> usize {
        let columns = match self.source {
            Source::Sqlite(row) => row.as_ref().column_count(),
            Source::Postgres(row) => row.len(),
        };
        columns.saturating_sub(self.next)
    }

    fn cell(&self, place: usize) -> Option<Cell<'r>> {
        match self.source {
            Source::Sqlite(row) => Some(match row.get_ref(place).ok()? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(number) => Cell::Int(number),
                ValueRef::Text(text) => Cell::Text(std::str::from_utf8(text).ok()?),
                ValueRef::Blob(bytes) => Cell::Bytes(bytes),
                ValueRef::Real(_) => return None,
            }),
            Source::Postgres(row) => match *row.columns().get(place)?.type_() {
                Type::UUID => filled(row, place, Cell::Uuid),
                Type::INT8 => filled(row, place, Cell::Int),
                Type::BOOL => filled(row, place, Cell::Bool),
                Type::TEXT => filled(row, place, Cell::Text),
                Type::BYTEA => filled(row, place, Cell::Bytes),
                _ => None,
            },
        }
    }

    fn name(&self, place: usize) -> String {
        let name = match self.source {
            Source::Sqlite(row) => row.as_ref().column_name(place).ok(),
            Source::Postgres(row) => row.columns().get(place).map(|column| column.name()),
        };
        name.map_or_else(|| place.to_string(), str::to_owned)
    }
}

fn filled<'r, T: tokio_postgres::types::FromSql<'r>>(
    row: &'r tokio_postgres::Row,
    place: usize,
    make: fn(T) -> Cell<'r>,
) -> Option<Cell<'r>> {
    let value = row.try_get::<_, Option<T>>(place).ok()?;
    Some(value.map_or(Cell::Null, make))
}

impl Column for i64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Int(number) = cell { Some(number) } else { None }
    }
}

impl Column for i32 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).and_then(|number| number.try_into().ok())
    }
}

impl Column for u32 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).and_then(|number| number.try_into().ok())
    }
}

impl Column for u64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).and_then(|number| number.try_into().ok())
    }
}

impl Column for bool {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Bool(flag) => Some(flag),
            Cell::Int(number) => Some(number != 0),
            _ => None,
        }
    }
}

impl Column for Uuid {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Uuid(id) => Some(id),
            Cell::Bytes(bytes) => Uuid::from_slice(bytes).ok(),
            _ => None,
        }
    }
}

impl Column for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { Some(text.to_owned()) } else { None }
    }
}

impl Column for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Bytes(bytes) = cell { Some(bytes.to_vec()) } else { None }
    }
}

impl Column for DateTime<Utc> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).and_then(DateTime::from_timestamp_micros)
    }
}

impl<C: Column> Column for Option<C> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Null = cell { Some(None) } else { C::from_cell(cell).map(Some) }
    }
}

/// Lists of names (roles) are JSON arrays in a text column.
impl Column for Vec<String> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { serde_json::from_str(text).ok() } else { None }
    }
}

impl<C: Column> FromRow for (C,) {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok((row.next()?,))
    }
}

impl<A: Column, B: Column> FromRow for (A, B) {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok((row.next()?, row.next()?))
    }
}
