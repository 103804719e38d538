//! PATCH (RFC 7644 §3.5.2): a list of operations, carried out on a document one after the other, all or none.

mod apply;
mod entries;
mod operation;
mod path;
mod reach;
mod set;

pub use apply::apply;
pub use operation::{Action, Operation, read};
pub use path::{Path, path};
pub use reach::{Reach, reach};
