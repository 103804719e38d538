//! Where a daemon tells how it is: `/healthz`, `/readyz`, `/metrics`.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use slog::{Logger, info};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::metrics::ProvisionerMetrics;

/// Connections at once at most.
const CONNECTIONS: usize = 32;
/// How long one may last.
const CONNECTION: Duration = Duration::from_secs(60);
/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(10);
/// How long nothing is accepted where the system has no room.
const AGAIN: Duration = Duration::from_millis(100);

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// Listens.
///
/// # Errors
/// The address can't be had.
pub(super) async fn listen(address: SocketAddr, log: &Logger) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address).await?;
    info!(log, "the daemon's health is told"; "address" => %listener.local_addr()?);
    Ok(listener)
}

/// Answers for as long as it is polled.
pub(super) async fn serve(listener: TcpListener, metrics: Arc<ProvisionerMetrics>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(permit) = room.clone().acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(AGAIN).await;
            continue;
        };
        let metrics = metrics.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request: Request<Incoming>| {
                let answer = answer(&metrics, request.method(), request.uri().path());
                async move { Ok::<_, Infallible>(answer) }
            });
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(HEAD);
            let connection = http.serve_connection(TokioIo::new(stream), service);
            // Whoever has asked is gone.
            let _ = tokio::time::timeout(CONNECTION, connection).await;
            drop(permit);
        });
    }
}

fn answer(metrics: &ProvisionerMetrics, method: &Method, path: &str) -> Response<Full<Bytes>> {
    let (status, text) = match path {
        _ if method != Method::GET && method != Method::HEAD => {
            (StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered\n".into())
        }
        "/healthz" => (StatusCode::OK, "the daemon runs\n".into()),
        "/readyz" if metrics.is_connected() => (StatusCode::OK, "the server is connected\n".into()),
        "/readyz" => (StatusCode::SERVICE_UNAVAILABLE, "the server is not connected\n".into()),
        "/metrics" => (StatusCode::OK, metrics.text().unwrap_or_default()),
        _ => (StatusCode::NOT_FOUND, "there are /healthz, /readyz and /metrics\n".into()),
    };
    let mut answer = Response::new(Full::new(Bytes::from(text)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, TEXT);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daemon_is_ready_while_its_server_is_connected() {
        let metrics = ProvisionerMetrics::new(chrono::DateTime::UNIX_EPOCH);
        let status = |method: &Method, path| answer(&metrics, method, path).status().as_u16();
        assert_eq!((status(&Method::GET, "/healthz"), status(&Method::GET, "/readyz")), (200, 503));
        metrics.connected(true);
        assert_eq!((status(&Method::HEAD, "/readyz"), status(&Method::GET, "/metrics")), (200, 200));
        assert_eq!((status(&Method::POST, "/readyz"), status(&Method::GET, "/")), (405, 404));
        metrics.ended(crate::metrics::JobOutcome::Succeeded);
        let text = metrics.text().expect("it is text");
        assert!(text.contains("burgrave_provisioner_connected 1"), "{text}");
        assert!(text.contains("burgrave_provisioner_jobs_total{outcome=\"succeeded\"} 1"), "{text}");
    }
}
