//! A relay in front of a server, for clients that this suite doesn't make the requests of: it hands each
//! request on and holds each answer against the specification. A faulty answer ends the connection, which the
//! client reports.

use std::convert::Infallible;
use std::net::SocketAddr;

use bytes::Bytes;
use http::{Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use super::Call;

/// Starts a relay to this server, and gives its own address. It ends with the runtime of the case.
pub async fn start(server: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = service_fn(move |request| hand_on(server, request));
            tokio::spawn(
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service),
            );
        }
    });
    address
}

async fn hand_on(
    server: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let mut call = Call::new(server, parts.method, target);
    let own = [header::HOST, header::CONNECTION, header::CONTENT_LENGTH, header::TRANSFER_ENCODING];
    call.headers = parts.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    call.headers.retain(|(name, _)| !own.contains(name));
    call.body = body.collect().await.expect("the client sends its body").to_bytes();
    let answer = call.send().await;
    let mut response = Response::new(Full::new(answer.body));
    *response.status_mut() = answer.status.try_into().expect("a status that has come is one");
    *response.headers_mut() = answer.headers;
    response.headers_mut().remove(header::TRANSFER_ENCODING);
    Ok(response)
}
