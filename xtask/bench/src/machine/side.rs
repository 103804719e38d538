//! Sides that are measured in turn, in short rounds: whatever else the machine does disturbs all of them
//! alike.

use std::time::Duration;

use super::Child;
use crate::load::{Measured, Plan, Request, Supply, measure};
use crate::table::{Figures, median};

/// One side of a comparison: a server and what is asked of it.
pub(crate) struct Side<'a> {
    /// Its name in the table.
    pub(crate) name: String,
    /// The server.
    child: &'a Child,
    /// What is asked.
    request: Request,
    /// Makes what a round uses up.
    supply: Option<Box<Supplier<'a>>>,
}

type Supplier<'a> = dyn Fn() -> Result<Supply, String> + 'a;

/// How rounds are made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rounds {
    /// How many of each side.
    pub(crate) count: usize,
    /// How long one is counted.
    pub(crate) time: Duration,
    /// How long it is warmed up.
    pub(crate) warm_up: Duration,
    /// Connections.
    pub(crate) connections: usize,
}

/// The rounds of all sides: for each side, one figure set a round.
pub(crate) struct Alternated {
    names: Vec<String>,
    rounds: Vec<Vec<Measured>>,
}

/// Measures each side once a round, the sides in turn.
pub(crate) fn alternate(sides: &[Side<'_>], how: Rounds) -> Result<Alternated, String> {
    let mut rounds = vec![Vec::new(); sides.len()];
    for round in 0..how.count {
        for (side, measured) in sides.iter().zip(&mut rounds) {
            measured.push(side.measure(how, round as u64)?);
        }
    }
    Ok(Alternated { names: sides.iter().map(|side| side.name.clone()).collect(), rounds })
}

impl<'a> Side<'a> {
    /// A server that is asked the same again and again.
    pub(crate) fn new(name: impl Into<String>, child: &'a Child, request: Request) -> Self {
        Self { name: name.into(), child, request, supply: None }
    }

    /// With what each round uses up, made before it.
    pub(crate) fn supplied(mut self, supply: impl Fn() -> Result<Supply, String> + 'a) -> Self {
        self.supply = Some(Box::new(supply));
        self
    }

    /// One round. `number` keeps what is unique in its requests apart from other rounds.
    pub(crate) fn measure(&self, how: Rounds, number: u64) -> Result<Measured, String> {
        let failed = |problem| format!("{}: {problem}", self.name);
        let supply = self.supply.as_ref().map_or(Ok(Supply::Nothing), |make| make()).map_err(failed)?;
        let plan = Plan {
            address: self.child.address,
            connections: how.connections,
            warm_up: how.warm_up,
            time: how.time,
            seed: (number + 1) * 1_000_000_000_000,
            request: self.request.clone(),
            supply,
        };
        measure(&plan, || self.child.cpu()).map_err(failed)
    }
}

impl Alternated {
    /// The median of the rounds' ratios between two sides, and the smallest and largest of them.
    pub(crate) fn ratio(&self, side: usize, to: usize, figure: fn(&Measured) -> f64) -> (f64, f64, f64) {
        let pairs = self.rounds[side].iter().zip(&self.rounds[to]);
        let mut ratios: Vec<f64> = pairs.map(|(one, other)| figure(one) / figure(other)).collect();
        ratios.sort_by(f64::total_cmp);
        let (least, most) = (ratios.first().copied(), ratios.last().copied());
        (median(ratios.iter().copied()), least.unwrap_or_default(), most.unwrap_or_default())
    }

    /// Each side's medians.
    pub(crate) fn figures(&self) -> Vec<Figures> {
        let sides = self.names.iter().zip(&self.rounds);
        sides.map(|(name, rounds)| Figures { side: name.clone(), of: Measured::median(rounds) }).collect()
    }
}
