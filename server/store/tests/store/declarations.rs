//! Every declaration of a table fits the schema that the migrations make, on both engines.

use crate::engines::{Scratch, sqlite};
use burgrave_store::{DeclaredColumn, Kind, Use, declared_tables};
use std::collections::{BTreeMap, BTreeSet};

/// A column of the schema.
#[derive(Debug, Clone, PartialEq)]
struct Column {
    kinds: Vec<Kind>,
    nullable: bool,
}

/// Columns by table and name.
type Schema = BTreeMap<(String, String), Column>;

/// The one table that the migrations themselves keep.
const RECORD: &str = "schema_migrations";

async fn on_sqlite() -> Schema {
    let scratch = Scratch::new();
    sqlite(&scratch.0).await.close().await;
    let database = rusqlite::Connection::open(scratch.join("burgrave.db")).unwrap();
    let mut statement = database
        .prepare(
            "SELECT t.name, c.name, c.type, c.\"notnull\" FROM sqlite_schema t, pragma_table_info(t.name) c \
             WHERE t.type = 'table'",
        )
        .unwrap();
    let read = |row: &rusqlite::Row<'_>| {
        let kinds = match row.get::<_, String>(2)?.as_str() {
            "BLOB" => vec![Kind::Uuid, Kind::Bytes],
            "TEXT" => vec![Kind::Text, Kind::Json],
            "INTEGER" => vec![Kind::Int, Kind::Bool],
            other => panic!("no kind has the type {other}"),
        };
        Ok(((row.get(0)?, row.get(1)?), Column { kinds, nullable: !row.get::<_, bool>(3)? }))
    };
    let found: Schema = statement.query_map([], read).unwrap().map(Result::unwrap).collect();
    found.into_iter().filter(|((table, _), _)| table != RECORD).collect()
}

async fn on_postgres() -> Option<Schema> {
    let url = crate::cluster::cluster().await?.database().await;
    let (client, driver) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    let driver = tokio::spawn(driver);
    let sql = "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES' \
               FROM information_schema.columns WHERE table_schema = 'public'";
    let rows = client.query(sql, &[]).await.unwrap();
    drop(client);
    driver.await.unwrap().unwrap();
    let read = |row: &tokio_postgres::Row| {
        let kind = match row.get::<_, &str>(2) {
            "uuid" => Kind::Uuid,
            "text" => Kind::Text,
            "bigint" => Kind::Int,
            "boolean" => Kind::Bool,
            "bytea" => Kind::Bytes,
            "jsonb" => Kind::Json,
            other => panic!("no kind has the type {other}"),
        };
        ((row.get(0), row.get(1)), Column { kinds: vec![kind], nullable: row.get(3) })
    };
    let found: Schema = rows.iter().map(read).collect();
    Some(found.into_iter().filter(|((table, _), _)| table != RECORD).collect())
}

/// What a declaration says wrongly of a column.
fn fault(declared: &DeclaredColumn, schema: Option<&Column>) -> Option<String> {
    let Some(column) = schema else { return Some("is not in the schema".into()) };
    if !column.kinds.contains(&declared.kind) {
        return Some(format!("is declared as {:?} and is {:?}", declared.kind, column.kinds));
    }
    match (declared.used, declared.nullable, column.nullable) {
        (Use::Read, false, true) => Some("may be null and is read as if it never were".into()),
        (Use::Write, true, false) => Some("is never null and may be written as null".into()),
        (Use::Other, declared, column) if declared != column => Some("may be null in one place only".into()),
        _ => None,
    }
}

fn compare(schema: &Schema, engine: &str) {
    let mut wrong = Vec::new();
    let mut declared = BTreeSet::new();
    for table in declared_tables() {
        for column in table.columns.iter().copied().flatten() {
            let place = (table.name.to_owned(), column.name.to_owned());
            if let Some(fault) = fault(column, schema.get(&place)) {
                wrong.push(format!("{}.{} {fault}", table.name, column.name));
            }
            declared.insert(place);
        }
    }
    for (table, column) in schema.keys().filter(|place| !declared.contains(*place)) {
        wrong.push(format!("{table}.{column} is in no declaration"));
    }
    assert!(wrong.is_empty(), "on {engine}:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_declaration_fits_the_schema_and_every_column_is_declared() {
    compare(&on_sqlite().await, "SQLite");
    if let Some(schema) = on_postgres().await {
        compare(&schema, "PostgreSQL");
    }
}

#[test]
fn a_declaration_that_does_not_fit_is_named() {
    let column = |kind, nullable, used| DeclaredColumn { name: "name", kind, nullable, used };
    let text = Column { kinds: vec![Kind::Text], nullable: false };
    let optional = Column { nullable: true, ..text.clone() };
    assert_eq!(fault(&column(Kind::Text, false, Use::Read), Some(&text)), None);
    assert!(fault(&column(Kind::Text, false, Use::Read), None).is_some());
    assert!(fault(&column(Kind::Int, false, Use::Read), Some(&text)).is_some());
    assert!(fault(&column(Kind::Text, false, Use::Read), Some(&optional)).is_some());
    assert!(fault(&column(Kind::Text, true, Use::Write), Some(&text)).is_some());
    assert_eq!(fault(&column(Kind::Text, false, Use::Write), Some(&optional)), None);
}
