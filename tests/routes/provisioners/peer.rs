//! A daemon on another machine, as far as the wire goes: a case makes its calls.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use burgrave_wire::drpc::{self, Answers, CallFault, Messages};
use burgrave_wire::provisionerd::{AcquiredJob, Empty};
use burgrave_wire::yamux::{Ended, Limits, Role, Session, Sink, Source};
use burgrave_wire::{MESSAGE, Message as Proto, method};
use bytes::Bytes;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use http::Method;
use tokio::task::JoinHandle;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::harness::{Answer, Server};
use crate::routes::sockets::Socket;
use crate::specification;

/// How long a case waits for what has to come.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What a daemon says that can run templates of the echo format.
pub const SERVE: &str =
    "/api/v2/organizations/default/provisionerdaemons/serve?provisioner=echo&version=1.18";

pub const KEY: &str = "coder-provisioner-daemon-key";
pub const PSK: &str = "coder-provisioner-daemon-psk";

type Goodbye = Arc<Mutex<Option<(u16, String)>>>;

struct From(SplitStream<Socket>, Goodbye);
struct To(SplitSink<Socket, Message>);

impl Source for From {
    async fn receive(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Binary(bytes))) => return Ok(Some(bytes)),
                Some(Ok(Message::Close(frame))) => {
                    let told = frame.map(|frame| (frame.code.into(), frame.reason.to_string()));
                    *self.1.lock().unwrap() = told;
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Ok(None),
            }
        }
    }
}

impl Sink for To {
    async fn send(&mut self, bytes: Bytes) -> io::Result<()> {
        self.0.send(Message::Binary(bytes)).await.map_err(io::Error::other)
    }
}

/// A daemon that is connected.
pub struct Peer {
    pub session: Session,
    goodbye: Goodbye,
    driven: JoinHandle<Ended>,
}

/// Opens the WebSocket of a daemon, or gives the answer with which that is refused.
pub async fn socket(
    server: &Server,
    target: &str,
    headers: &[(&'static str, &str)],
) -> Result<Socket, Answer> {
    let address = server.get("/").address;
    let mut request = format!("ws://{address}{target}").into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let (socket, answer) = match connect_async(request).await {
        Ok((socket, response)) => {
            let headers = response.headers().clone();
            (Some(socket), Answer { status: response.status().as_u16(), headers, body: Bytes::new() })
        }
        Err(Error::Http(response)) => {
            let (parts, body) = response.into_parts();
            let body = body.unwrap_or_default().into();
            (None, Answer { status: parts.status.as_u16(), headers: parts.headers, body })
        }
        Err(other) => panic!("{other}"),
    };
    specification::check::answer(&Method::GET, target, &answer);
    socket.ok_or(answer)
}

/// Connects a daemon, or gives the answer with which that is refused.
pub async fn connect(
    server: &Server,
    target: &str,
    headers: &[(&'static str, &str)],
) -> Result<Peer, Answer> {
    let socket = socket(server, target, headers).await?;
    let (sink, stream) = socket.split();
    let session = Session::new(Role::Client, Limits::default());
    let goodbye = Goodbye::default();
    let (driving, told) = (session.clone(), goodbye.clone());
    let driven = tokio::spawn(async move { driving.drive(From(stream, told), To(sink)).await });
    Ok(Peer { session, goodbye, driven })
}

impl Peer {
    /// A call of one message and one answer.
    pub async fn call<Told: Proto + Default>(
        &self,
        name: &str,
        message: &impl Proto,
    ) -> Result<Told, CallFault> {
        let call = drpc::unary(&self.session, name, message, MESSAGE);
        tokio::time::timeout(PATIENCE, call).await.expect("an answer comes")
    }

    /// Begins to ask for a job.
    pub async fn ask(&self) -> (Answers, Messages) {
        drpc::call(&self.session, method::ACQUIRE_JOB_WITH_CANCEL, MESSAGE).await.unwrap()
    }

    /// Waits for a job.
    pub async fn acquire(&self) -> AcquiredJob {
        let (answers, mut messages) = self.ask().await;
        let job = tokio::time::timeout(PATIENCE, messages.only()).await.expect("a job comes").unwrap();
        answers.close().await.unwrap();
        job
    }

    /// The older call.
    pub async fn acquire_soon(&self) -> AcquiredJob {
        self.call(method::ACQUIRE_JOB, &Empty {}).await.unwrap()
    }

    /// The code and the reason with which the server ends the session.
    pub async fn ended(self) -> (u16, String) {
        let _ = tokio::time::timeout(PATIENCE, self.driven).await.expect("the session ends");
        self.goodbye.lock().unwrap().clone().expect("the server says why")
    }
}
