//! The tables that are copied: what their declarations say, and the key that the schema gives them.

use super::datum::{Cells, Datum};
use crate::engine::Session;
use crate::migrations::Dialect;
use crate::row::{FromRow, Row};
use crate::value::{Kind, Value};
use crate::{StoreError, declared_tables};
use std::collections::BTreeMap;

/// The table that holds the references of a PostgreSQL database while a copy is made into it.
pub(super) const REFERENCES: &str = "copied_references";

/// What the migrations and copies keep for themselves.
const OWN: [&str; 2] = ["schema_migrations", REFERENCES];

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TablePlan {
    pub(super) name: String,
    /// Names and kinds, in the order of names.
    pub(super) columns: Vec<(String, Kind)>,
    /// The places of the columns of its key.
    pub(super) key: Vec<usize>,
}

/// A column as the schema has it; the place in the key counts from 1, and 0 is none.
struct Found {
    table: String,
    column: String,
    key: i64,
}

impl FromRow for Found {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { table: row.next()?, column: row.next()?, key: row.next()? })
    }
}

const SQLITE_COLUMNS: &str = "SELECT t.name, c.name, c.pk FROM sqlite_schema t, pragma_table_info(t.name) c \
                              WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

const POSTGRES_COLUMNS: &str = "SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT), \
     CAST(coalesce(k.ordinal_position, 0) AS BIGINT) FROM information_schema.columns c \
     LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema \
     AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY' \
     LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = p.constraint_schema \
     AND k.constraint_name = p.constraint_name AND k.table_name = c.table_name \
     AND k.column_name = c.column_name WHERE c.table_schema = current_schema()";

/// Every table, in the order of names.
///
/// # Errors
/// The schema and the declarations don't name the same tables and columns.
pub(super) async fn plan(session: &Session) -> Result<Vec<TablePlan>, StoreError> {
    let sql = match session.dialect() {
        Dialect::Sqlite => SQLITE_COLUMNS,
        Dialect::Postgres => POSTGRES_COLUMNS,
    };
    let mut found = session.fetch::<Found>(sql, &[]).await?;
    found.retain(|column| !OWN.contains(&column.table.as_str()));
    matched(declared(), &found)
}

/// Kinds of columns, by table and name.
type Declared = BTreeMap<String, BTreeMap<String, Kind>>;

fn declared() -> Declared {
    let mut all = Declared::new();
    for table in declared_tables() {
        let columns = all.entry(table.name.to_owned()).or_default();
        columns.extend(
            table.columns.iter().copied().flatten().map(|column| (column.name.to_owned(), column.kind)),
        );
    }
    all
}

/// What is declared and what is found have to be the same: nothing is left behind unseen.
fn matched(declared: Declared, found: &[Found]) -> Result<Vec<TablePlan>, StoreError> {
    let unfit = |what: String| StoreError::Internal(format!("the copy would be incomplete: {what}"));
    for column in found {
        if !declared.get(&column.table).is_some_and(|columns| columns.contains_key(&column.column)) {
            return Err(unfit(format!("{}.{} is not declared", column.table, column.column)));
        }
    }
    let mut plans = Vec::with_capacity(declared.len());
    for (name, columns) in declared {
        let of_table: Vec<_> = found.iter().filter(|column| column.table == name).collect();
        let columns: Vec<_> = columns.into_iter().collect();
        if columns.len() != of_table.len() {
            return Err(unfit(format!("{name} is declared with other columns than it has")));
        }
        let mut keyed: Vec<_> = of_table.iter().filter(|column| column.key > 0).collect();
        keyed.sort_by_key(|column| column.key);
        let place = |wanted: &str| columns.iter().position(|(name, _)| name == wanted);
        let key: Vec<_> = keyed.iter().filter_map(|column| place(&column.column)).collect();
        if key.is_empty() {
            return Err(unfit(format!("{name} has no key")));
        }
        plans.push(TablePlan { name, columns, key });
    }
    Ok(plans)
}

impl TablePlan {
    /// The statement that gives rows in the order of the key: its values are a key to begin behind, if wanted,
    /// and the number of rows.
    fn select(&self, dialect: Dialect, behind: bool) -> String {
        let read = |(name, kind): &(String, Kind)| match (kind, dialect) {
            (Kind::Json, Dialect::Postgres) => format!("CAST(t.{name} AS TEXT)"),
            _ => format!("t.{name}"),
        };
        let columns: Vec<_> = self.columns.iter().map(read).collect();
        let key: Vec<_> = self.key.iter().map(|place| self.key_column(*place, dialect)).collect();
        let (columns, key) = (columns.join(", "), key.join(", "));
        let places: Vec<_> = (1..=self.key.len()).map(|number| format!("?{number}")).collect();
        let (condition, bound) = match behind {
            true => (format!(" WHERE ({key}) > ({})", places.join(", ")), self.key.len()),
            false => (String::new(), 0),
        };
        format!("SELECT {columns} FROM {} t{condition} ORDER BY {key} LIMIT ?{}", self.name, bound + 1)
    }

