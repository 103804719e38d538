//! The emitters: the model in, text out.

mod code;

pub use code::{Code, literal};
