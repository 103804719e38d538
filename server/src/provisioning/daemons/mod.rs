//! The daemons that do jobs: as people see them, those that are built into the server, and those on other
//! machines.
//!
//! - `list`, `age`: what people see. `built_in`: those of this process. `outside`: those on other machines, as
//!   the server sees them; `remote`: one of them, as it sees the server.
//! - `worker`: how a job is carried out by either. `not_current`: words that both ends know.

mod age;
mod built_in;
mod list;
mod not_current;
mod outside;
pub(crate) mod remote;
mod worker;

pub(crate) use age::age;
pub(crate) use built_in::BuiltIn;
pub(crate) use list::list;
pub(crate) use outside::{Asked, DaemonCredential, Fleet, NoCredential, Shown, connect, credential, serve};
pub(crate) use worker::MachineSettings;
