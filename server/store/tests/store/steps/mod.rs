//! Steps of the schema that move what is there.

mod rotation;
mod scim_members;
mod scim_users;
mod user_statuses;

use crate::cluster::cluster;
use crate::engines::{Scratch, log, sqlite};
use burgrave_store::*;

pub const SQLITE: [(&str, &str); 7] = [
    ("{uuid}", "BLOB"),
    ("{key}", "TEXT"),
    ("{json}", "TEXT"),
    ("{int}", "INTEGER"),
    ("{bytes}", "BLOB"),
    ("{keyed}", "STRICT, WITHOUT ROWID"),
    ("{rows}", "STRICT"),
];

const POSTGRES: [(&str, &str); 7] = [
    ("{uuid}", "UUID"),
    ("{key}", "TEXT COLLATE \"C\""),
    ("{json}", "JSONB"),
    ("{int}", "BIGINT"),
    ("{bytes}", "BYTEA"),
    (" {keyed}", ""),
    (" {rows}", ""),
];

/// A step as an engine takes it.
pub fn step(text: &str, engine: &str, words: [(&str, &str); 7]) -> String {
    let (own, lines) = (format!("{{{engine}}} "), text.lines());
    let lines = lines
        .filter(|line| line.starts_with(&own) || !line.contains("sqlite} ") && !line.contains("postgres} "));
    let text: Vec<&str> = lines.map(|line| line.strip_prefix(&own).unwrap_or(line)).collect();
    words.iter().fold(text.join("\n"), |text, (token, word)| text.replace(token, word))
}

/// Takes a step on each engine: `written` fills a database, `before` takes back what the step made, and after
/// the step `moved` looks whether everything is there.
pub async fn taken(before: &str, text: &str, written: impl AsyncFn(&Store), moved: impl AsyncFn(&Store)) {
    let text = format!("{before}\n{text}");
    let scratch = Scratch::new();
    let store = sqlite(&scratch.0).await;
    written(&store).await;
    store.close().await;
    let raw = rusqlite::Connection::open(scratch.join("burgrave.db")).unwrap();
    raw.execute_batch(&step(&text, "sqlite", SQLITE)).unwrap();
    drop(raw);
    let store = sqlite(&scratch.0).await;
    moved(&store).await;
    store.close().await;

    let Some(cluster) = cluster().await else { return };
    let url = cluster.database().await;
    let store = Store::open(Settings::postgres(url.clone()), log()).await.unwrap();
    written(&store).await;
    cluster.run_in(&url, &step(&text, "postgres", POSTGRES)).await;
    moved(&store).await;
    store.close().await;
}
