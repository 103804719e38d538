//! The daemons that do jobs: as people see them, and those that are built into the server.
//!
//! - `list`, `age`: what people see. `built_in`: those of this process.

mod age;
mod built_in;
mod list;

pub(crate) use age::age;
pub(crate) use built_in::{BuiltIn, MachineSettings};
pub(crate) use list::list;
