//! TLS and HTTP/2: what is spoken, its limits, and its shutdown.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use burgrave_api::{Settings, Shutdown};
use bytes::Bytes;
use futures::StreamExt;
use http::{Request, Response, StatusCode, Version};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::answers::{self, generated};
use crate::raw;

type Body = BoxBody<Bytes, std::convert::Infallible>;

/// A server with a certificate of its own, and what trusts it.
pub(crate) fn settings() -> (Settings, Arc<ClientConfig>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = CertificateDer::from(made.cert.der().to_vec());
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let server = ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions();
    let mut server =
        server.unwrap().with_no_client_auth().with_single_cert(vec![certificate.clone()], key).unwrap();
    server.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let client = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let client = client.unwrap().with_root_certificates(roots).with_no_client_auth();
    (Settings { tls: Some(server), ..raw::settings() }, Arc::new(client))
}

/// A connection on which this protocol is agreed.
pub(crate) async fn connect(
    address: SocketAddr,
    client: &ClientConfig,
    protocol: &str,
) -> TlsStream<TcpStream> {
    let mut client = client.clone();
    client.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let tcp = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TlsConnector::from(Arc::new(client)).connect(name, tcp).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(protocol.as_bytes()));
    stream
}

struct Scene {
    running: burgrave_api::Running,
    server: Arc<answers::Server>,
    client: Arc<ClientConfig>,
}

async fn start() -> Scene {
    let (settings, client) = settings();
    let server = Arc::new(answers::Server::default());
    let running = generated::serve(server.clone(), settings, raw::silent()).await.unwrap();
    Scene { running, server, client }
}

impl Scene {
    /// An HTTP/2 connection; its task ends with the connection.
    async fn http2(&self) -> (SendRequest<Body>, tokio::task::JoinHandle<hyper::Result<()>>) {
        let stream = connect(self.running.local_address(), &self.client, "h2").await;
        let (sender, connection) =
            http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        (sender, tokio::spawn(connection))
    }
}

fn request(method: &str, path: &str, body: Body) -> Request<Body> {
    Request::builder().method(method).uri(format!("https://localhost{path}")).body(body).unwrap()
}

fn empty() -> Body {
    Empty::new().boxed()
}

/// A body of which this much comes, and then nothing.
fn half(text: &'static str) -> Body {
    let begun = futures::stream::iter([Ok(Frame::data(Bytes::from_static(text.as_bytes())))]);
    BodyExt::boxed(StreamBody::new(begun.chain(futures::stream::pending())))
}

