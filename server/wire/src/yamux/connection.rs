//! What the frames of a connection do, without any input and output: bytes are fed in and taken out, and who
//! waits for a stream is woken.

use std::collections::{HashMap, VecDeque};
use std::task::{Context, Poll, Waker};

use bytes::{Bytes, BytesMut};

use super::header::{BadHeader, Flags, HEADER, Header, Kind};
use super::limits::{Limits, Role, WINDOW};

/// Bytes of a frame of data at most, as this end writes them.
const FRAME: usize = 32 * 1024;

/// The other end doesn't keep to the rules; the connection can't go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Bytes that are no frame.
    #[error("{0}")]
    Header(#[from] BadHeader),
    /// More bytes than the window of the stream had room for.
    #[error("stream {0} got more bytes than its window allows")]
    Window(u32),
    /// A window of more bytes than can be counted.
    #[error("the window of stream {0} overflows")]
    Overflow(u32),
    /// A stream that is there, or whose number belongs to this end.
    #[error("stream {0} can't be opened")]
    Stream(u32),
    /// The other end says that something went wrong.
    #[error("the other end went away with code {0}")]
    WentAway(u32),
}

/// What was read of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// Some bytes.
    Bytes(Bytes),
    /// Nothing more comes.
    End,
    /// The stream is broken off.
    Reset,
}

/// What became of bytes for a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// So many of them are on their way.
    Took(usize),
    /// The stream takes none.
    Closed,
}

/// One end of a connection.
pub struct Connection {
    role: Role,
    limits: Limits,
    input: Input,
    streams: HashMap<u32, State>,
    arrived: VecDeque<u32>,
    next: u32,
    output: VecDeque<Bytes>,
    queued: usize,
    pings: u32,
    /// The other end takes no streams any more.
    deaf: bool,
    /// Those who wait: for a stream of the other end, for bytes to send, for room to read into.
    acceptor: Option<Waker>,
    sender: Option<Waker>,
    feeder: Option<Waker>,
}

/// Where in a frame the input is.
enum Input {
    Header { bytes: [u8; HEADER], filled: usize },
    Data { stream: u32, left: usize, end: bool },
}

impl Input {
    const START: Self = Self::Header { bytes: [0; HEADER], filled: 0 };
}

/// A stream.
struct State {
    received: BytesMut,
    /// Bytes that the other end may still send.
    receive_window: u32,
    /// Bytes that were read since it was last told of more room.
    read: u32,
    send_window: u32,
    /// Nothing more comes; nothing more goes.
    ended: bool,
    finished: bool,
    reset: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

impl State {
    fn new(credit: u32) -> Self {
        Self {
            received: BytesMut::new(),
            receive_window: WINDOW,
            read: 0,
            send_window: credit,
            ended: false,
            finished: false,
            reset: false,
            reader: None,
            writer: None,
        }
    }

    fn wake(&mut self) {
        self.reader.take().into_iter().chain(self.writer.take()).for_each(Waker::wake);
    }
}

impl Connection {
    /// A connection that has just been made.
    #[must_use]
    pub fn new(role: Role, limits: Limits) -> Self {
        Self {
            role,
            limits,
            input: Input::START,
            streams: HashMap::new(),
            arrived: VecDeque::new(),
            next: if role == Role::Client { 1 } else { 2 },
            output: VecDeque::new(),
            queued: 0,
            pings: 0,
            deaf: false,
            acceptor: None,
            sender: None,
            feeder: None,
        }
    }

    /// What it is allowed.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// How many streams there are.
    #[must_use]
    pub fn streams(&self) -> usize {
        self.streams.len()
    }

    /// Takes bytes of the other end, in pieces of any length.
    ///
    /// # Errors
    /// The other end doesn't keep to the rules.
    pub fn receive(&mut self, mut bytes: &[u8]) -> Result<(), Fault> {
        while !bytes.is_empty() {
            match &mut self.input {
                Input::Header { bytes: header, filled } => {
                    let taken = bytes.len().min(HEADER - *filled);
                    header[*filled..*filled + taken].copy_from_slice(&bytes[..taken]);
                    *filled += taken;
                    bytes = &bytes[taken..];
                    if *filled == HEADER {
                        let header = Header::read(header)?;
                        self.input = Input::START;
                        self.frame(header)?;
                    }
                }
                Input::Data { stream, left, end } => {
                    let taken = bytes.len().min(*left);
                    *left -= taken;
                    let (stream, done, end) = (*stream, *left == 0, *end);
                    if done {
                        self.input = Input::START;
                    }
                    self.data(stream, &bytes[..taken], done && end);
                    bytes = &bytes[taken..];
                }
            }
        }
        Ok(())
    }

