//! WebSockets (RFC 6455): a handler's end of one, and the task that moves its messages.

use std::fmt;

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Message as Frame, Role, WebSocketConfig};
use tokio_util::sync::CancellationToken;

/// How many messages wait in each direction before the sender waits.
const QUEUE: usize = 16;

/// What each connection keeps ready to read into: there may be many that say little.
const READ_BUFFER: usize = 8 * 1024;

/// How long the other end may leave a message unread once its buffers are full.
const WRITE_LIMIT: std::time::Duration = std::time::Duration::from_secs(30);

/// How long the other end may take to answer a close.
const CLOSE_LIMIT: std::time::Duration = std::time::Duration::from_secs(2);

/// What a handler does with the WebSocket once it stands.
pub struct Upgrade(Box<dyn FnOnce(WebSocket) -> BoxFuture<'static, ()> + Send + Sync>);

impl Upgrade {
    /// Runs `serve` with the WebSocket after the answer 101 is sent. The connection closes when its
    /// [`WebSocket`] is dropped; at shutdown it is closed with code 1001 and [`WebSocket::receive`] gives
    /// none.
    pub fn new<F>(serve: impl FnOnce(WebSocket) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self(Box::new(move |socket| Box::pin(serve(socket))))
    }

    pub(super) fn serve(self, socket: WebSocket) -> BoxFuture<'static, ()> {
        (self.0)(socket)
    }
}

impl fmt::Debug for Upgrade {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Upgrade")
    }
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// UTF-8 text.
    Text(String),
    /// Bytes.
    Binary(Bytes),
}

impl From<Message> for Frame {
    fn from(message: Message) -> Self {
        match message {
            Message::Text(text) => Self::Text(text.into()),
            Message::Binary(bytes) => Self::Binary(bytes),
        }
    }
}

/// A handler's end of a WebSocket. Pings are answered without it.
#[derive(Debug)]
pub struct WebSocket {
    sender: WebSocketSender,
    receiver: WebSocketReceiver,
}

/// The half that sends; clones send to the same WebSocket.
#[derive(Clone, Debug)]
pub struct WebSocketSender(mpsc::Sender<Order>);

/// The half that receives.
#[derive(Debug)]
pub struct WebSocketReceiver(mpsc::Receiver<Message>);

/// The WebSocket is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the WebSocket is closed")]
pub struct Closed;

#[derive(Debug)]
enum Order {
    Send(Message),
    Close(u16, String),
}

impl WebSocket {
    /// The next message; none when the WebSocket is closed, by whichever end.
    pub async fn receive(&mut self) -> Option<Message> {
        self.receiver.receive().await
    }

    /// Sends a message; waits while the other end is slow.
    ///
    /// # Errors
    /// When the WebSocket is closed.
    pub async fn send(&self, message: Message) -> Result<(), Closed> {
        self.sender.send(message).await
    }

    /// Closes the WebSocket with a code (RFC 6455 §7.4) and a reason of at most 123 bytes.
    pub async fn close(self, code: u16, reason: impl Into<String>) {
        self.sender.close(code, reason).await;
    }

    /// Both halves, for two tasks.
    pub fn split(self) -> (WebSocketSender, WebSocketReceiver) {
        (self.sender, self.receiver)
    }
}

impl WebSocketSender {
    /// As [`WebSocket::send`].
    ///
    /// # Errors
    /// When the WebSocket is closed.
    pub async fn send(&self, message: Message) -> Result<(), Closed> {
        self.0.send(Order::Send(message)).await.map_err(|_| Closed)
    }

    /// As [`WebSocket::close`].
    pub async fn close(self, code: u16, reason: impl Into<String>) {
        // Closed already: nothing to do.
        let _ = self.0.send(Order::Close(code, reason.into())).await;
    }
}

impl WebSocketReceiver {
    /// As [`WebSocket::receive`].
    pub async fn receive(&mut self) -> Option<Message> {
        self.0.recv().await
    }
}