async fn text(response: Response<Incoming>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn both_versions_of_http_are_spoken_over_tls() {
    let scene = start().await;
    let (mut http2, _) = scene.http2().await;
    let answer = http2.send_request(request("GET", "/text", empty())).await.unwrap();
    assert_eq!((answer.status(), answer.version()), (StatusCode::OK, Version::HTTP_2));
    assert!(answer.headers().contains_key("x-coder-request-id"));
    assert_eq!(text(answer).await, "plain ü");
    let mut stream = connect(scene.running.local_address(), &scene.client, "http/1.1").await;
    stream.write_all(b"GET /text HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("plain ü"), "{answer}");
}

#[tokio::test]
async fn streams_of_one_connection_do_not_wait_for_each_other() {
    let scene = start().await;
    let (mut sender, _) = scene.http2().await;
    let slow = sender.send_request(request("POST", "/slow", empty()));
    scene.server.begun.notified().await;
    let body = Full::new(Bytes::from_static(b"{\"name\":\"a\"}")).boxed();
    let quick = sender.send_request(request("POST", "/things", body)).await.unwrap();
    assert_eq!(quick.status(), 201);
    scene.server.go_on.notify_one();
    assert_eq!(slow.await.unwrap().status(), 201);
}

#[tokio::test]
async fn slow_bodies_and_slow_reads_end_and_leave_the_connection_standing() {
    let scene = start().await;
    let (mut sender, _) = scene.http2().await;
    let slow = sender.send_request(request("POST", "/things", half("{\"name\":"))).await.unwrap();
    assert_eq!(slow.status(), 408);
    assert!(!slow.headers().contains_key("connection"), "RFC 9113 section 8.2.2");
    assert!(text(slow).await.contains("came too slowly"));
    let late = sender.send_request(request("GET", "/slow", empty())).await.unwrap();
    assert_eq!(late.status(), 503);
    assert!(late.headers().contains_key("retry-after"));
    let after = sender.send_request(request("GET", "/text", empty())).await.unwrap();
    assert_eq!(after.status(), 200);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_on_its_stream_only() {
    let scene = start().await;
    let (mut sender, _) = scene.http2().await;
    let large = Full::new(Bytes::from(vec![b'a'; 2 * 1024 * 1024])).boxed();
    let refused = sender.send_request(request("POST", "/things", large)).await.unwrap();
    assert_eq!(refused.status(), 413);
    assert_eq!(sender.send_request(request("GET", "/text", empty())).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_read_ends_when_the_client_resets_its_stream() {
    let (settings, client) = settings();
    let settings = Settings { handler_time_limit: Duration::from_secs(60), ..settings };
    let server = Arc::new(answers::Server::default());
    let running = generated::serve(server.clone(), settings, raw::silent()).await.unwrap();
    let scene = Scene { running, server, client };
    let (mut sender, _) = scene.http2().await;
    let read = tokio::spawn(sender.send_request(request("GET", "/slow", empty())));
    scene.server.begun.notified().await;
    read.abort();
    scene.server.finished.notified().await;
    assert_eq!(sender.send_request(request("GET", "/text", empty())).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_shutdown_lets_streams_finish_and_ends_their_connection() {
    let scene = start().await;
    let (mut sender, connection) = scene.http2().await;
    let (at, server) = (scene.running.local_address(), scene.server.clone());
    let slow = tokio::spawn(sender.send_request(request("POST", "/slow", empty())));
    server.begun.notified().await;
    let down = tokio::spawn(scene.running.shutdown(Duration::from_secs(30)));
    // Nobody is let in meanwhile.
    while cfg!(target_os = "linux") && TcpStream::connect(at).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!down.is_finished() && !connection.is_finished());
    server.go_on.notify_one();
    assert_eq!(slow.await.unwrap().unwrap().status(), 201);
    connection.await.unwrap().unwrap();
    assert_eq!(down.await.unwrap(), Shutdown::Complete);
}

#[tokio::test]
async fn a_stream_whose_body_is_late_holds_a_shutdown_up_to_its_own_limit_only() {
    let scene = start().await;
    let (mut sender, _) = scene.http2().await;
    let slow = tokio::spawn(sender.send_request(request("POST", "/things", half("{\"name\":"))));
    // Answered on the same connection after it: the slow one has reached the server.
    assert_eq!(sender.send_request(request("GET", "/text", empty())).await.unwrap().status(), 200);
    assert_eq!(scene.running.shutdown(Duration::from_secs(30)).await, Shutdown::Complete);
    assert_eq!(slow.await.unwrap().unwrap().status(), 408);
}

#[tokio::test]
async fn half_a_handshake_holds_no_shutdown_up() {
    let scene = start().await;
    let mut stream = TcpStream::connect(scene.running.local_address()).await.unwrap();
    // The beginning of a ClientHello of 512 bytes.
    stream.write_all(&[0x16, 3, 1, 2, 0, 1]).await.unwrap();
    let (mut sender, _) = scene.http2().await;
    assert_eq!(sender.send_request(request("GET", "/text", empty())).await.unwrap().status(), 200);
    let down = tokio::time::timeout(Duration::from_secs(15), scene.running.shutdown(Duration::from_secs(60)));
    assert_eq!(down.await.unwrap(), Shutdown::Complete);
}

#[tokio::test]
async fn whoever_speaks_no_tls_is_hung_up_on_and_the_server_lives_on() {
    let scene = start().await;
    let mut stream = TcpStream::connect(scene.running.local_address()).await.unwrap();
    stream.write_all(b"GET /text HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut answer = vec![];
    // An alert of TLS, or nothing.
    let _ = stream.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"));
    let (mut sender, _) = scene.http2().await;
    assert_eq!(sender.send_request(request("GET", "/text", empty())).await.unwrap().status(), 200);
}