    fn frame(&mut self, header: Header) -> Result<(), Fault> {
        match header.kind {
            Kind::Ping if header.flags.has(Flags::SYN) => {
                self.send(Header { flags: Flags::ACK, stream: 0, ..header }, &[]);
            }
            Kind::Ping => {}
            Kind::GoAway if header.length == 0 => self.deaf = true,
            Kind::GoAway => return Err(Fault::WentAway(header.length)),
            Kind::WindowUpdate => {
                self.begin(header)?;
                if let Some(state) = self.streams.get_mut(&header.stream) {
                    let window = state.send_window.checked_add(header.length);
                    state.send_window = window.ok_or(Fault::Overflow(header.stream))?;
                    state.writer.take().into_iter().for_each(Waker::wake);
                }
                self.data(header.stream, &[], header.flags.has(Flags::FIN));
            }
            Kind::Data => {
                self.begin(header)?;
                let end = header.flags.has(Flags::FIN);
                if let Some(state) = self.streams.get_mut(&header.stream) {
                    let room = state.receive_window.checked_sub(header.length);
                    state.receive_window = room.ok_or(Fault::Window(header.stream))?;
                }
                match header.length {
                    0 => self.data(header.stream, &[], end),
                    length => {
                        self.input = Input::Data { stream: header.stream, left: length as usize, end };
                    }
                }
            }
        }
        Ok(())
    }

    /// Opens or breaks off the stream of a frame where its flags say so.
    fn begin(&mut self, header: Header) -> Result<(), Fault> {
        let id = header.stream;
        if header.flags.has(Flags::SYN) {
            let theirs = id != 0 && (id % 2 == 1) == (self.role == Role::Server);
            if !theirs || self.streams.contains_key(&id) {
                return Err(Fault::Stream(id));
            }
            if self.streams.len() >= self.limits.streams {
                self.control(id, Flags::RST, 0);
                return Ok(());
            }
            self.streams.insert(id, State::new(WINDOW));
            self.arrived.push_back(id);
            self.acceptor.take().into_iter().for_each(Waker::wake);
        }
        if header.flags.has(Flags::RST)
            && let Some(state) = self.streams.get_mut(&id)
        {
            state.reset = true;
            state.received = BytesMut::new();
            state.wake();
        }
        Ok(())
    }

    /// Keeps bytes for who reads the stream. Those of a stream that nobody reads any more are dropped.
    fn data(&mut self, id: u32, bytes: &[u8], end: bool) {
        let Some(state) = self.streams.get_mut(&id) else { return };
        if !state.reset {
            state.received.extend_from_slice(bytes);
        }
        state.ended |= end;
        if end || !bytes.is_empty() {
            state.reader.take().into_iter().for_each(Waker::wake);
        }
    }

    /// Whether more bytes may be fed in: not while answers to earlier ones pile up.
    pub fn poll_room(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.queued < self.limits.output {
            return Poll::Ready(());
        }
        self.feeder = Some(context.waker().clone());
        Poll::Pending
    }

    /// Bytes for the other end, at most so many unless a single frame has more; none where there are none.
    pub fn transmit(&mut self, most: usize) -> Option<Bytes> {
        let first = self.output.pop_front()?;
        let mut taken = first.len();
        let mut together = None;
        while let Some(next) = self.output.front().filter(|next| taken + next.len() <= most) {
            taken += next.len();
            together.get_or_insert_with(|| BytesMut::from(&*first)).extend_from_slice(next);
            self.output.pop_front();
        }
        self.queued -= taken;
        if self.queued < self.limits.output {
            self.feeder.take().into_iter().for_each(Waker::wake);
            for state in self.streams.values_mut() {
                state.writer.take().into_iter().for_each(Waker::wake);
            }
        }
        Some(together.map_or(first, BytesMut::freeze))
    }

