//! Questions about permissions.

pub(crate) mod check;
