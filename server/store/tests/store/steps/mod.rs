//! Steps of the schema that move what is there.

mod rotation;
mod scim_members;
mod scim_users;

pub const SQLITE: [(&str, &str); 7] = [
    ("{uuid}", "BLOB"),
    ("{key}", "TEXT"),
    ("{json}", "TEXT"),
    ("{int}", "INTEGER"),
    ("{bytes}", "BLOB"),
    ("{keyed}", "STRICT, WITHOUT ROWID"),
    ("{rows}", "STRICT"),
];

pub const POSTGRES: [(&str, &str); 7] = [
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
