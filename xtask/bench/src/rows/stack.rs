//! The generated stack beside bare dropshot and bare hyper, on the same JSON list.

use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Side, alternate};
use crate::sides::Kind;
use crate::table::{Bar, Line, Unit};

const KINDS: [Kind; 3] = [Kind::Hyper, Kind::Dropshot, Kind::Generated];

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let children = KINDS.map(|kind| bench.serve(kind));
    let mut sides = Vec::new();
    for (kind, child) in KINDS.iter().zip(&children) {
        let child = child.as_ref().map_err(Clone::clone)?;
        let request = Request::get("/api/v2/organizations");
        sides.push(Side::new(format!("{}, 10 organizations", kind.title()), child, request));
    }
    let measured = alternate(&sides, bench.rounds())?;
    let to_dropshot = measured.ratio(2, 1, |side| side.cpu_us);
    let to_hyper = measured.ratio(2, 0, |side| side.cpu_us);
    Ok(vec![
        Line::new("generated stack ÷ bare dropshot, server CPU a request", to_dropshot.0, Unit::Ratio)
            .bar(Bar::AtMost(1.15))
            .spread((to_dropshot.1, to_dropshot.2))
            .figures(measured.figures()),
        Line::new("generated stack ÷ bare hyper, server CPU a request", to_hyper.0, Unit::Ratio)
            .spread((to_hyper.1, to_hyper.2)),
    ])
}
