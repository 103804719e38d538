//! Questions about permissions.

mod check;

rooms![check];
