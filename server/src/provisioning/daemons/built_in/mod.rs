//! Daemons that are built into the server. They act by the commands of [`crate::provisioning::work`], as
//! daemons from outside do, and carry out templates in the echo format and those of Terraform.
//!
//! - `start`: the daemons of a process, from their registration to their end. `daemon`: one of them, job
//!   after job.
//! - `upstream`: the server, as they see it. `insist`: how they write while the database is away.
//! - `left`: what builds have made whose server ended in the middle of them.
//! - `archive`: from the database into the job's folder.

mod archive;
mod daemon;
mod insist;
mod left;
mod start;
mod upstream;

pub(crate) use start::BuiltIn;
