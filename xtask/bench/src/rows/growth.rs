//! Whether a page of a list costs the same however long the list is: what its statements look at, not
//! milliseconds.

use std::collections::BTreeMap;

use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Burgrave, Folder, Seed, Statements, examined, seed};
use crate::table::{Bar, Line, Unit};

/// Lists, and what their entries are made by.
pub(super) struct Growing {
    /// A page of each list, by a name for people.
    pub(super) lists: &'static [(&'static str, &'static str)],
    /// What puts their entries there.
    pub(super) seed: Seed,
    /// Lists whose names begin with this also count their entries.
    pub(super) counted: &'static str,
    /// A database for it.
    pub(super) database: &'static str,
}

const PEOPLE: Growing = Growing { lists: LISTS, seed: Seed::Members, counted: "users", database: "growth" };

const LISTS: &[(&str, &str)] = &[
    ("users", "/api/v2/users?limit=25"),
    ("users, from the middle on", "/api/v2/users?limit=25&after_id=00000000-0000-0000-0000-0000000001f4"),
    ("users, the 21st page", "/api/v2/users?limit=25&offset=500"),
    ("users, auditors", "/api/v2/users?limit=25&q=role:auditor"),
    ("users, suspended ones", "/api/v2/users?limit=25&q=status:suspended"),
    ("users, active auditors", "/api/v2/users?limit=25&q=role:auditor+status:active"),
    ("members of an organization", "/api/v2/organizations/default/paginated-members?limit=25"),
    ("members of a group", "/api/v2/groups/00000000-0000-4000-8000-000000000001/members?limit=25"),
    (
        "members of a group, from the middle on",
        "/api/v2/groups/00000000-0000-4000-8000-000000000001/members?limit=25&after_id=00000000-0000-0000-0000-0000000001f4",
    ),
];

/// How many entries there are at first.
const FEW: u32 = 1_000;

type Efforts = BTreeMap<&'static str, Statements>;

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    PEOPLE.measure(bench)
}

impl Growing {
    /// Compares a page among few with one among many, on both engines.
    pub(super) fn measure(&self, bench: &Bench) -> Result<Vec<Line>, String> {
        let many = bench.pick(1_000_000, 100_000);
        let mut lines = self.on_sqlite(many)?;
        lines.extend(self.on_postgres(bench, many)?);
        Ok(lines)
    }

    fn on_sqlite(&self, many: u32) -> Result<Vec<Line>, String> {
        let server = Burgrave::sqlite()?;
        let token = server.owner()?;
        let mut folder = server.stop();
        let mut efforts = Vec::new();
        for rows in [1..=FEW, FEW + 1..=many] {
            seed::sqlite(folder.path(), rows, self.seed)?;
            let server = Burgrave::start(&["--log-level", "trace"], folder)?;
            efforts.push(self.all(&token, |request| examined::sqlite(&server, request))?);
            folder = server.stop();
        }
        Ok(self.lines("SQLite", "steps", many, &efforts))
    }

    fn on_postgres(&self, bench: &Bench, many: u32) -> Result<Vec<Line>, String> {
        let cluster = bench.cluster()?;
        cluster.create(self.database)?;
        examined::explain(cluster, self.database)?;
        let server = Burgrave::start(&["--database", &cluster.url(self.database)], Folder::new()?)?;
        let token = server.owner()?;
        let mut efforts = Vec::new();
        for rows in [1..=FEW, FEW + 1..=many] {
            seed::postgres(cluster, self.database, rows, self.seed)?;
            efforts.push(self.all(&token, |request| examined::postgres(cluster, &server, request))?);
        }
        Ok(self.lines("PostgreSQL", "rows", many, &efforts))
    }

    fn all(
        &self,
        token: &str,
        examine: impl Fn(&Request) -> Result<Statements, String>,
    ) -> Result<Efforts, String> {
        self.lists
            .iter()
            .map(|(name, target)| Ok((*name, examine(&Request::get(target).token(token))?)))
            .collect()
    }

    fn lines(&self, engine: &str, unit: &str, many: u32, efforts: &[Efforts]) -> Vec<Line> {
        let line = |(name, _): &(&'static str, &str)| {
            let [few, much] = [&efforts[0][name], &efforts[1][name]];
            let (before, after) = (page(few), page(much));
            let what = format!("{name}: {unit} for a page on {engine}, {many} rows ÷ {FEW}");
            Line::new(what, after / before, Unit::Ratio).bar(Bar::AtMost(1.1)).note(format!(
                "{after:.0} {unit} against {before:.0}; the count apart: {:.1} ms",
                count_ms(much)
            ))
        };
        let count = |(name, _): &(&'static str, &str)| {
            let what = format!("{name}: counting them on {engine}, among {many}");
            Line::new(what, count_ms(&efforts[1][name]), Unit::Milliseconds).bar(Bar::AtMost(50.0))
        };
        let counted = self.lists.iter().filter(|(name, _)| name.starts_with(self.counted));
        self.lists.iter().map(line).chain(counted.map(count)).collect()
    }
}

/// What the page itself looks at. How many there are in all is another question, answered beside it.
fn page(statements: &Statements) -> f64 {
    statements.iter().filter(|(sql, _)| !is_count(sql)).map(|(_, effort)| effort.examined).sum()
}

fn count_ms(statements: &Statements) -> f64 {
    statements.iter().filter(|(sql, _)| is_count(sql)).map(|(_, effort)| effort.ms).sum()
}

fn is_count(sql: &str) -> bool {
    sql.starts_with("SELECT count(") || sql.contains("user_counts") || sql.contains("workspace_counts")
}
