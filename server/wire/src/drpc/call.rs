//! A call on a stream of its own. Both ends may send any number of messages, at the same time.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use prost::Message;

use super::frame::{Frame, Kind, PIECE, write};
use super::packets::{PacketFault, Packets};
use crate::yamux::{Session, SessionClosed, Stream, StreamFault};

/// Bytes that are read at once at most.
const READ: usize = 64 * 1024;

/// Bytes of the name of a call at most, and of what is said before it.
const NAME: usize = 16 * 1024;

/// Bytes of an error's text that are read at most.
const ERROR: usize = 64 * 1024;

/// How long the other end of a call may take to end it, once it was answered.
const LINGER: Duration = Duration::from_secs(10);

/// Why a call goes no further.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    /// The other end says that it fails.
    #[error("{text}")]
    Failed {
        /// For programs; 0 where it says nothing.
        code: u64,
        /// For people.
        text: String,
    },
    /// The other end has given it up, or is gone.
    #[error("the call was broken off")]
    Broken,
    /// The other end doesn't keep to the rules.
    #[error("{0}")]
    Packet(#[from] PacketFault),
    /// A message isn't what it should be, or none came.
    #[error("{0}")]
    Message(String),
}

impl From<StreamFault> for CallFault {
    fn from(_: StreamFault) -> Self {
        Self::Broken
    }
}

impl From<SessionClosed> for CallFault {
    fn from(_: SessionClosed) -> Self {
        Self::Broken
    }
}

/// A call that the other end has begun.
pub struct Incoming {
    /// Its name.
    pub name: String,
    /// What the other end says.
    pub messages: Messages,
    /// What it is told.
    pub answers: Answers,
}

/// What the other end of a call says.
pub struct Messages {
    stream: Arc<Stream>,
    packets: Packets,
    ended: bool,
}

/// What the other end of a call is told. Dropped before an end of the call was sent, the call is broken off.
pub struct Answers {
    stream: Arc<Stream>,
    message: u64,
    /// This end has begun the call.
    own: bool,
}

/// Waits for the call on a stream that the other end has opened.
///
/// # Errors
/// None was begun.
pub async fn accept(stream: Stream, limit: usize) -> Result<Incoming, CallFault> {
    let stream = Arc::new(stream);
    let mut messages = Messages { stream: stream.clone(), packets: Packets::new(limit), ended: false };
    let name = loop {
        let packet = messages.packet().await?.ok_or(CallFault::Broken)?;
        match packet.kind {
            Kind::Invoke if packet.data.len() <= NAME => break packet.data,
            Kind::InvokeMetadata if packet.data.len() <= NAME => {}
            Kind::Invoke | Kind::InvokeMetadata => return Err(PacketFault::TooLong(NAME).into()),
            _ => return Err(PacketFault::Order.into()),
        }
    };
    let name = String::from_utf8_lossy(&name).into_owned();
    Ok(Incoming { name, messages, answers: Answers { stream, message: 0, own: false } })
}

/// Begins a call.
///
/// # Errors
/// The session is over.
pub async fn call(session: &Session, name: &str, limit: usize) -> Result<(Answers, Messages), CallFault> {
    let stream = Arc::new(session.open()?);
    let messages = Messages { stream: stream.clone(), packets: Packets::new(limit), ended: false };
    let mut answers = Answers { stream, message: 0, own: true };
    answers.packet(Kind::Invoke, name.as_bytes()).await?;
    Ok((answers, messages))
}

/// A call of one message and one answer.
///
/// # Errors
/// It failed, or the session is over.
pub async fn unary<Answer: Message + Default>(
    session: &Session,
    name: &str,
    message: &impl Message,
    limit: usize,
) -> Result<Answer, CallFault> {
    let (mut answers, mut messages) = call(session, name, limit).await?;
    answers.message(message).await?;
    answers.close_send().await?;
    let answer = messages.next().await?.ok_or_else(|| CallFault::Message("no answer came".into()))?;
    answers.end();
    Ok(answer)
}

impl Messages {
    /// The next message as bytes; none when the other end sends no more.
    ///
    /// # Errors
    /// The call goes no further.
    pub async fn bytes(&mut self) -> Result<Option<Bytes>, CallFault> {
        while !self.ended {
            let Some(packet) = self.packet().await? else { return Err(CallFault::Broken) };
            match packet.kind {
                Kind::Message => return Ok(Some(packet.data)),
                Kind::CloseSend | Kind::Close => self.ended = true,
                Kind::Cancel => return Err(CallFault::Broken),
                Kind::Error => return Err(error(packet.data)),
                Kind::Invoke | Kind::InvokeMetadata | Kind::Other(_) => return Err(PacketFault::Order.into()),
            }
        }
        Ok(None)
    }

