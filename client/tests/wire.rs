//! What the generated client of the fixture `wire` sends, and what it makes of every kind of answer.

#![allow(clippy::unwrap_used)] // a test ends where something surprises it

mod wire {
    mod answers;
    mod bodies;
    mod errors;
    mod server;
    mod sockets;
}

/// The client of the fixture.
#[allow(clippy::all, dead_code, unreachable_pub, unused_imports)] // progenitor's text
mod generated {
    include!(concat!(env!("OUT_DIR"), "/fixtures/wire.rs"));
}
