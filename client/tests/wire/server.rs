//! A server that answers one request with bytes given beforehand, and tells what it was asked.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use crate::generated::Client;

/// One request as it came.
pub(super) struct Request {
    pub(super) line: String,
    pub(super) head: String,
    pub(super) body: String,
}

impl Request {
    /// The value of a header; empty when it is missing.
    pub(super) fn header(&self, name: &str) -> &str {
        let values = self.head.lines().filter_map(|line| line.split_once(": "));
        values.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).next().unwrap_or("")
    }
}

/// A client, and the request that the server behind it gets and answers with `answer`.
pub(super) fn answering(answer: &str) -> (Client, JoinHandle<Request>) {
    let answer = answer.to_owned();
    serving(move |stream, _| stream.write_all(answer.as_bytes()).unwrap())
}

/// The same with a server that does more than answer.
pub(super) fn serving(
    answer: impl FnOnce(&mut TcpStream, &Request) + Send + 'static,
) -> (Client, JoinHandle<Request>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client =
        Client::with_token(&format!("http://{}/", listener.local_addr().unwrap()), "secret-1").unwrap();
    let request = thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let request = read(&mut stream);
        answer(&mut stream, &request);
        request
    });
    (client, request)
}

fn read(stream: &mut TcpStream) -> Request {
    let mut bytes = vec![];
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        bytes.extend(byte);
    }
    let whole = String::from_utf8(bytes).unwrap();
    let (line, head) = whole.split_once("\r\n").unwrap();
    let mut request = Request { line: line.to_owned(), head: head.to_owned(), body: String::new() };
    let mut body = vec![0; request.header("content-length").parse().unwrap_or(0)];
    stream.read_exact(&mut body).unwrap();
    request.body = String::from_utf8(body).unwrap();
    request
}
