//! Log lines: which are written, how they look, and where they go.
//!
//! The level filter comes first: a filtered line costs one comparison. Lines go to the error stream from one
//! thread of their own; what a person should read first goes to the output stream.

mod colour;
mod escape;
mod format;
mod level;
mod panics;
mod queue;
mod sink;

pub use format::Format;
pub use level::Level;
pub use panics::log_panics;
pub use sink::{Log, to_error_stream, to_writer};
