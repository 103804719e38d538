//! Proxies of cases.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use http::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::harness::{Answer, Server, secrets};

pub const PROXIES: &str = "/api/v2/workspaceproxies";

/// A new proxy: as the answer has it, and its token.
pub async fn proxy(server: &Server, name: &str) -> (Value, String) {
    let made = server.owner().await.post(PROXIES, &json!({"name": name})).await.json_of(201);
    let token = made["proxy_token"].as_str().unwrap().to_owned();
    secrets::register(&token);
    (made["proxy"].clone(), token)
}

/// The path of a proxy.
pub fn path(proxy: &str) -> String {
    format!("{PROXIES}/{proxy}")
}

/// The proxies that a list has, by name.
pub fn names(list: &Value) -> Vec<&str> {
    list["regions"].as_array().unwrap().iter().map(|proxy| proxy["name"].as_str().unwrap()).collect()
}

/// The identity of a program.
pub fn program(number: u128) -> String {
    uuid::Uuid::from_u128(number).to_string()
}

/// What a program with this token says.
pub async fn say(server: &Server, token: &str, what: &str, body: &Value) -> Answer {
    let call = server.call(Method::POST, &format!("{PROXIES}/me/{what}"));
    call.named_header("coder-external-proxy-token", token).json(body).send().await
}

/// The health of a proxy.
pub async fn status(server: &Server, proxy: &str) -> Value {
    let mut found = server.owner().await.get(&path(proxy)).await.json_of(200);
    assert_eq!(found["healthy"], found["status"]["status"] == "ok");
    found["status"].take()
}

/// Waits until a proxy is known to be this healthy at this place.
pub async fn becomes(server: &Server, proxy: &str, health: &str, url: &str) {
    loop {
        let found = server.owner().await.get(&path(proxy)).await.json_of(200);
        if found["status"]["status"] == health && found["path_app_url"] == url {
            return;
        }
    }
}

/// The program of a proxy, as far as the server asks it.
pub struct Site {
    pub address: SocketAddr,
    answer: Arc<Mutex<String>>,
    asked: Arc<AtomicUsize>,
    listening: JoinHandle<()>,
}

impl Site {
    pub async fn start() -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (answer, asked) = (Arc::new(Mutex::new(String::new())), Arc::new(AtomicUsize::new(0)));
        let (said, count) = (answer.clone(), asked.clone());
        let listening = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = [0; 4096];
                let read = stream.read(&mut request).await.unwrap_or_default();
                assert!(request[..read].starts_with(b"GET /healthz-report HTTP/1.1"));
                count.fetch_add(1, SeqCst);
                let text = said.lock().unwrap().clone();
                let _ = stream.write_all(text.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        let site = Site { address, answer, asked, listening };
        site.reports(&json!({"errors": [], "warnings": []}));
        site
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers this from now on. A connection isn't closed by the answer: who asks may keep it.
    pub fn answers(&self, status: &str, body: &str) {
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}", body.len());
        *self.answer.lock().unwrap() = format!("{head}\r\n\r\n{body}");
    }

    pub fn reports(&self, report: &Value) {
        self.answers("200 OK", &report.to_string());
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(SeqCst)
    }

    /// Answers nobody from now on.
    pub async fn stop(self) {
        self.listening.abort();
        let _ = self.listening.await;
    }
}
