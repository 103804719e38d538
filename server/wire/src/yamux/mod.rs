//! Many streams over one chain of bytes, as <https://github.com/hashicorp/yamux/blob/master/spec.md> says.
//!
//! - `header`: the 12 bytes of a frame. `connection`: what the frames do, without any input and output.
//! - `session`: a connection over a transport; `stream`: one stream of it. `drive`: what moves the bytes.
//!
//! A stream that comes is acknowledged when it is taken, and not with the first bytes of an answer: the other
//! end's program (hashicorp/yamux) closes the whole session where a stream waits for that longer than 75 s,
//! and a call for a job waits much longer. That, and pings by a timer, are why the crate `yamux` isn't used
//! here.

mod connection;
mod drive;
mod header;
mod limits;
mod session;
mod shared;
mod stream;

pub use connection::{Connection, Fault, Read, Write};
pub use drive::{Ended, Sink, Source};
pub use header::{Flags, HEADER, Header, Kind};
pub use limits::{Limits, Role, WINDOW};
pub use session::{Session, SessionClosed};
pub use stream::{Stream, StreamFault};
