//! A receiver of webhooks that notes when each message came.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// Header lines that a request has at most.
const HEADERS: usize = 64;

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// How often it is looked whether messages have come.
const LOOK: Duration = Duration::from_millis(5);

/// When each message came for the first time, by its id without hyphens, in microseconds since 1970.
pub(crate) type Arrivals = HashMap<String, i64>;

/// A receiver that answers everything with success.
pub(crate) struct Webhooks {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    arrivals: Arc<Mutex<Arrivals>>,
    /// Serves for as long as it is kept.
    _runtime: Runtime,
}

impl Webhooks {
    /// Starts one, on a thread of its own.
    pub(crate) fn start() -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"));
        let listener = listener.map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let arrivals = Arc::<Mutex<Arrivals>>::default();
        let noted = arrivals.clone();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(receive(stream, noted.clone()));
            }
        });
        Ok(Self { address, arrivals, _runtime: runtime })
    }

    /// What has come since it was asked last, once it is so many messages.
    pub(crate) fn take(&self, messages: usize, patience: Duration) -> Result<Arrivals, String> {
        let end = Instant::now() + patience;
        loop {
            let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
            if arrivals.len() >= messages {
                return Ok(std::mem::take(&mut *arrivals));
            }
            if Instant::now() > end {
                let (come, seconds) = (arrivals.len(), patience.as_secs());
                return Err(format!("{come} of {messages} messages have come within {seconds} s"));
            }
            drop(arrivals);
            std::thread::sleep(LOOK);
        }
    }
}

async fn receive(mut stream: TcpStream, arrivals: Arc<Mutex<Arrivals>>) {
    let mut bytes = Vec::with_capacity(4096);
    loop {
        if !matches!(stream.read_buf(&mut bytes).await, Ok(1..)) {
            return;
        }
        if let Some(id) = whole(&bytes) {
            let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
            let now = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
            arrivals.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_insert(now);
            // Whoever has gone needs no answer.
            let _ = stream.write_all(ANSWER).await;
            return;
        }
    }
}

/// The id of the message, once the request is there to its end.
fn whole(bytes: &[u8]) -> Option<String> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(size) = request.parse(bytes).ok()? else { return None };
    let header = |name: &str| {
        let found = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok())
    };
    let length: usize = header("content-length")?.parse().ok()?;
    (bytes.len() >= size + length).then(|| header("x-message-id").unwrap_or_default().replace('-', ""))
}
