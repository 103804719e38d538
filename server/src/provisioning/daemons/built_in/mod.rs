//! Daemons that are built into the server. They act by the commands of [`crate::provisioning::work`], as daemons from outside
//! do, and carry out templates in the echo format and those of Terraform.
//!
//! - `start`: the daemons of a process, from their registration to their end. `daemon`: one of them, job after job.
//! - `carry_out`: a job from its first line to its last. `import`, `dry_run`, `build`: what it does in between.
//! - `session`: what all of them do: open stages, write lines, run steps. `end`: why a job ends before its result.
//! - `machine`: what this machine has to carry jobs out. `follow`: a step while it runs.
//! - `archive`: from the database into the job's folder.

mod archive;
mod build;
mod carry_out;
mod daemon;
mod dry_run;
mod end;
mod follow;
mod import;
mod machine;
mod session;
mod start;

pub(crate) use machine::MachineSettings;
pub(crate) use start::BuiltIn;
