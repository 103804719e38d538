//! The words that differ between the engines.

use std::ops::RangeInclusive;

use super::GROUP;

/// An engine's words for what statements name in braces.
#[derive(Clone, Copy)]
pub(super) enum Dialect {
    /// SQLite's.
    Sqlite,
    /// PostgreSQL's.
    Postgres,
}

/// The number of the owner of the workspace `i`: fifty of them are one owner's.
const OWNER: &str = "(i - (i - 1) % 50)";

impl Dialect {
    /// A statement in the engine's words. `{numbers}` is a table `n` with the column `i`, `{id}` the UUID of
    /// the user with that number, `{name}` their name, `{owner}` and `{owner_name}` those of a workspace's
    /// owner; `{id:1}` to `{id:9}` are UUIDs of other kinds of rows, of which `{one:1}` to `{one:9}` are the
    /// first.
    pub(super) fn write(self, statement: &str, numbers: &RangeInclusive<u32>) -> String {
        let mut sql = statement
            .replace("{numbers}", &self.numbers(numbers))
            .replace("{json}", if matches!(self, Self::Sqlite) { "TEXT" } else { "JSONB" })
            .replace("{id}", &self.uuid(0, "i"))
            .replace("{owner}", &self.uuid(0, OWNER))
            .replace("{name}", &self.name("i"))
            .replace("{owner_name}", &self.name(OWNER))
            .replace("{group}", &self.literal(GROUP));
        for kind in 1..=9 {
            sql = sql
                .replace(&format!("{{id:{kind}}}"), &self.uuid(kind, "i"))
                .replace(&format!("{{one:{kind}}}"), &self.uuid(kind, "1"));
        }
        sql
    }

    fn numbers(self, numbers: &RangeInclusive<u32>) -> String {
        let (from, to) = (numbers.start(), numbers.end());
        match self {
            Self::Sqlite => format!(
                "(WITH RECURSIVE m(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM m WHERE i < {to}) SELECT i \
                 FROM m) n"
            ),
            Self::Postgres => format!("generate_series({from}, {to}) n(i)"),
        }
    }

    /// The UUID of the row of this kind with the number.
    fn uuid(self, kind: u8, number: &str) -> String {
        match self {
            Self::Sqlite => format!("unhex(printf('{kind}%031x', {number}))"),
            Self::Postgres => format!("('{kind}' || lpad(to_hex({number}), 31, '0'))::uuid"),
        }
    }

    fn name(self, number: &str) -> String {
        match self {
            Self::Sqlite => format!("printf('u%07d', {number})"),
            Self::Postgres => format!("('u' || lpad({number}::text, 7, '0'))"),
        }
    }

    fn literal(self, uuid: &str) -> String {
        match self {
            Self::Sqlite => format!("X'{}'", uuid.replace('-', "")),
            Self::Postgres => format!("'{uuid}'::uuid"),
        }
    }
}