    /// Texts are compared byte by byte in both engines.
    fn key_column(&self, place: usize, dialect: Dialect) -> String {
        match (&self.columns[place], dialect) {
            ((name, Kind::Text), Dialect::Postgres) => format!("t.{name} COLLATE \"C\""),
            ((name, _), _) => format!("t.{name}"),
        }
    }

    /// The rows behind one, in the order of the key.
    pub(super) async fn page(
        &self,
        session: &Session,
        after: Option<&[Datum]>,
        most: i64,
    ) -> Result<Vec<Vec<Datum>>, StoreError> {
        let sql = self.select(session.dialect(), after.is_some());
        let kinds = self.key.iter().map(|place| self.columns[*place].1);
        let mut values: Vec<_> =
            after.unwrap_or_default().iter().zip(kinds).map(|(datum, kind)| datum.value(kind)).collect();
        values.push(most.into());
        let rows = session.fetch::<Cells>(&sql, &values).await?;
        rows.into_iter().map(|row| self.of_kinds(row)).collect()
    }

    fn of_kinds(&self, row: Cells) -> Result<Vec<Datum>, StoreError> {
        let fit = |(datum, (column, kind)): (Datum, &(String, Kind))| {
            datum.of_kind(*kind).ok_or_else(|| {
                StoreError::Corrupt(format!("{}.{column} holds a value that is no {kind:?}", self.name))
            })
        };
        row.0.into_iter().zip(&self.columns).map(fit).collect()
    }

    /// The key of a row.
    pub(super) fn key_of(&self, row: &[Datum]) -> Vec<Datum> {
        self.key.iter().map(|place| row[*place].clone()).collect()
    }

    /// Adds rows.
    pub(super) async fn insert(&self, session: &Session, rows: &[Vec<Datum>]) -> Result<(), StoreError> {
        let names: Vec<_> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let place = |((_, kind), number): (&(String, Kind), usize)| match (kind, session.dialect()) {
            (Kind::Json, Dialect::Postgres) => format!("CAST(?{number} AS JSONB)"),
            _ => format!("?{number}"),
        };
        let places: Vec<_> = self.columns.iter().zip(1..).map(place).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES ({})", self.name, names.join(", "), places.join(", "));
        let rows: Vec<_> = rows.iter().map(|row| self.values(row)).collect();
        session.execute_each(&sql, &rows).await
    }

    fn values<'a>(&self, row: &'a [Datum]) -> Vec<Value<'a>> {
        row.iter().zip(&self.columns).map(|(datum, (_, kind))| datum.value(*kind)).collect()
    }

    /// How many rows there are.
    pub(super) async fn count(&self, session: &Session) -> Result<u64, StoreError> {
        let (count,) = session.one::<(u64,)>(&format!("SELECT count(*) FROM {}", self.name), &[]).await?;
        Ok(count)
    }

    /// Whether there is any row.
    pub(super) async fn has_rows(&self, session: &Session) -> Result<bool, StoreError> {
        Ok(!self.page(session, None, 1).await?.is_empty())
    }

    /// Takes all rows away; no reference leads to them while a copy is made.
    pub(super) async fn empty(&self, session: &Session) -> Result<(), StoreError> {
        let words = match session.dialect() {
            Dialect::Sqlite => "DELETE FROM",
            Dialect::Postgres => "TRUNCATE",
        };
        session.batch(&format!("{words} {}", self.name)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(table: &str, column: &str, key: i64) -> Found {
        Found { table: table.into(), column: column.into(), key }
    }

    fn one() -> Declared {
        let columns = [("a".to_owned(), Kind::Int), ("b".to_owned(), Kind::Text)];
        BTreeMap::from([("one".to_owned(), BTreeMap::from(columns))])
    }

    #[test]
    fn a_table_or_a_column_that_one_side_lacks_is_named() {
        let told = |found: &[Found]| matched(one(), found).map(drop).unwrap_err().to_string();
        let whole = [found("one", "b", 1), found("one", "a", 2)];
        let plans = matched(one(), &whole).unwrap();
        assert_eq!(plans[0].key, [1, 0], "the key is in its own order");
        assert!(told(&[found("one", "a", 1)]).contains("other columns"));
        assert!(told(&[found("one", "a", 1), found("two", "c", 1)]).contains("two.c is not declared"));
        assert!(told(&[]).contains("other columns"));
        assert!(told(&[found("one", "a", 0), found("one", "b", 0)]).contains("no key"));
    }
}
