//! The 12 bytes with which a frame begins, all big-endian: version, kind, flags, stream, length.

/// Bytes of a header.
pub const HEADER: usize = 12;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As many bytes follow as its length says.
    Data,
    /// The other end may send so many bytes more.
    WindowUpdate,
    /// Asks whether the other end is there, or answers.
    Ping,
    /// No stream may be opened any more; the length says why.
    GoAway,
}

/// What else a frame says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub u16);

impl Flags {
    /// The stream begins.
    pub const SYN: Self = Self(1);
    /// The stream is taken.
    pub const ACK: Self = Self(2);
    /// Nothing more comes on the stream.
    pub const FIN: Self = Self(4);
    /// The stream is broken off.
    pub const RST: Self = Self(8);

    /// Whether all of these are set.
    #[must_use]
    pub const fn has(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }
}

/// How a frame begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// What it is.
    pub kind: Kind,
    /// What else it says.
    pub flags: Flags,
    /// Of which stream it speaks; 0 is the connection.
    pub stream: u32,
    /// What it means depends on the kind.
    pub length: u32,
}

/// The bytes are no header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("version {version} and kind {kind} are no frame of yamux")]
pub struct BadHeader {
    version: u8,
    kind: u8,
}

impl Header {
    /// Reads a header.
    ///
    /// # Errors
    /// The version isn't 0, or the kind is unknown.
    pub fn read(bytes: &[u8; HEADER]) -> Result<Self, BadHeader> {
        let [version, kind, f0, f1, s0, s1, s2, s3, l0, l1, l2, l3] = *bytes;
        let bad = BadHeader { version, kind };
        let kind = match (version, kind) {
            (0, 0) => Kind::Data,
            (0, 1) => Kind::WindowUpdate,
            (0, 2) => Kind::Ping,
            (0, 3) => Kind::GoAway,
            _ => return Err(bad),
        };
        Ok(Self {
            kind,
            flags: Flags(u16::from_be_bytes([f0, f1])),
            stream: u32::from_be_bytes([s0, s1, s2, s3]),
            length: u32::from_be_bytes([l0, l1, l2, l3]),
        })
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(self) -> [u8; HEADER] {
        let kind = match self.kind {
            Kind::Data => 0,
            Kind::WindowUpdate => 1,
            Kind::Ping => 2,
            Kind::GoAway => 3,
        };
        let mut bytes = [0; HEADER];
        bytes[1] = kind;
        bytes[2..4].copy_from_slice(&self.flags.0.to_be_bytes());
        bytes[4..8].copy_from_slice(&self.stream.to_be_bytes());
        bytes[8..].copy_from_slice(&self.length.to_be_bytes());
        bytes
    }
}
