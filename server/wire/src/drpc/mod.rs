//! Calls: one on each stream, as the library storj.io/drpc frames them.
//!
//! - `frame`: how packets are written, and `packets`: how they are put together from frames.
//! - `call`: a call from either end: its messages in both directions at once.

mod call;
mod frame;
mod packets;

pub use call::{Answers, CallFault, Incoming, Messages, accept, call, unary};
pub use frame::{Frame, Kind, Malformed, PIECE, read, write};
pub use packets::{Packet, PacketFault, Packets};