    /// The same, as soon as there are any.
    pub fn poll_transmit(&mut self, most: usize, context: &mut Context<'_>) -> Poll<Bytes> {
        match self.transmit(most) {
            Some(bytes) => Poll::Ready(bytes),
            None => {
                self.sender = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }

    /// Opens a stream; none where the other end takes none, or there are too many.
    pub fn open(&mut self) -> Option<u32> {
        if self.deaf || self.streams.len() >= self.limits.streams {
            return None;
        }
        let id = self.next;
        self.next = id.checked_add(2)?;
        self.streams.insert(id, State::new(WINDOW));
        self.control(id, Flags::SYN, 0);
        Some(id)
    }

    /// Takes a stream that the other end has opened.
    pub fn poll_accept(&mut self, context: &mut Context<'_>) -> Poll<u32> {
        match self.arrived.pop_front() {
            Some(id) => {
                self.control(id, Flags::ACK, 0);
                Poll::Ready(id)
            }
            None => {
                self.acceptor = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }

    /// Reads what has come on a stream, at most so many bytes.
    pub fn poll_read(&mut self, id: u32, most: usize, context: &mut Context<'_>) -> Poll<Read> {
        let Some(state) = self.streams.get_mut(&id) else { return Poll::Ready(Read::Reset) };
        if state.reset {
            return Poll::Ready(Read::Reset);
        }
        if state.received.is_empty() {
            if state.ended {
                return Poll::Ready(Read::End);
            }
            state.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        let bytes = state.received.split_to(most.min(state.received.len())).freeze();
        if state.received.is_empty() {
            state.received = BytesMut::new();
        }
        state.read = state.read.saturating_add(u32::try_from(bytes.len()).unwrap_or(WINDOW));
        if state.read >= WINDOW / 2 && !state.ended {
            let room = std::mem::take(&mut state.read);
            state.receive_window += room;
            self.control(id, Flags::default(), room);
        }
        Poll::Ready(Read::Bytes(bytes))
    }

    /// Sends bytes on a stream, as many as there is room for.
    pub fn poll_write(&mut self, id: u32, bytes: &[u8], context: &mut Context<'_>) -> Poll<Write> {
        let full = self.queued >= self.limits.output;
        let Some(state) = self.streams.get_mut(&id) else { return Poll::Ready(Write::Closed) };
        if state.reset || state.finished {
            return Poll::Ready(Write::Closed);
        }
        let taken = bytes.len().min(state.send_window as usize).min(FRAME);
        if full || (taken == 0 && !bytes.is_empty()) {
            state.writer = Some(context.waker().clone());
            return Poll::Pending;
        }
        let length = u32::try_from(taken).unwrap_or(u32::MAX);
        state.send_window -= length;
        let header = Header { kind: Kind::Data, flags: Flags::default(), stream: id, length };
        self.send(header, &bytes[..taken]);
        Poll::Ready(Write::Took(taken))
    }

    /// Says that nothing more goes on a stream.
    pub fn finish(&mut self, id: u32) {
        if let Some(state) = self.streams.get_mut(&id)
            && !state.reset
            && !std::mem::replace(&mut state.finished, true)
        {
            let header = Header { kind: Kind::WindowUpdate, flags: Flags::FIN, stream: id, length: 0 };
            self.send(header, &[]);
        }
    }

    /// Forgets a stream: breaks it off where it wasn't finished. What still comes on it is dropped.
    pub fn forget(&mut self, id: u32) {
        if let Some(state) = self.streams.remove(&id)
            && !state.reset
            && !state.finished
        {
            self.control(id, Flags::RST, 0);
        }
    }

    /// Asks whether the other end is there.
    pub fn ping(&mut self) {
        self.pings = self.pings.wrapping_add(1);
        let length = self.pings;
        self.send(Header { kind: Kind::Ping, flags: Flags::SYN, stream: 0, length }, &[]);
    }

    /// Tells the other end why the connection ends: 0 as it should, 1 for a fault of the other end, 2 for one
    /// of this end.
    pub fn go_away(&mut self, code: u32) {
        self.send(Header { kind: Kind::GoAway, flags: Flags::default(), stream: 0, length: code }, &[]);
    }

    /// The connection is over: all who wait are told.
    pub fn end(&mut self) {
        self.deaf = true;
        for state in self.streams.values_mut() {
            state.reset = true;
            state.received = BytesMut::new();
            state.wake();
        }
        let waiting = [self.acceptor.take(), self.sender.take(), self.feeder.take()];
        waiting.into_iter().flatten().for_each(Waker::wake);
    }

    pub(super) fn wake_acceptor(&mut self) {
        self.acceptor.take().into_iter().for_each(Waker::wake);
    }

    fn control(&mut self, stream: u32, flags: Flags, length: u32) {
        self.send(Header { kind: Kind::WindowUpdate, flags, stream, length }, &[]);
    }

    fn send(&mut self, header: Header, data: &[u8]) {
        let mut frame = BytesMut::with_capacity(HEADER + data.len());
        frame.extend_from_slice(&header.bytes());
        frame.extend_from_slice(data);
        self.queued += frame.len();
        self.output.push_back(frame.freeze());
        self.sender.take().into_iter().for_each(Waker::wake);
    }
}
