//! Questions about permissions.

mod check;
