//! Stopping: signals and requests under way.

use std::time::{Duration, Instant};

use http::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::program::Program;

#[apply(case)]
async fn either_signal_ends_the_server_without_fault() {
    for signal in ["TERM", "INT"] {
        let folder = tempfile::tempdir().unwrap();
        let program = Program::serve(folder.path(), &["--log-format", "json"]);
        program.signal(signal);
        let (status, log) = program.ended();
        assert_eq!(status.code(), Some(0), "{log}");
        assert!(log.contains("\"stopped\""), "{log}");
    }
}

#[apply(case)]
async fn signals_that_mean_nothing_here_end_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &["--log-format", "json"]);
    for name in ["USR1", "USR2", "ALRM"] {
        program.signal(name);
        program.logged(&format!("SIG{name}")).await;
    }
    program.call(http::Method::GET, "/healthz").send().await.expect(200);
    program.signal("QUIT");
    assert_eq!(program.ended().0.code(), Some(0), "it stops as asked");
}

/// A request whose body is half sent: the server has it under way.
async fn half_a_request(program: &Program) -> TcpStream {
    let mut stream = TcpStream::connect(program.address).await.unwrap();
    let head = "POST /api/v2/users/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                content-length: 20\r\nexpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the body only once the request has reached its handler.
    let mut told = [0; 12];
    stream.read_exact(&mut told).await.unwrap();
    assert_eq!(&told, b"HTTP/1.1 100");
    stream.write_all(b"{\"email\": ").await.unwrap();
    stream
}

#[apply(case)]
async fn a_request_under_way_is_finished_before_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &["--log-format", "json"]);
    let mut stream = half_a_request(&program).await;
    program.signal("TERM");
    program.logged("stopping").await;
    stream.write_all(b"\"a@b.c\"  }").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("HTTP/1.1 400"), "the password is missing: {answer}");
    let (status, log) = program.ended();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!log.contains("cut off"), "{log}");
}

#[apply(case)]
async fn what_takes_longer_than_the_drain_time_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &["--drain-time", "100ms", "--log-format", "json"]);
    let _stream = half_a_request(&program).await;
    program.signal("TERM");
    let (status, log) = program.ended();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("cut off"), "{log}");
}

#[apply(case)]
async fn a_second_signal_ends_it_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &["--drain-time", "1h"]);
    let _stream = half_a_request(&program).await;
    program.signal("TERM");
    program.logged("stopping").await;
    program.signal("INT");
    let (status, log) = program.ended();
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(log.contains("stopped at once"), "{log}");
}

/// Longest wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(20);

#[apply(case)]
async fn balancers_are_told_for_the_drain_delay_before_the_server_takes_no_more() {
    const DELAY: Duration = Duration::from_secs(3);
    let folder = tempfile::tempdir().unwrap();
    let flags = ["--drain-delay", "3s", "--log-format", "json"];
    let program = Program::serve(folder.path(), &flags);
    program.call(Method::GET, "/readyz").send().await.expect(200);
    let asked = Instant::now();
    program.signal("TERM");
    while program.call(Method::GET, "/readyz").send().await.status != 503 {
        assert!(asked.elapsed() < DELAY, "it still says that it is ready");
    }
    // Each call has a connection of its own.
    for _ in 0..3 {
        program.call(Method::GET, "/api/v2/buildinfo").send().await.expect(200);
    }
    while TcpStream::connect(program.address).await.is_ok() {
        assert!(asked.elapsed() < PATIENCE, "it goes on taking connections");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(asked.elapsed() >= DELAY, "it took no connection after {:?}", asked.elapsed());
    let (status, log) = program.ended();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!log.contains("cut off"), "{log}");
}
