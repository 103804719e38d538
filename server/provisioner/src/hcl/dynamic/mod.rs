//! Parameters as a template declares them for the values that are given so far.
//!
//! - `outcome`: what is told of them. `collect`: all parameters of a template. `blocks`: blocks that make
//!   blocks. `fields`: what stands in an attribute. `parameter`: one parameter.

mod blocks;
mod collect;
mod fields;
mod outcome;
mod parameter;
#[cfg(test)]
mod tests;

pub use collect::evaluate_parameters;
pub use outcome::{Diagnostic, Evaluated, EvaluatedParameter, Secrets, Severity};
