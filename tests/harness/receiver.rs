//! A receiver of webhooks that does what a case wants.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Longest wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is answered.
#[derive(Debug, Clone)]
pub enum Reply {
    Status(u16),
    /// A redirect to this address.
    Elsewhere(String),
    /// Nothing, ever.
    Silence,
    /// A success with a body without end.
    Flood,
}

/// What has come.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub headers: BTreeMap<String, String>,
    pub text: String,
}

impl Delivery {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub fn title(&self) -> String {
        self.json()["title"].as_str().unwrap().to_owned()
    }
}

/// A receiver; it answers 200 unless it was told otherwise.
#[derive(Clone)]
pub struct Receiver {
    pub address: SocketAddr,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    deliveries: Arc<Mutex<Vec<Delivery>>>,
    count: watch::Sender<usize>,
}

impl Receiver {
    pub async fn start() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Receiver {
            address: listener.local_addr().unwrap(),
            replies: Arc::default(),
            deliveries: Arc::default(),
            count: watch::Sender::default(),
        };
        let mine = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(mine.clone().serve(stream));
            }
        });
        receiver
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// What the next deliveries are answered with.
    pub fn will(&self, replies: &[Reply]) {
        self.replies.lock().unwrap().extend(replies.iter().cloned());
    }

    /// All that has come, whatever was answered.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.deliveries.lock().unwrap().clone()
    }

    /// Waits until so many have come.
    pub async fn has(&self, deliveries: usize) {
        let mut count = self.count.subscribe();
        let come = count.wait_for(|count| *count >= deliveries);
        let come = tokio::time::timeout(PATIENCE, come).await;
        assert!(come.is_ok(), "{} of {deliveries} have come", self.deliveries().len());
    }

    async fn serve(self, mut stream: TcpStream) {
        let Some(delivery) = read(&mut stream).await else { return };
        self.deliveries.lock().unwrap().push(delivery);
        self.count.send_modify(|count| *count += 1);
        let reply = self.replies.lock().unwrap().pop_front().unwrap_or(Reply::Status(200));
        let head = match reply {
            Reply::Status(status) => format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n"),
            Reply::Elsewhere(url) => format!("HTTP/1.1 307 X\r\nlocation: {url}\r\ncontent-length: 0\r\n"),
            Reply::Silence => return std::future::pending().await,
            Reply::Flood => "HTTP/1.1 200 X\r\n".to_owned(),
        };
        let _ = stream.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).await;
        if head == "HTTP/1.1 200 X\r\n" {
            while stream.write_all(&[b'x'; 65_536]).await.is_ok() {}
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Delivery> {
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let headers: BTreeMap<String, String> = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect();
            let length: usize = headers["content-length"].parse().unwrap();
            if bytes.len() >= end + 4 + length {
                let text = String::from_utf8(bytes[end + 4..end + 4 + length].to_vec()).unwrap();
                return Some(Delivery { headers, text });
            }
        }
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
        }
    }
}
