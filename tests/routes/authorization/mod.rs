//! Questions about permissions.

mod check;
mod scopes;
