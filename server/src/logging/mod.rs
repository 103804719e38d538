//! Log lines: which are written, how they look, and where they go.
//!
//! The level filter stands in front of the queue: a line that nobody wants costs one comparison and no channel slot.
//! Lines go to the error stream from one thread of their own; what a person should read first goes to the output stream.

mod format;
mod level;
mod panics;
mod sink;

pub use format::Format;
pub use level::Level;
pub use panics::log_panics;
pub use sink::{Log, to_error_stream, to_writer};
