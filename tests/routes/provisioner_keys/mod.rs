//! Keys by which daemons on other machines come in.

mod keys;
pub mod scene;
