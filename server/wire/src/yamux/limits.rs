//! What a connection is allowed.

use std::time::Duration;

/// Bytes that each end may send on a stream before it hears of more.
pub const WINDOW: u32 = 256 * 1024;

/// Which end of the connection this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It has connected; its streams have odd numbers.
    Client,
    /// It was connected to; its streams have even numbers.
    Server,
}

/// The bounds of a connection. What it keeps of the other end's bytes is at most `streams` × [`WINDOW`].
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Streams at once; one more is reset.
    pub streams: usize,
    /// Bytes that wait to be sent before those who write wait too, and before nothing more is read.
    pub output: usize,
    /// Silence after which the other end is asked whether it is there.
    pub silence: Duration,
    /// How long it may take to answer.
    pub answer: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            streams: 64,
            output: 256 * 1024,
            silence: Duration::from_secs(30),
            answer: Duration::from_secs(10),
        }
    }
}
