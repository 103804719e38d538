//! Jobs of provisioner daemons, as people see them.

mod get;
mod list;
mod view;

pub(crate) use get::get;
pub(crate) use list::list;
pub(crate) use view::JobView;
