//! hyper alone.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Serialize;
use tokio::net::TcpListener;

use super::{data, kind};

pub(super) async fn serve() -> Result<(), String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
    kind::say(listener.local_addr().map_err(|error| error.to_string())?);
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        // As dropshot does: an answer isn't held back for more to come.
        let _ = stream.set_nodelay(true);
        tokio::spawn(async move {
            let mut server = http1::Builder::new();
            let connection =
                server.timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service_fn(answer));
            // The load generator hangs up at the end of each round.
            let _ = connection.await;
        });
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path();
    Ok(match path.strip_prefix("/api/v2/organizations") {
        Some("") => json(&data::all()),
        Some(name) if name.starts_with('/') => json(&data::one(1)),
        _ => {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    })
}

fn json<T: Serialize>(value: &T) -> Response<Full<Bytes>> {
    let body = serde_json::to_vec(value).expect("organizations can be JSON");
    let mut response = Response::new(Full::new(body.into()));
    let kind = header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