/// A WebSocket and the future that moves its messages until it is closed. Messages above `max` bytes end it,
/// with code 1009.
pub(super) fn open(
    connection: Upgraded,
    max: usize,
    closing: CancellationToken,
) -> (WebSocket, impl Future<Output = ()> + Send + 'static) {
    let (order, orders) = mpsc::channel(QUEUE);
    let (arrived, arrivals) = mpsc::channel(QUEUE);
    let socket = WebSocket { sender: WebSocketSender(order), receiver: WebSocketReceiver(arrivals) };
    let pump = async move {
        let config = WebSocketConfig::default()
            .max_message_size(Some(max))
            .max_frame_size(Some(max))
            .read_buffer_size(READ_BUFFER);
        let stream =
            WebSocketStream::from_raw_socket(TokioIo::new(connection), Role::Server, Some(config)).await;
        pump(stream, orders, arrived, closing).await;
    };
    (socket, pump)
}

/// What an end is told that doesn't keep to the rules (RFC 6455 section 7.4.1); none where it is gone.
fn refusal(fault: &Error) -> Option<(u16, String)> {
    match fault {
        Error::Capacity(_) => Some((1009, "A message is too long.".into())),
        Error::Utf8(_) => Some((1007, "A text is not UTF-8.".into())),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        Error::Protocol(_) => Some((1002, "A frame is malformed.".into())),
        _ => None,
    }
}

fn going_away() -> (u16, String) {
    (1001, "The server is shutting down.".into())
}

type Stream = WebSocketStream<TokioIo<Upgraded>>;

async fn pump(
    mut stream: Stream,
    mut orders: mpsc::Receiver<Order>,
    arrived: mpsc::Sender<Message>,
    closing: CancellationToken,
) {
    let (mut goodbye_came, mut refused) = (false, false);
    let goodbye = loop {
        tokio::select! {
            biased;
            () = closing.cancelled() => break Some(going_away()),
            order = orders.recv() => match order {
                Some(Order::Send(message)) => tokio::select! {
                    biased;
                    () = closing.cancelled() => break Some(going_away()),
                    // An end that doesn't read holds nothing up for longer than this.
                    sent = tokio::time::timeout(WRITE_LIMIT, stream.send(message.into())) => match sent {
                        Ok(Ok(())) => {}
                        Ok(Err(_)) | Err(_) => return,
                    },
                },
                Some(Order::Close(code, reason)) => break Some((code, reason)),
                None => break Some((1000, String::new())),
            },
            // Only read what the handler has room for: the other end feels it as a full connection.
            (place, frame) = next(&mut stream, &arrived, goodbye_came) => match frame {
                Some(Ok(Frame::Text(text))) => give(place, Message::Text(text.as_str().to_owned())),
                Some(Ok(Frame::Binary(bytes))) => give(place, Message::Binary(bytes)),
                Some(Ok(Frame::Ping(_) | Frame::Pong(_) | Frame::Frame(_))) => {}
                // Its answer is queued by the library; flushed by polling on.
                Some(Ok(Frame::Close(_))) => goodbye_came = true,
                Some(Err(fault)) => match refusal(&fault) {
                    Some(goodbye) => {
                        refused = true;
                        break Some(goodbye);
                    }
                    None => return,
                },
                None => break None,
            },
        }
    };
    // The handler sees the end now, not when the other end has agreed to it.
    drop((arrived, orders));
    let close = async {
        if let Some((code, reason)) = goodbye {
            let frame = CloseFrame { code: CloseCode::from(code), reason: reason.into() };
            if stream.close(Some(frame)).await.is_ok() {
                while let Some(Ok(_)) = stream.next().await {}
            }
        }
        // TLS tells its own end: without it, the other end can't know that nothing was cut off (RFC 8446
        // section 6.1).
        let _ = stream.get_mut().shutdown().await;
        if refused {
            // What is still on its way is read: a connection that closes before loses its last words.
            let _ = tokio::io::copy(stream.get_mut(), &mut tokio::io::sink()).await;
        }
    };
    // An end that doesn't answer the close is dropped.
    let _ = tokio::time::timeout(CLOSE_LIMIT, close).await;
}

type Room<'a> = Option<mpsc::Permit<'a, Message>>;
type Arrival = Option<Result<Frame, Error>>;

async fn next<'a>(
    stream: &mut Stream,
    arrived: &'a mpsc::Sender<Message>,
    goodbye_came: bool,
) -> (Room<'a>, Arrival) {
    // A handler that stopped receiving still gets its pings answered.
    let room = if goodbye_came { None } else { arrived.reserve().await.ok() };
    (room, stream.next().await)
}

fn give(room: Room<'_>, message: Message) {
    if let Some(room) = room {
        room.send(message);
    }
}
