//! A statement whose conditions depend on what was asked: what wasn't asked for is left out of the text, so that the
//! planner sees only conditions that an index can serve.

use crate::value::Value;
use std::fmt::Write;

/// A growing `WHERE` with its values.
#[derive(Default)]
pub(crate) struct Filter<'a> {
    text: String,
    pub(crate) values: Vec<Value<'a>>,
}

impl<'a> Filter<'a> {
    /// Binds a value; gives its placeholder.
    pub(crate) fn bind(&mut self, value: impl Into<Value<'a>>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// Binds a list; gives `?3, ?4, …`. The length is rounded up to a power of two by repeating the last value, so that
    /// few differing statements are prepared. An empty list gives a list that matches nothing.
    pub(crate) fn bind_all(&mut self, values: impl IntoIterator<Item = impl Into<Value<'a>>>) -> String {
        let mut all: Vec<Value<'a>> = values.into_iter().map(Into::into).collect();
        let Some(last) = all.last().cloned() else { return "NULL".into() };
        all.resize(all.len().next_power_of_two(), last);
        let mut places = String::new();
        for value in all {
            let place = self.bind(value);
            let comma = if places.is_empty() { "" } else { ", " };
            let _ = write!(places, "{comma}{place}");
        }
        places
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

    #[test]
    fn lists_are_bound_in_lengths_that_are_powers_of_two() {
        let mut filter = Filter::default();
        filter.bind("x");
        assert_eq!(filter.bind_all([1i64, 2, 3]), "?2, ?3, ?4, ?5");
        assert_eq!(filter.bind_all(Vec::<i64>::new()), "NULL");
        assert_eq!(filter.values.len(), 5);
    }

    #[test]
    fn wildcards_in_a_search_stand_for_themselves() {
        assert_eq!(contains("50%_A!"), "%50!%!_a!!%");
    }
}
