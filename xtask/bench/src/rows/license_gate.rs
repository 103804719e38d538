//! What a licence gate costs a request.
//!
//! As with the permission check there are no two servers to compare: the gate is repeated in this process, by
//! the functions that the server calls, and its time is divided by the processor time of a whole request to an
//! operation that a licence covers. Counted as the gate is all that a server without licences wouldn't do:
//! finding the feature by its word, looking whether it is enabled, and taking the warnings that answers to
//! administrators have.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::sync::{Arc, RwLock};
use std::time::Instant;

use burgrave_core::licensing::{Deployment, Entitlements, Feature, free};
use chrono::Utc;
use http::HeaderValue;

use crate::bench::Bench;
use crate::load::{Measured, Request};
use crate::machine::{Burgrave, Rounds, Side};
use crate::table::{Bar, Figures, Line, Unit, median, spread};

/// An operation that a licence covers; its answer is about as short as that of any.
const TARGET: &str = "/api/v2/groups?group_ids=00000000-0000-4000-8000-000000000000";

/// The word of its feature, as the specification has it.
const FEATURE: &str = "template_rbac";

/// What a licence that soon ends makes answers say.
const WARNING: &str = "Your license expires in 2 days.";

/// Gates that are timed together.
const BATCH: u32 = 1_000;
/// Batches a round.
const BATCHES: usize = 200;

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let server = Burgrave::sqlite()?;
    let name = "burgrave on SQLite, groups by their ids";
    let side = Side::new(name, &server.child, Request::get(TARGET).token(&server.owner()?));
    let how = Rounds { count: bench.pick(5, 2), ..bench.rounds() };
    let gate = Gate::new();
    let (mut reads, mut gates, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..how.count {
        let read = side.measure(how, round as u64)?;
        let passed = gate.pass_ns()?;
        shares.push(passed / 1e3 / read.cpu_us);
        reads.push(read);
        gates.push(passed);
    }
    let what = "licence gate ÷ request to what a licence covers, server CPU";
    Ok(vec![
        Line::new(what, median(shares.iter().copied()), Unit::Share)
            .bar(Bar::AtMost(0.01))
            .spread(spread(&shares))
            .figures(vec![Figures { side: name.into(), of: Measured::median(&reads) }])
            .note(format!("the gate: {:.0} ns", median(gates))),
    ])
}

/// What the deployment may use, kept as the server keeps it.
struct Gate(RwLock<Arc<Entitlements>>);

impl Gate {
    fn new() -> Self {
        let mut all = free(&Deployment::default(), &BTreeSet::new(), Utc::now());
        all.warnings.push(WARNING.into());
        Self(RwLock::new(Arc::new(all)))
    }

    /// Before the handler, and with its answer.
    fn pass(&self) -> (bool, Vec<HeaderValue>) {
        let known = black_box(FEATURE).parse::<Feature>().ok();
        let enabled = known.is_some_and(|known| self.0.read().is_ok_and(|all| all.enables(known)));
        let Ok(all) = self.0.read().map(|all| all.clone()) else { return (enabled, Vec::new()) };
        let told = all.warnings.iter().filter_map(|warning| HeaderValue::try_from(warning).ok());
        (enabled, told.collect())
    }

    /// Once, in nanoseconds: the median of the batches.
    fn pass_ns(&self) -> Result<f64, String> {
        let (enabled, told) = self.pass();
        if !enabled || told.len() != 1 {
            return Err(format!("{FEATURE} isn't enabled, or nobody is warned"));
        }
        let batch = |_| {
            let begun = Instant::now();
            (0..BATCH).for_each(|_| {
                black_box(black_box(self).pass());
            });
            begun.elapsed().as_secs_f64() * 1e9 / f64::from(BATCH)
        };
        Ok(median((0..BATCHES).map(batch)))
    }
}
