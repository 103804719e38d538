//! Filters (RFC 7644 §3.4.2.2): text → tokens → expression → conditions on known attributes, which the
//! database or `matches` carries out.

mod expression;
mod matches;
mod meaning;
mod parse;
mod resolve;
mod token;

pub use expression::{Expression, Literal, Operator};
pub use matches::{matches, matches_element};
pub use meaning::{Check, Comparand, Filter, Leaf, Logic, fold};
pub(super) use parse::Parser;
pub use parse::{MAX_COMPARISONS, MAX_DEPTH, MAX_LENGTH, parse};
pub use resolve::{Unknown, element, resolve};
pub(super) use token::Token;
