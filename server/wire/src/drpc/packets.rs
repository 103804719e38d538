//! Packets from the frames of the other end.

use bytes::{Bytes, BytesMut};

use super::frame::{Kind, Malformed, announced, read};

/// Several frames together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// What it is.
    pub kind: Kind,
    /// The number of the call on its connection.
    pub stream: u64,
    /// Its data.
    pub data: Bytes,
}

/// The other end doesn't keep to the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PacketFault {
    /// Bytes that are no frame.
    #[error("{0}")]
    Malformed(#[from] Malformed),
    /// A packet of more bytes than are taken.
    #[error("a message is longer than {0} bytes")]
    TooLong(usize),
    /// Numbers that go backwards, are 0, or change their kind.
    #[error("the frames of a call are out of order")]
    Order,
}

/// Puts packets together. What it keeps is at most twice the longest packet.
pub struct Packets {
    limit: usize,
    bytes: BytesMut,
    at: (u64, u64),
    /// The packet that isn't complete yet.
    part: Option<(Kind, BytesMut)>,
}

impl Packets {
    /// Takes packets of so many bytes at most.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { limit, bytes: BytesMut::new(), at: (1, 0), part: None }
    }

    /// Takes bytes of the other end, in pieces of any length.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next packet; none where more bytes are needed.
    ///
    /// # Errors
    /// The other end doesn't keep to the rules.
    pub fn packet(&mut self) -> Result<Option<Packet>, PacketFault> {
        loop {
            let Some((frame, used)) = read(&self.bytes)? else {
                if announced(&self.bytes)?.is_some_and(|length| length > self.limit as u64) {
                    return Err(PacketFault::TooLong(self.limit));
                }
                return Ok(None);
            };
            let at = (frame.stream, frame.message);
            if at.0 == 0 || at.1 == 0 || at < self.at {
                return Err(PacketFault::Order);
            }
            if at > self.at {
                self.part = None;
            } else if self.part.is_none() {
                // That packet was complete.
                return Err(PacketFault::Order);
            }
            let part = self.part.get_or_insert_with(|| (frame.kind, BytesMut::new()));
            if part.0 != frame.kind {
                return Err(PacketFault::Order);
            }
            if part.1.len() + frame.data.len() > self.limit {
                return Err(PacketFault::TooLong(self.limit));
            }
            part.1.extend_from_slice(frame.data);
            let (done, ignored) = (frame.done, frame.control && matches!(frame.kind, Kind::Other(_)));
            self.at = at;
            let _ = self.bytes.split_to(used);
            if !done {
                continue;
            }
            if let Some((kind, data)) = self.part.take()
                && !ignored
            {
                return Ok(Some(Packet { kind, stream: at.0, data: data.freeze() }));
            }
        }
    }
}
