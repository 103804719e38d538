//! A job is carried out, by a daemon that is built in or by one on another machine.
//!
//! - `work`: what it has to do. `upstream`: the server that has given it, as its daemon sees it.
//! - `carry_out`: a job from its first line to its last. `import`, `dry_run`, `build`, `drift`: what it does
//!   in between.
//! - `session`: what all of them do: open stages, write lines, run steps. `end`: why a job ends before its
//!   result.
//! - `machine`: what this machine has to carry jobs out. `follow`: a step while it runs.

mod build;
mod carry_out;
mod drift;
mod dry_run;
mod end;
mod follow;
mod import;
mod machine;
mod session;
mod upstream;
mod work;

pub(super) use carry_out::carry_out;
pub(super) use end::End;
pub(super) use machine::Machine;
pub(crate) use machine::MachineSettings;
pub(super) use session::Stopping;
pub(super) use upstream::{Committed, Failure, JobResult, News, Upstream};
pub(super) use work::Work;
