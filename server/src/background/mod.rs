//! Background work: named tasks that run periodically.
//!
//! - [`Task`]: a name, how often, where, and the work. Each stands with what it works on; `run::tasks` lists
//!   all of them.
//! - [`Background`]: runs them when they are due by the clock, by a timer or by hand, until the server stops.
//! - `run`: one run, supervised: a lease where one replica is enough, a limit, a panic caught, a line in the
//!   log.
//! - [`Meters`]: runs, failures and durations, for metrics.

mod failed;
mod meter;
mod pace;
mod run;
mod runner;
mod task;
#[cfg(test)]
mod tests;

pub(crate) use failed::Failed;
pub(crate) use meter::Meters;
pub use meter::TaskReading;
pub use pace::Pace;
pub(crate) use runner::Background;
pub(crate) use task::{Stop, Task};
