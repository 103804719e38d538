//! One declaration for each table: its columns, the records that are read from it, and the rows that are
//! written to it.
//!
//! [`table!`] makes plain structs and keeps the order of their columns in one place: the text of a `SELECT`
//! and the fields that are read from it, the text of an `INSERT` and the values that are bound to it. A test
//! holds every declaration against the schema of both engines, so a column that is misspelt, of another type,
//! or forgotten fails.

use crate::migrations::Dialect;
use crate::value::{Kind, Stored, Value};

/// How a declaration uses a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// A record is read from it.
    Read,
    /// A row is written to it.
    Write,
    /// Statements of their own read and write it.
    Other,
}

/// A column as a declaration has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeclaredColumn {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether the type of the field has a value for null.
    pub nullable: bool,
    /// What the declaration does with it.
    pub used: Use,
}

impl DeclaredColumn {
    pub(crate) const fn of<T: Stored>(name: &'static str, used: Use) -> Self {
        Self { name, kind: T::KIND, nullable: T::NULLABLE, used }
    }
}

/// A table as a declaration has it.
#[derive(Debug, Clone, Copy)]
pub struct DeclaredTable {
    /// Its name.
    pub name: &'static str,
    /// Its columns, in groups; a column may occur in several.
    pub columns: &'static [&'static [DeclaredColumn]],
}

inventory::collect!(DeclaredTable);

/// Every declaration, in no order; a table may have several.
pub fn declared_tables() -> impl Iterator<Item = &'static DeclaredTable> {
    inventory::iter::<DeclaredTable>.into_iter()
}

/// A row that can be written: see [`table!`].
pub(crate) trait Write {
    /// The table.
    const TABLE: &'static str;
    /// What identifies the row.
    const KEY: &'static [DeclaredColumn];
    /// What else is written, at first and later.
    const CHANGED: &'static [DeclaredColumn];
    /// What is written only when the row is new.
    const FIRST: &'static [DeclaredColumn];
    /// Assignments of an update that take no value, such as `revision = revision + 1`.
    const ALSO: &'static [&'static str];
    /// A condition under which an update finds the row, beside its key; empty for none.
    const ONLY: &'static str;

    /// The values of the key and of what changes, then of what is written at first, in the order of the
    /// columns.
    fn values(&self, first: bool) -> Vec<Value<'_>>;

    /// The statements for this row, put together once.
    fn statements(dialect: Dialect) -> &'static Statements;
}

/// The texts of the statements that write a row.
pub(crate) struct Statements {
    /// Adds the row; one that is there already is an error.
    pub(crate) insert: String,
    /// Adds the row, unless it meets one with the same key or unique value.
    pub(crate) insert_new: String,
    /// Changes the row.
    pub(crate) update: String,
    /// Adds the row, or changes the one with the same key.
    pub(crate) put: String,
}

impl Statements {
    pub(crate) fn of<W: Write>(dialect: Dialect) -> Self {
        let insert = insert::<W>(dialect);
        let key: Vec<_> = W::KEY.iter().map(|column| column.name).collect();
        let replaced: Vec<_> =
            W::CHANGED.iter().map(|column| format!("{0} = excluded.{0}", column.name)).collect();
        Self {
            insert_new: format!("{insert} ON CONFLICT DO NOTHING"),
            update: update::<W>(dialect),
            put: format!("{insert} ON CONFLICT ({}) DO UPDATE SET {}", key.join(", "), replaced.join(", ")),
            insert,
        }
    }
}

fn insert<W: Write>(dialect: Dialect) -> String {
    let columns = || W::KEY.iter().chain(W::CHANGED).chain(W::FIRST);
    let names: Vec<_> = columns().map(|column| column.name).collect();
    let places: Vec<_> = columns().zip(1..).map(|(column, number)| place(column, number, dialect)).collect();
    format!("INSERT INTO {} ({}) VALUES ({})", W::TABLE, names.join(", "), places.join(", "))
}

