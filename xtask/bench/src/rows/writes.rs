//! Audited writes: groups created by 1, 8 and 64 clients, each durable before it is answered.

use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Burgrave, Rounds, Side, alternate};
use crate::table::{Figures, Line, Unit};

const CLIENTS: [usize; 3] = [1, 8, 64];

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let mut lines = engine(bench, "SQLite", &Burgrave::sqlite()?)?;
    let server = Burgrave::postgres(bench.cluster()?, "writes")?;
    lines.extend(engine(bench, "PostgreSQL", &server)?);
    Ok(lines)
}

fn engine(bench: &Bench, name: &str, server: &Burgrave) -> Result<Vec<Line>, String> {
    let request = Request::post("/api/v2/organizations/default/groups", r#"{"name": "g{unique}"}"#);
    let request = request.token(&server.owner()?);
    let mut lines = Vec::new();
    for (place, clients) in CLIENTS.into_iter().enumerate() {
        let how = Rounds { count: bench.pick(3, 1), connections: clients, ..bench.rounds() };
        // Names of groups are never used twice, whatever the number of clients.
        let numbered = Request { body: request.body.replace('g', &format!("g{place}-")), ..request.clone() };
        let side = Side::new(format!("{name}, {clients} at a time"), &server.child, numbered);
        let measured = alternate(&[side], how)?.figures();
        let rate = measured.iter().map(|Figures { of, .. }| of.rate).sum();
        let what = format!("groups created on {name}, {clients} at a time");
        lines.push(Line::new(what, rate, Unit::PerSecond).figures(measured));
    }
    Ok(lines)
}
