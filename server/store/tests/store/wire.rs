//! A proxy in front of PostgreSQL that does to connections what networks and pooling proxies do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::SeqCst};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Mode {
    /// Messages go through.
    Pass,
    /// Connections are cut, new ones too.
    Away,
    /// A COMMIT reaches the server, its answer never the client.
    CutAnswerToCommit,
    /// Prepared statements are forgotten between transactions, as when each gets another connection.
    Forget,
}

/// A running proxy.
pub struct Wire {
    pub port: u16,
    mode: Arc<AtomicU8>,
    cut: watch::Sender<u32>,
}

impl Wire {
    /// Stands in front of the server at `port`.
    pub async fn start(port: u16, mode: Mode) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap().port();
        let mode = Arc::new(AtomicU8::new(mode as u8));
        let (cut, cuts) = watch::channel(0);
        let shared = mode.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if shared.load(SeqCst) == Mode::Away as u8 {
                    continue;
                }
                let server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                let (mode, mut cuts) = (shared.clone(), cuts.clone());
                cuts.mark_unchanged();
                tokio::spawn(async move {
                    tokio::select! {
                        _ = relay(client, server, &mode) => {}
                        _ = cuts.changed() => {}
                    }
                });
            }
        });
        Self { port: own, mode, cut }
    }

    /// The same database, through the proxy.
    pub fn in_front_of(&self, url: &str) -> String {
        let (before, database) = url.rsplit_once('/').unwrap();
        let (host, _) = before.rsplit_once(':').unwrap();
        format!("{host}:{}/{database}", self.port)
    }

    /// Changes the mode; `Away` cuts what is open.
    pub fn set(&self, mode: Mode) {
        self.mode.store(mode as u8, SeqCst);
        if mode == Mode::Away {
            self.cut.send_modify(|count| *count += 1);
        }
    }
}

/// One exchange after the other: what the client sends up to a Sync or Query, and the answer up to
/// ReadyForQuery.
async fn relay(client: TcpStream, server: TcpStream, mode: &AtomicU8) -> Option<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    // The startup message has no type.
    let length = from_client.read_u32().await.ok()?;
    let mut startup = vec![0; length as usize - 4];
    from_client.read_exact(&mut startup).await.ok()?;
    to_server.write_u32(length).await.ok()?;
    to_server.write_all(&startup).await.ok()?;
    let mut idle = answer(&mut from_server, Some(&mut to_client)).await?;
    loop {
        let (kind, message) = message(&mut from_client).await?;
        if idle && mode.load(SeqCst) == Mode::Forget as u8 {
            forget(&mut to_server, &mut from_server).await?;
        }
        idle = false;
        to_server.write_all(&message).await.ok()?;
        let commit = message.windows(6).any(|part| part == b"COMMIT");
        if !matches!(kind, b'S' | b'Q') {
            continue;
        }
        if commit && mode.load(SeqCst) == Mode::CutAnswerToCommit as u8 {
            answer(&mut from_server, None).await?;
            return None;
        }
        idle = answer(&mut from_server, Some(&mut to_client)).await?;
    }
}

async fn forget(to_server: &mut OwnedWriteHalf, from_server: &mut OwnedReadHalf) -> Option<()> {
    let text = b"DEALLOCATE ALL\0";
    let mut query = vec![b'Q'];
    query.extend((text.len() as u32 + 4).to_be_bytes());
    query.extend(text);
    to_server.write_all(&query).await.ok()?;
    answer(from_server, None).await.map(|_| ())
}

/// Passes an answer on; says whether the connection is outside a transaction now.
async fn answer(from: &mut OwnedReadHalf, mut to: Option<&mut OwnedWriteHalf>) -> Option<bool> {
    loop {
        let (kind, message) = message(from).await?;
        if let Some(to) = &mut to {
            to.write_all(&message).await.ok()?;
        }
        if kind == b'Z' {
            return Some(message.last() == Some(&b'I'));
        }
    }
}

async fn message(from: &mut OwnedReadHalf) -> Option<(u8, Vec<u8>)> {
    let kind = from.read_u8().await.ok()?;
    let length = from.read_u32().await.ok()?;
    let mut message = vec![kind];
    message.extend(length.to_be_bytes());
    message.resize(length as usize + 1, 0);
    from.read_exact(&mut message[5..]).await.ok()?;
    Some((kind, message))
}
