//! Slow, broken and impatient clients; panicking handlers; shutdown.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use burgrave_api::Shutdown;
use burgrave_api::runtime::current_request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::answers::start;
use crate::raw::{self, call, exchange, finish, send};

#[tokio::test]
async fn a_panic_is_answered_with_500_and_the_server_lives_on() {
    let (running, _) = start().await;
    let at = running.local_address();
    for method in ["GET", "POST"] {
        let answer = call(at, method, "/panic", &[]).await;
        assert_eq!(answer.status, 500);
        assert_eq!(answer.body, "{\"message\":\"An internal server error occurred.\"}\n");
    }
    assert_eq!(call(at, "GET", "/text", &[]).await.status, 200);
}

#[tokio::test]
async fn whoever_hears_of_a_panic_knows_the_request_that_was_served() {
    let (running, _) = start().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (before, kept) = (std::panic::take_hook(), seen.clone());
    std::panic::set_hook(Box::new(move |panic| {
        kept.lock().unwrap().extend(current_request().map(|id| id.to_string()));
        before(panic);
    }));
    for method in ["GET", "POST"] {
        let answer = call(running.local_address(), method, "/panic", &[]).await;
        let id = answer.header("x-coder-request-id").unwrap().to_owned();
        assert!(seen.lock().unwrap().contains(&id), "{method} {id}");
    }
}

#[tokio::test]
async fn a_slow_body_is_answered_with_408() {
    let (running, _) = start().await;
    let mut stream = TcpStream::connect(running.local_address()).await.unwrap();
    let head = b"POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n{\"name\":";
    stream.write_all(head).await.unwrap();
    let answer = finish(stream).await;
    assert_eq!((answer.status, answer.header("connection")), (408, Some("close")));
    assert_eq!(answer.message(), "The request body came too slowly.");
}

#[tokio::test]
async fn a_slow_read_is_answered_with_503() {
    let (running, _) = start().await;
    let answer = call(running.local_address(), "GET", "/slow", &[]).await;
    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
}

