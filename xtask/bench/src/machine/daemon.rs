//! A daemon on another machine, as far as the wire goes.

use std::io;
use std::net::SocketAddr;

use burgrave_wire::drpc::{self, Answers, Messages};
use burgrave_wire::provisionerd::AcquiredJob;
use burgrave_wire::yamux::{Limits, Role, Session, Sink, Source};
use burgrave_wire::{MESSAGE, Message as Proto, method};
use bytes::Bytes;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use http::HeaderValue;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

/// The secret of all daemons of a measured server.
pub(crate) const PSK: &str = "a-secret-of-the-bench-0001";

struct From(SplitStream<WebSocketStream<TcpStream>>);
struct To(SplitSink<WebSocketStream<TcpStream>, Message>);

impl Source for From {
    async fn receive(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Binary(bytes))) => return Ok(Some(bytes)),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(None),
                Some(Ok(_)) => {}
            }
        }
    }
}

impl Sink for To {
    async fn send(&mut self, bytes: Bytes) -> io::Result<()> {
        self.0.send(Message::Binary(bytes)).await.map_err(io::Error::other)
    }
}

/// A daemon that is connected, until its value goes.
pub(crate) struct Daemon {
    session: Session,
    driven: JoinHandle<()>,
}

impl Daemon {
    /// Connects one under this name, for templates in the echo format.
    pub(crate) async fn connect(server: SocketAddr, name: &str) -> Result<Self, String> {
        let target = format!(
            "ws://{server}/api/v2/organizations/default/provisionerdaemons/serve?provisioner=echo&version=1.20&\
             name={name}"
        );
        let mut request = target.into_client_request().map_err(|error| error.to_string())?;
        let psk = PSK.parse::<HeaderValue>().map_err(|_| "the secret fits into no header")?;
        request.headers_mut().insert("coder-provisioner-daemon-psk", psk);
        let stream = TcpStream::connect(server).await.map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        let (socket, _) = client_async(request, stream).await.map_err(|error| error.to_string())?;
        let (sink, stream) = socket.split();
        let session = Session::new(Role::Client, Limits::default());
        let driving = session.clone();
        let driven = tokio::spawn(async move {
            driving.drive(From(stream), To(sink)).await;
        });
        Ok(Self { session, driven })
    }

    /// A call of one message and one answer.
    pub(crate) async fn call<Told: Proto + Default>(
        &self,
        name: &str,
        message: &impl Proto,
    ) -> Result<Told, String> {
        drpc::unary(&self.session, name, message, MESSAGE).await.map_err(|fault| fault.to_string())
    }

    /// Begins to ask for a job.
    pub(crate) async fn ask(&self) -> Result<(Answers, Messages), String> {
        let asked = drpc::call(&self.session, method::ACQUIRE_JOB_WITH_CANCEL, MESSAGE).await;
        asked.map_err(|fault| fault.to_string())
    }

    /// Waits for a job; gives its id.
    pub(crate) async fn acquire(&self) -> Result<String, String> {
        let (answers, mut messages) = self.ask().await?;
        let job: AcquiredJob = messages.only().await.map_err(|fault| fault.to_string())?;
        answers.close().await.map_err(|fault| fault.to_string())?;
        Ok(job.job_id)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.driven.abort();
    }
}