fn update<W: Write>(dialect: Dialect) -> String {
    let equal = |(column, number): (&DeclaredColumn, usize)| {
        format!("{} = {}", column.name, place(column, number, dialect))
    };
    let mut found: Vec<_> = W::KEY.iter().zip(1..).map(equal).collect();
    found.extend(Some(W::ONLY.to_owned()).filter(|only| !only.is_empty()));
    let mut changed: Vec<_> = W::CHANGED.iter().zip(W::KEY.len() + 1..).map(equal).collect();
    changed.extend(W::ALSO.iter().map(|&also| also.to_owned()));
    format!("UPDATE {} SET {} WHERE {}", W::TABLE, changed.join(", "), found.join(" AND "))
}

/// The placeholder of a value, converted where a column takes no text.
fn place(column: &DeclaredColumn, number: usize, dialect: Dialect) -> String {
    match (column.kind, dialect) {
        (Kind::Json, Dialect::Postgres) => format!("CAST(?{number} AS JSONB)"),
        _ => format!("?{number}"),
    }
}

/// Leaves the separator in front of a list out.
pub(crate) const fn without_separator(list: &'static str) -> &'static str {
    list.split_at(", ".len()).1
}

/// Declares a table, the records that are read from it and the rows that are written to it.
///
/// ```text
/// table! {
///     GROUPS = "groups" as "g";
///
///     // A struct that is read. Its fields are columns of the table; those after `joined` are expressions.
///     read
///     /// A group.
///     pub struct GroupRecord {
///         pub id: Uuid,
///         pub name: String,
///         // A field that is read from several columns.
///         pub scope: Scope = key_scope::read [scope: KeyScope, scopes: Option<Vec<String>>],
///     }
///     joined { pub organization_name: String = "o.name" }
///
///     // A struct that is written: `insert`, `insert_new`, `update`, `put` of a transaction take it.
///     write
///     /// A new group.
///     pub struct NewGroup {
///         key { pub id: Uuid }
///         columns { pub name: String }
///         // Fields that are no columns, and columns that are no fields.
///         given { pub now: DateTime<Utc> }
///         derived |new| { name_key: String = new.name.to_lowercase(), updated_at: DateTime<Utc> = new.now }
///         // What an update leaves alone.
///         first |new| { created_at: DateTime<Utc> = new.now }
///         // Of an update: assignments without values, and a condition.
///         also ["revision = revision + 1"]
///         only "deleted_at IS NULL"
///     }
///
///     // Columns that only statements of their own use.
///     other { quota: i32 }
/// }
/// ```
macro_rules! table {
    (
        $table:ident = $name:literal as $alias:literal;
        $(
            read
            $(#[$record_meta:meta])*
            $record_vis:vis struct $record:ident {
                $(
                    $(#[$field_meta:meta])*
                    $field_vis:vis $field:ident: $field_type:ty
                    $(= $reader:path [ $($part:ident: $part_type:ty),+ $(,)? ])?
                ),* $(,)?
            }
            $(joined {
                $($(#[$joined_meta:meta])* $joined_vis:vis $joined:ident: $joined_type:ty = $joined_sql:literal),*
                $(,)?
            })?
        )*
        $(
            write
            $(#[$row_meta:meta])*
            $row_vis:vis struct $row:ident {
                $(key { $($(#[$key_meta:meta])* $key_vis:vis $key:ident: $key_type:ty),* $(,)? })?
                $(columns { $($(#[$column_meta:meta])* $column_vis:vis $column:ident: $column_type:ty),* $(,)? })?
                $(given { $($(#[$given_meta:meta])* $given_vis:vis $given:ident: $given_type:ty),* $(,)? })?
                $(derived |$new:ident| { $($derived:ident: $derived_type:ty = $derive:expr),* $(,)? })?
                $(first |$newest:ident| { $($first:ident: $first_type:ty = $firstly:expr),* $(,)? })?
                $(also [$($also:literal),* $(,)?])?
                $(only $only:literal)?
            }
        )*
        $(other { $($other:ident: $other_type:ty),* $(,)? })?
    ) => {
        /// The table, for the test that compares it with the schema.
        pub(crate) const $table: $crate::table::DeclaredTable = $crate::table::DeclaredTable {
            name: $name,
            columns: &[
                $($(
                    table!(@declared Read, $field: $field_type $(, [ $($part: $part_type),+ ])?),
                )*)*
                $(
                    <$row as $crate::table::Write>::KEY,
                    <$row as $crate::table::Write>::CHANGED,
                    <$row as $crate::table::Write>::FIRST,
                )*
                $($(table!(@declared Other, $other: $other_type),)*)?
            ],
        };
        ::inventory::submit! { $table }
        $(
            $(#[$record_meta])*
            $record_vis struct $record {
                $($(#[$field_meta])* $field_vis $field: $field_type,)*
                $($($(#[$joined_meta])* $joined_vis $joined: $joined_type,)*)?
            }

            impl $record {
                /// Its columns, as a `SELECT` lists them.
                pub(crate) const COLUMNS: &'static str = $crate::table::without_separator(concat!(
                    $(table!(@selected $alias, $field $(, [ $($part),+ ])?),)*
                    $($(", ", $joined_sql,)*)?
                ));
            }

            impl $crate::row::FromRow for $record {
                fn from_row(row: &mut $crate::row::Row<'_>) -> Result<Self, $crate::StoreError> {
                    Ok(Self {
                        $($field: table!(@read row $(, $reader)?),)*
                        $($($joined: row.next()?,)*)?
                    })
                }
            }
        )*
        $(
            $(#[$row_meta])*
            $row_vis struct $row {
                $($($(#[$key_meta])* $key_vis $key: $key_type,)*)?
                $($($(#[$column_meta])* $column_vis $column: $column_type,)*)?
                $($($(#[$given_meta])* $given_vis $given: $given_type,)*)?
            }

            impl $crate::table::Write for $row {
                const TABLE: &'static str = $name;
                const KEY: &'static [$crate::table::DeclaredColumn] =
                    &[$($(table!(@column Write, $key: $key_type),)*)?];
                const CHANGED: &'static [$crate::table::DeclaredColumn] = &[
                    $($(table!(@column Write, $column: $column_type),)*)?
                    $($(table!(@column Write, $derived: $derived_type),)*)?
                ];
                const FIRST: &'static [$crate::table::DeclaredColumn] =
                    &[$($(table!(@column Write, $first: $first_type),)*)?];
                const ALSO: &'static [&'static str] = &[$($($also),*)?];
                const ONLY: &'static str = table!(@only $($only)?);

                fn values(&self, first: bool) -> Vec<$crate::value::Value<'_>> {
                    let mut values = Vec::new();
                    values.extend([
                        $($($crate::value::Value::from(&self.$key),)*)?
                        $($($crate::value::Value::from(&self.$column),)*)?
                    ]);
                    $(
                        let $new = self;
                        $(values.push($crate::value::Value::from($derive));)*
                    )?
                    if first {
                        $(
                            let $newest = self;
                            $(values.push($crate::value::Value::from($firstly));)*
                        )?
                    }
                    values
                }

                fn statements(
                    dialect: $crate::migrations::Dialect,
                ) -> &'static $crate::table::Statements {
                    use $crate::migrations::Dialect;
                    static SQLITE: std::sync::LazyLock<$crate::table::Statements> =
                        std::sync::LazyLock::new(|| $crate::table::Statements::of::<$row>(Dialect::Sqlite));
                    static POSTGRES: std::sync::LazyLock<$crate::table::Statements> =
                        std::sync::LazyLock::new(|| $crate::table::Statements::of::<$row>(Dialect::Postgres));
                    match dialect {
                        Dialect::Sqlite => &SQLITE,
                        Dialect::Postgres => &POSTGRES,
                    }
                }
            }
        )*
    };
    (@declared $used:ident, $field:ident: $type:ty) => { &[table!(@column $used, $field: $type)] };
    (@declared $used:ident, $field:ident: $type:ty, [ $($part:ident: $part_type:ty),+ ]) => {
        &[$(table!(@column $used, $part: $part_type)),+]
    };
    (@column $used:ident, $field:ident: $type:ty) => {
        $crate::table::DeclaredColumn::of::<$type>(stringify!($field), $crate::table::Use::$used)
    };
    (@selected $alias:literal, $field:ident) => { concat!(", ", $alias, ".", stringify!($field)) };
    (@selected $alias:literal, $field:ident, [ $($part:ident),+ ]) => {
        concat!($(", ", $alias, ".", stringify!($part)),+)
    };
    (@only) => { "" };
    (@only $only:literal) => { $only };
    (@read $row:ident) => { $row.next()? };
    (@read $row:ident, $reader:path) => { $reader($row)? };
}
pub(crate) use table;
