//! From bytes and text to typed values: every rule of the schemas holds, and all faults are found at once.
//!
//! A fault's text says what must be, never what was sent: what was sent may be a secret.

mod body;
mod choice;
mod cookie;
mod faults;
mod given;
mod json;
mod list;
mod map;
mod number;
mod object;
mod parameters;
mod plain;
mod query;
mod rules;
mod text;

pub mod rule;

pub use body::{form_body, json_body, text_body};
pub use choice::{Choice, choose_tag, choose_word, lift_scalar};
pub(crate) use cookie::{cookie, cookies};
pub use faults::{Fault, Faults, Location, MAX_DETAIL, MAX_FAULTS, MAX_FIELD};
pub use given::Given;
pub use json::{MAX_DEPTH, parse};
pub use object::Object;
pub use parameters::{DecodeParameters, Parameters};
pub use query::MAX_PAIRS;
pub use rules::{Decode, Rule};

#[cfg(test)]
mod tests;
