//! Answers how the proxy is.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

/// How many connections are served at a time; further ones wait.
const MOST_CONNECTIONS: usize = 1024;

/// How long the head of a request may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// The longest head of a request, in bytes.
const MOST_HEAD: usize = 16 * 1024;

/// How the proxy is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// It has not registered yet.
    New,
    /// Nothing is wrong.
    Fine,
    /// It can't register, for this reason.
    Unregistered(String),
}

impl Condition {
    /// The report that the server reads. It asks as soon as the proxy has registered, maybe before the proxy
    /// knows it: that is no error.
    fn report(&self) -> String {
        let (errors, warnings) = match self {
            Self::New => (vec![], vec!["the proxy has not registered yet"]),
            Self::Fine => (vec![], vec![]),
            Self::Unregistered(why) => (vec![why.as_str()], vec![]),
        };
        json!({"errors": errors, "warnings": warnings}).to_string()
    }
}

/// How it is at this moment, for all who ask.
pub(super) type Conditions = tokio::sync::watch::Receiver<Condition>;

/// Begins to listen; gives where.
///
/// # Errors
/// The address can't be listened on.
pub(super) async fn start(
    address: SocketAddr,
    condition: Conditions,
    stop: CancellationToken,
) -> std::io::Result<(SocketAddr, JoinHandle<()>)> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    Ok((address, tokio::spawn(accept(listener, condition, stop))))
}

async fn accept(listener: TcpListener, condition: Conditions, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            next = next => next,
            Some(_) = connections.join_next() => continue,
        };
        // A connection that ends while it is accepted is none; out of descriptors, the next try waits a moment.
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // Where that fails, answers come a little later.
        let _ = stream.set_nodelay(true);
        let (condition, stop) = (condition.clone(), stop.clone());
        connections.spawn(async move {
            let _place = place;
            let service = service_fn(move |request| {
                let condition = condition.clone();
                async move { Ok::<_, Infallible>(answer(&request, &condition.borrow())) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIME)
                .max_buf_size(MOST_HEAD)
                .serve_connection(TokioIo::new(stream), service);
            let mut connection = std::pin::pin!(connection);
            tokio::select! {
                _ = connection.as_mut() => {}
                () = stop.cancelled() => {
                    connection.as_mut().graceful_shutdown();
                    let _ = connection.await;
                }
            }
        });
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

fn answer(request: &Request<Incoming>, condition: &Condition) -> Response<Full<Bytes>> {
    let json = "application/json; charset=utf-8";
    let message = |text: &str| json!({"message": text}).to_string();
    let (status, kind, body) = match (request.uri().path(), request.method()) {
        ("/healthz" | "/healthz-report", method) if method != Method::GET && method != Method::HEAD => {
            (StatusCode::METHOD_NOT_ALLOWED, json, message("Use GET or HEAD here."))
        }
        ("/healthz", _) => (StatusCode::OK, "text/plain; charset=utf-8", "OK".to_owned()),
        ("/healthz-report", _) => (StatusCode::OK, json, condition.report()),
        _ => (
            StatusCode::NOT_FOUND,
            json,
            message("This is a workspace proxy; there is nothing at this path."),
        ),
    };
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}
