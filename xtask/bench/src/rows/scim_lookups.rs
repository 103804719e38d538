//! What finding one user of SCIM looks at among a thousand and among a million: steps of SQLite, rows of
//! PostgreSQL.

use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Burgrave, Folder, Seed, Statements, examined, seed};
use crate::table::{Bar, Line, Unit};

const KEY: &str = "bench-key-of-scim-4711";
const DATABASE: &str = "scim_lookups";

/// How many users there are at first.
const FEW: u32 = 1_000;

/// What is looked up, as a filter.
const LOOKUPS: [(&str, &str); 3] = [
    ("userName eq", "userName%20eq%20%22u0000500%22"),
    ("externalId eq", "externalId%20eq%20%22eu0000500%22"),
    ("emails.value eq", "emails.value%20eq%20%22u0000500@example.com%22"),
];

/// What each of them looks at.
type Efforts = Vec<f64>;

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let many = bench.pick(1_000_000, 100_000);
    let mut lines = lines("steps of SQLite", many, &on_sqlite(many)?);
    lines.extend(self::lines("rows of PostgreSQL", many, &on_postgres(bench, many)?));
    Ok(lines)
}

fn on_sqlite(many: u32) -> Result<[Efforts; 2], String> {
    // The schema is there once a server has been.
    let mut folder = Burgrave::sqlite()?.stop();
    let mut efforts = [Vec::new(), Vec::new()];
    for (users, efforts) in [1..=FEW, FEW + 1..=many].into_iter().zip(&mut efforts) {
        seed::sqlite(folder.path(), users, Seed::Scim)?;
        let flags = ["--log-level", "trace", "--rate-limit-scim", "0", "--scim-key", KEY];
        let server = Burgrave::start(&flags, folder)?;
        *efforts = all(&server, |request| examined::sqlite(&server, request))?;
        folder = server.stop();
    }
    Ok(efforts)
}

fn on_postgres(bench: &Bench, many: u32) -> Result<[Efforts; 2], String> {
    let cluster = bench.cluster()?;
    cluster.create(DATABASE)?;
    examined::explain(cluster, DATABASE)?;
    let flags = ["--database", &cluster.url(DATABASE), "--rate-limit-scim", "0", "--scim-key", KEY];
    let server = Burgrave::start(&flags, Folder::new()?)?;
    let mut efforts = [Vec::new(), Vec::new()];
    for (users, efforts) in [1..=FEW, FEW + 1..=many].into_iter().zip(&mut efforts) {
        seed::postgres(cluster, DATABASE, users, Seed::Scim)?;
        *efforts = all(&server, |request| examined::postgres(cluster, &server, request))?;
    }
    Ok(efforts)
}

fn all(
    server: &Burgrave,
    examine: impl Fn(&Request) -> Result<Statements, String>,
) -> Result<Efforts, String> {
    let effort = |(name, filter): &(&str, &str)| {
        let mut request = Request::get(&format!("/scim/v2/Users?filter={filter}"));
        request.headers.push(format!("Authorization: Bearer {KEY}"));
        match &server.call(&request)?["totalResults"] {
            found if *found == 1 => Ok(examine(&request)?.values().map(|effort| effort.examined).sum()),
            found => Err(format!("{name} found {found}")),
        }
    };
    LOOKUPS.iter().map(effort).collect()
}

fn lines(unit: &str, many: u32, [few, more]: &[Efforts; 2]) -> Vec<Line> {
    let line = |((name, _), (few, more)): (&(&str, &str), (&f64, &f64))| {
        let what = format!("SCIM, {name} among {many} ÷ among {FEW} users, {unit}");
        let note = format!("{more:.0} and {few:.0} a call");
        Line::new(what, more / few, Unit::Ratio).bar(Bar::AtMost(1.1)).note(note)
    };
    LOOKUPS.iter().zip(few.iter().zip(more)).map(line).collect()
}
