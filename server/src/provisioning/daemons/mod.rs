//! The daemons that do jobs, as people see them.

mod age;
mod list;

pub(crate) use age::age;
pub(crate) use list::list;
