//! How many workspaces people may have, and how many of them may run.
//!
//! - `check`: whether there is room for one more. `list`, `change`: what is set.

mod change;
mod check;
mod list;

pub(crate) use change::{CapSetting, ChangeCaps};
pub(crate) use check::check;
pub(crate) use list::list;