    /// The next message; none when the other end sends no more.
    ///
    /// # Errors
    /// The call goes no further, or the message isn't one of this kind.
    pub async fn next<M: Message + Default>(&mut self) -> Result<Option<M>, CallFault> {
        let Some(bytes) = self.bytes().await? else { return Ok(None) };
        M::decode(bytes).map(Some).map_err(|fault| CallFault::Message(fault.to_string()))
    }

    /// The only message of the other end.
    ///
    /// # Errors
    /// As [`Messages::next`]; there is none.
    pub async fn only<M: Message + Default>(&mut self) -> Result<M, CallFault> {
        self.next().await?.ok_or_else(|| CallFault::Message("no message came".into()))
    }

    async fn packet(&mut self) -> Result<Option<super::Packet>, CallFault> {
        loop {
            if let Some(packet) = self.packets.packet()? {
                return Ok(Some(packet));
            }
            match self.stream.read(READ).await? {
                Some(bytes) => self.packets.feed(&bytes),
                None => return Ok(None),
            }
        }
    }
}

impl Answers {
    /// Sends a message.
    ///
    /// # Errors
    /// The call was broken off.
    pub async fn message(&mut self, message: &impl Message) -> Result<(), CallFault> {
        self.packet(Kind::Message, &message.encode_to_vec()).await
    }

    /// Says that no more messages come.
    ///
    /// # Errors
    /// The call was broken off.
    pub async fn close_send(&mut self) -> Result<(), CallFault> {
        self.packet(Kind::CloseSend, &[]).await
    }

    /// Says that the call is over, and ends the stream.
    ///
    /// # Errors
    /// The call was broken off.
    pub async fn close(mut self) -> Result<(), CallFault> {
        self.packet(Kind::Close, &[]).await?;
        self.over().await
    }

    /// Says that no more messages come, and ends the stream.
    ///
    /// # Errors
    /// The call was broken off.
    pub async fn done(mut self) -> Result<(), CallFault> {
        self.close_send().await?;
        self.over().await
    }

    /// Says that the call fails, and ends the stream.
    ///
    /// # Errors
    /// The call was broken off.
    pub async fn fail(mut self, code: u64, text: &str) -> Result<(), CallFault> {
        let data = [&code.to_be_bytes()[..], text.as_bytes()].concat();
        self.packet(Kind::Error, &data).await?;
        self.over().await
    }

    /// Ends the stream; what the other end still says is read by who holds the messages.
    pub fn end(self) {
        self.stream.finish();
    }

    /// Ends the stream. Whoever has begun the call ends it first: a program (storj.io/drpc) that sees the end
    /// of its stream before it has read the answer takes the call for canceled.
    async fn over(self) -> Result<(), CallFault> {
        if self.own {
            self.end();
            return Ok(());
        }
        let reading = async {
            while self.stream.read(READ).await?.is_some() {}
            Ok::<_, StreamFault>(())
        };
        let read = tokio::time::timeout(LINGER, reading).await;
        self.stream.finish();
        Ok(read.unwrap_or(Ok(()))?)
    }

    async fn packet(&mut self, kind: Kind, data: &[u8]) -> Result<(), CallFault> {
        self.message += 1;
        let mut pieces = data.chunks(PIECE);
        let mut next = pieces.next().unwrap_or_default();
        loop {
            let rest = pieces.next();
            let (done, control) = (rest.is_none(), matches!(kind, Kind::Cancel));
            let frame = Frame { kind, done, control, stream: 1, message: self.message, data: next };
            let mut bytes = BytesMut::with_capacity(next.len() + 16);
            write(&frame, &mut bytes);
            self.stream.write(&bytes).await?;
            match rest {
                Some(rest) => next = rest,
                None => return Ok(()),
            }
        }
    }
}

fn error(mut data: Bytes) -> CallFault {
    let code = if data.len() >= 8 { data.get_u64() } else { 0 };
    data.truncate(ERROR);
    CallFault::Failed { code, text: String::from_utf8_lossy(&data).into_owned() }
}
