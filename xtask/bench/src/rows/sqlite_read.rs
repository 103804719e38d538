//! An authenticated read of one organization from SQLite, beside bare dropshot that answers the same from
//! memory.

use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Burgrave, Side, alternate};
use crate::sides::Kind;
use crate::table::{Bar, Line, Unit};

/// What is read, on both sides.
pub(super) const TARGET: &str = "/api/v2/organizations/coder";

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let (bare, server) = (bench.serve(Kind::Dropshot)?, Burgrave::sqlite()?);
    let request = Request::get(TARGET);
    let known = request.clone().token(&server.owner()?);
    let sides = [
        Side::new("bare dropshot, one organization", &bare, request),
        Side::new("burgrave on SQLite, one organization", &server.child, known),
    ];
    let measured = alternate(&sides, bench.rounds())?;
    let (ratio, least, most) = measured.ratio(1, 0, |side| side.cpu_us);
    Ok(vec![
        Line::new("authenticated read on SQLite ÷ bare dropshot, server CPU a request", ratio, Unit::Ratio)
            .bar(Bar::AtMost(2.0))
            .spread((least, most))
            .figures(measured.figures()),
    ])
}
