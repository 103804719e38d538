//! A frame: a byte of control, and as varints the stream, the message and the length; then the data.

use bytes::{BufMut, BytesMut};

/// Bytes of a frame's data at most, as this end writes them.
pub const PIECE: usize = 64 * 1024;

/// What a packet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Begins a call; the data is its name.
    Invoke,
    /// A message.
    Message,
    /// The call fails: a code of 8 bytes and a text.
    Error,
    /// The other end gives the call up.
    Cancel,
    /// The call is over, both ways.
    Close,
    /// Nothing more is sent from this end.
    CloseSend,
    /// What is said of a call before it begins.
    InvokeMetadata,
    /// A kind that isn't known here.
    Other(u8),
}

impl Kind {
    fn of(number: u8) -> Self {
        match number {
            1 => Self::Invoke,
            2 => Self::Message,
            3 => Self::Error,
            4 => Self::Cancel,
            5 => Self::Close,
            6 => Self::CloseSend,
            7 => Self::InvokeMetadata,
            other => Self::Other(other),
        }
    }

    const fn number(self) -> u8 {
        match self {
            Self::Invoke => 1,
            Self::Message => 2,
            Self::Error => 3,
            Self::Cancel => 4,
            Self::Close => 5,
            Self::CloseSend => 6,
            Self::InvokeMetadata => 7,
            Self::Other(other) => other & 0x3f,
        }
    }
}

/// A frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// What its packet is.
    pub kind: Kind,
    /// It is the last of its packet.
    pub done: bool,
    /// Who doesn't know the kind leaves the packet out.
    pub control: bool,
    /// The number of the call on its connection.
    pub stream: u64,
    /// The number of the packet in its direction.
    pub message: u64,
    /// Its data.
    pub data: &'a [u8],
}

/// The bytes are no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a frame of a call is malformed")]
pub struct Malformed;

/// Reads a frame from the beginning of the bytes: it and how many they are; none where more bytes are needed.
///
/// # Errors
/// A number has more than 64 bits.
pub fn read(bytes: &[u8]) -> Result<Option<(Frame<'_>, usize)>, Malformed> {
    let Some((&control, rest)) = bytes.split_first() else { return Ok(None) };
    let Some((stream, rest)) = varint(rest)? else { return Ok(None) };
    let Some((message, rest)) = varint(rest)? else { return Ok(None) };
    let Some((length, rest)) = varint(rest)? else { return Ok(None) };
    let length = usize::try_from(length).map_err(|_| Malformed)?;
    let Some(data) = rest.get(..length) else { return Ok(None) };
    let used = bytes.len() - rest.len() + length;
    let kind = Kind::of((control >> 1) & 0x3f);
    let (done, control) = (control & 1 != 0, control & 0x80 != 0);
    Ok(Some((Frame { kind, done, control, stream, message, data }, used)))
}

/// How long the data of the frame says it is that the bytes begin with; none where that isn't known yet.
pub(super) fn announced(bytes: &[u8]) -> Result<Option<u64>, Malformed> {
    let Some((_, rest)) = bytes.split_first() else { return Ok(None) };
    let Some((_, rest)) = varint(rest)? else { return Ok(None) };
    let Some((_, rest)) = varint(rest)? else { return Ok(None) };
    Ok(varint(rest)?.map(|(length, _)| length))
}

/// Writes a frame behind the bytes.
pub fn write(frame: &Frame<'_>, into: &mut BytesMut) {
    into.put_u8(u8::from(frame.done) | frame.kind.number() << 1 | u8::from(frame.control) << 7);
    for number in [frame.stream, frame.message, frame.data.len() as u64] {
        put_varint(number, into);
    }
    into.put_slice(frame.data);
}

fn varint(bytes: &[u8]) -> Result<Option<(u64, &[u8])>, Malformed> {
    let mut number = 0_u64;
    for (at, byte) in bytes.iter().enumerate().take(10) {
        let bits = u64::from(byte & 0x7f);
        let shift = 7 * u32::try_from(at).unwrap_or(u32::MAX);
        if at == 9 && bits > 1 {
            return Err(Malformed);
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Ok(Some((number, &bytes[at + 1..])));
        }
    }
    if bytes.len() >= 10 { Err(Malformed) } else { Ok(None) }
}

fn put_varint(mut number: u64, into: &mut BytesMut) {
    while number >= 0x80 {
        into.put_u8(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    into.put_u8(u8::try_from(number).unwrap_or_default());
}
