//! The emitters: the model in, text out.

mod code;
mod docs;

pub use code::{Code, literal};
pub use docs::docs;