#[tokio::test]
async fn a_read_ends_when_the_client_hangs_up() {
    let settings = burgrave_api::Settings { handler_time_limit: Duration::from_secs(60), ..raw::settings() };
    let server = std::sync::Arc::new(crate::answers::Server::default());
    let running = crate::answers::generated::serve(server.clone(), settings, raw::silent()).await.unwrap();
    let mut stream = TcpStream::connect(running.local_address()).await.unwrap();
    stream.write_all(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    server.begun.notified().await;
    drop(stream);
    server.finished.notified().await;
}

#[tokio::test]
async fn a_write_is_finished_when_the_client_hangs_up() {
    let (running, server) = start().await;
    let mut stream = TcpStream::connect(running.local_address()).await.unwrap();
    stream.write_all(b"POST /slow HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    server.begun.notified().await;
    drop(stream);
    // Long enough for the connection's task to notice: this sleep can only make the test miss a fault.
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.go_on.notify_one();
    server.finished.notified().await;
}

#[tokio::test]
async fn a_write_is_finished_however_long_it_takes() {
    let (running, server) = start().await;
    let at = running.local_address();
    let client = tokio::spawn(async move { call(at, "POST", "/slow", &[]).await });
    server.begun.notified().await;
    tokio::time::sleep(raw::settings().handler_time_limit * 2).await;
    server.go_on.notify_one();
    assert_eq!(client.await.unwrap().status, 201);
}

#[tokio::test]
async fn bodies_that_are_too_large_are_refused() {
    let (running, _) = start().await;
    let at = running.local_address();
    let long = format!("{{\"name\":\"{}\"}}", "a".repeat(1100));
    let answer = send(at, "POST", "/things", &[], &long).await;
    assert_eq!((answer.status, answer.message().as_str()), (413, "The request body is too large."));
    // Without a length, it shows while reading.
    let chunked = format!(
        "POST /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n\
         {:x}\r\n{long}\r\n0\r\n\r\n",
        long.len()
    );
    assert_eq!(exchange(at, chunked.as_bytes()).await.status, 413);
    // The largest that is taken.
    let padded = format!("{:1024}", "{\"name\":\"a\"}");
    assert_eq!(send(at, "POST", "/things", &[], &padded).await.status, 201);
}

#[tokio::test]
async fn a_refusal_arrives_though_the_client_still_sends() {
    let (running, _) = start().await;
    let at = running.local_address();
    let long = "a".repeat(8 * 1024 * 1024);
    for (method, target, status) in
        [("POST", "/things", 413), ("POST", "/nowhere", 404), ("PUT", "/text", 405)]
    {
        assert_eq!(send(at, method, target, &[], &long).await.status, status);
    }
}

#[tokio::test]
async fn an_announced_body_that_is_too_large_is_refused_before_it_is_sent() {
    let (running, _) = start().await;
    let mut stream = TcpStream::connect(running.local_address()).await.unwrap();
    let head =
        b"POST /things HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9999\r\n\r\n";
    stream.write_all(head).await.unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 413");
}

#[tokio::test]
async fn an_expected_body_is_asked_for() {
    let (running, _) = start().await;
    let mut stream = TcpStream::connect(running.local_address()).await.unwrap();
    let head = b"POST /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n\
                 Content-Length: 12\r\n\r\n";
    stream.write_all(head).await.unwrap();
    let mut start = [0; 25];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"{\"name\":\"a\"}").await.unwrap();
    assert_eq!(finish(stream).await.status, 201);
}

#[tokio::test]
async fn media_types_are_held() {
    let (running, _) = start().await;
    let at = running.local_address();
    let body = "{\"name\":\"a\"}";
    for (line, status) in [
        ("Content-Type: application/json", 201),
        ("Content-Type: APPLICATION/JSON; charset=UTF-8", 201),
        ("X-None: 1", 201),
        ("Content-Type: text/plain", 415),
        ("Content-Type: ", 415),
        ("Content-Type: application/x-www-form-urlencoded", 415),
    ] {
        assert_eq!(send(at, "POST", "/things", &[line], body).await.status, status, "{line}");
    }
}

#[tokio::test]
async fn what_is_not_one_json_value_is_refused() {
    let (running, _) = start().await;
    let at = running.local_address();
    for body in ["", "{", "{\"name\":\"a\"} x", "{\"name\":\"a\"}{}", "nil"] {
        let answer = send(at, "POST", "/things", &["Content-Type: application/json"], body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(answer.message(), "Request body must be valid JSON.", "{body}");
        assert!(answer.json()["detail"].is_string(), "{body}");
    }
}

#[tokio::test]
async fn malformed_requests_get_400_and_no_panic() {
    let (running, _) = start().await;
    let at = running.local_address();
    for request in [
        "GET\r\n\r\n",
        "GET /text HTTP/9.9\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /%ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Length: nine\r\n\r\n",
        "POST /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n\
         zz\r\n",
    ] {
        let status = exchange(at, request.as_bytes()).await.status;
        assert!(status == 400 || status == 404, "{request}: {status}");
    }
    assert_eq!(call(at, "GET", "/text", &[]).await.status, 200);
}

#[tokio::test]
async fn a_shutdown_lets_calls_in_flight_finish() {
    let (running, server) = start().await;
    let at = running.local_address();
    let client = tokio::spawn(async move { call(at, "POST", "/slow", &[]).await });
    server.begun.notified().await;
    let down = tokio::spawn(running.shutdown(Duration::from_secs(10)));
    // The system has to be told first: until then it lets in who will never be served.
    while cfg!(target_os = "linux") && TcpStream::connect(at).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let successor = std::net::TcpListener::bind(at);
    assert!(successor.is_ok() || !cfg!(target_os = "linux"), "another process may listen there already");
    assert!(!down.is_finished());
    drop(successor);
    server.go_on.notify_one();
    assert_eq!(client.await.unwrap().status, 201);
    assert_eq!(down.await.unwrap(), Shutdown::Complete);
    assert!(TcpStream::connect(at).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_shutdown_waits_no_longer_than_its_grace() {
    let (running, server) = start().await;
    let at = running.local_address();
    let client = tokio::spawn(async move { call(at, "POST", "/slow", &[]).await });
    server.begun.notified().await;
    assert_eq!(running.shutdown(Duration::from_millis(50)).await, Shutdown::CutOff);
    client.abort();
}

#[tokio::test]
async fn idle_connections_do_not_hold_a_shutdown_up() {
    let (running, _) = start().await;
    let mut stream = TcpStream::connect(running.local_address()).await.unwrap();
    stream.write_all(b"GET /text HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(running.shutdown(Duration::from_secs(5)).await, Shutdown::Complete);
}

#[tokio::test]
async fn half_of_a_request_head_does_not_hold_a_shutdown_up_to_its_grace() {
    let (running, _) = start().await;
    let mut stream = TcpStream::connect(running.local_address()).await.unwrap();
    stream.write_all(b"GET /thi").await.unwrap();
    // A whole request on another connection shows that the server has seen the first one's bytes.
    assert_eq!(send(running.local_address(), "GET", "/text", &[], "").await.status, 200);
    let grace = Duration::from_secs(60);
    let down = tokio::time::timeout(grace / 4, running.shutdown(grace)).await;
    assert_eq!(down.unwrap(), Shutdown::Complete);
}
