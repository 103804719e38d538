//! A statement whose conditions depend on what was asked: what wasn't asked for is left out of the text, so
//! that the planner sees only conditions that an index can serve.

use crate::migrations::Dialect;
use crate::value::Value;
use std::fmt::Write;

/// Values that a list binds one by one. Databases have a limit to the values of a statement (32,766 on
/// SQLite, 65,535 on PostgreSQL), so a longer list is bound as one JSON value: it may have any length.
const LONGEST_LIST: usize = 256;

/// A growing `WHERE` with its values.
pub(crate) struct Filter<'a> {
    dialect: Dialect,
    text: String,
    pub(crate) values: Vec<Value<'a>>,
}

impl<'a> Filter<'a> {
    /// Without conditions and values.
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, text: String::new(), values: Vec::new() }
    }

    /// Binds a value; gives its placeholder.
    pub(crate) fn bind(&mut self, value: impl Into<Value<'a>>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// Binds a list; gives what stands in the brackets of an `IN`: `?3, ?4, …`, or a query for a long list.
    /// The length is rounded up to a power of two by repeating the last value, so that few differing
    /// statements are prepared. An empty list gives a list that matches nothing.
    pub(crate) fn bind_all(&mut self, values: impl IntoIterator<Item = impl Into<Value<'a>>>) -> String {
        let mut all: Vec<Value<'a>> = values.into_iter().map(Into::into).collect();
        let Some(last) = all.last().cloned() else { return "NULL".into() };
        if all.len() > LONGEST_LIST {
            return self.bind_long(&all);
        }
        all.resize(all.len().next_power_of_two(), last);
        let mut places = String::new();
        for value in all {
            let place = self.bind(value);
            let comma = if places.is_empty() { "" } else { ", " };
            let _ = write!(places, "{comma}{place}");
        }
        places
    }

    /// Binds a list as one JSON value; gives a query of its entries. All are of the type of the first.
    fn bind_long(&mut self, values: &[Value<'a>]) -> String {
        let entries: Vec<serde_json::Value> = values.iter().map(Value::to_json).collect();
        let place = self.bind(serde_json::Value::from(entries).to_string());
        let ids = matches!(values, [Value::Uuid(_), ..]);
        match (self.dialect, ids) {
            (Dialect::Sqlite, true) => format!("SELECT unhex(list.value) FROM json_each({place}) list"),
            (Dialect::Sqlite, false) => format!("SELECT list.value FROM json_each({place}) list"),
            (Dialect::Postgres, ids) => format!(
                "SELECT CAST(list.value AS {}) \
                 FROM jsonb_array_elements_text(CAST({place} AS JSONB)) AS list(value)",
                if ids { "UUID" } else { "TEXT" }
            ),
        }
    }

    /// `LIMIT … OFFSET …`, or nothing; a limit of 0 is none.
    pub(crate) fn bounds(&mut self, limit: u32, offset: u32) -> String {
        if limit == 0 && offset == 0 {
            return String::new();
        }
        let limit = if limit == 0 { i64::MAX } else { i64::from(limit) };
        let (limit, offset) = (self.bind(limit), self.bind(offset));
        format!(" LIMIT {limit} OFFSET {offset}")
    }

    /// A statement within this one, which goes on with its values: they are put back when it is written.
    pub(crate) fn inner(&mut self) -> Self {
        Self { values: std::mem::take(&mut self.values), ..Self::new(self.dialect) }
    }

    /// Adds a condition; all must hold.
    pub(crate) fn and(&mut self, condition: impl AsRef<str>) {
        let joint = if self.text.is_empty() { "WHERE" } else { " AND" };
        let _ = write!(self.text, "{joint} ({})", condition.as_ref());
    }

    /// The `WHERE` clause, or nothing.
    pub(crate) fn clause(&self) -> &str {
        &self.text
    }
}

/// A `LIKE` pattern (escaped with `!`) for a key column that contains the text in any case.
pub(crate) fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn lists_are_bound_in_lengths_that_are_powers_of_two() {
        let mut filter = Filter::new(Dialect::Sqlite);
        filter.bind("x");
        assert_eq!(filter.bind_all([1i64, 2, 3]), "?2, ?3, ?4, ?5");
        assert_eq!(filter.bind_all(Vec::<i64>::new()), "NULL");
        assert_eq!(filter.values.len(), 5);
    }

    #[test]
    fn a_long_list_is_one_value() {
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            let mut filter = Filter::new(dialect);
            let places = filter.bind_all((0..20_000).map(Uuid::from_u128));
            assert!(places.starts_with("SELECT"), "{places}");
            assert_eq!(filter.values.len(), 1);
        }
    }

    #[test]
    fn wildcards_in_a_search_stand_for_themselves() {
        assert_eq!(contains("50%_A!"), "%50!%!_a!!%");
    }
}
