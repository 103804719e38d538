//! Entries of the audit log that others get: all of them, in the order of the chain, whatever fails meanwhile.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use burgrave_core::notifications::SigningSecret;
use chrono::{DateTime, TimeDelta};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::net::{TcpListener, UdpSocket, UnixDatagram};
use tokio_rustls::TlsAcceptor;

use crate::harness::receiver::{Receiver, Reply};
use crate::harness::{Engine, Options, Server, secrets};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

async fn start(engine: Engine, flags: Vec<(&'static str, String)>) -> Server {
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    server.owner().await;
    server
}

async fn webhook(engine: Engine, receiver: &Receiver) -> Server {
    secrets::register(SECRET);
    let flags = vec![
        ("audit-webhook-endpoint", receiver.url()),
        ("audit-webhook-secret", SECRET.to_owned()),
        ("outgoing-private-networks", "127.0.0.0/8".to_owned()),
    ];
    start(engine, flags).await
}

/// An action that leaves an entry.
async fn found(server: &Server, name: &str) {
    server.owner().await.post("/api/v2/organizations", &json!({ "name": name })).await.expect(201);
}

async fn settle(server: &Server) {
    server.clock.advance(TimeDelta::seconds(1));
    server.tick().await;
}

/// Lets seconds pass until something holds: on a cluster with other databases, entries come into the chain once
/// the transactions of those have ended that began before.
async fn until(server: &Server, holds: impl Fn() -> bool) {
    for _ in 0..400 {
        settle(server).await;
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never holds");
}

/// The entries of all deliveries, in the order in which they came.
fn entries(receiver: &Receiver) -> Vec<Value> {
    let of = |delivery: crate::harness::receiver::Delivery| {
        delivery.json()["data"]["entries"].as_array().unwrap().clone()
    };
    receiver.deliveries().into_iter().flat_map(of).collect()
}

fn sequences(entries: &[Value]) -> Vec<i64> {
    entries.iter().map(|entry| entry["sequence"].as_i64().unwrap()).collect()
}

fn targets(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["entry"]["resource_target"].as_str().unwrap()).collect()
}

/// Entries of a file; their hashes are those that follow from their texts.
fn checked(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut before = vec![0; 32];
    let lines = text.lines().map(|line| {
        let value: Value = serde_json::from_str(line).unwrap();
        let entry = line.split_once("\"entry\":").unwrap().1.strip_suffix('}').unwrap();
        before = Sha256::new().chain_update(&before).chain_update(entry).finalize().to_vec();
        assert_eq!(value["hash"], hex::encode(&before), "{line}");
        value
    });
    lines.collect()
}

#[apply(case)]
async fn a_webhook_gets_every_entry_and_is_signed(engine: Engine) {
    let receiver = Receiver::start().await;
    let server = webhook(engine, &receiver).await;
    found(&server, "one").await;
    until(&server, || targets(&entries(&receiver)).ends_with(&["one"])).await;
    let first = &receiver.deliveries()[0];
    let (header, body) = (|name: &str| first.headers[name].clone(), first.json());
    let at = DateTime::from_timestamp(header("webhook-timestamp").parse().unwrap(), 0).unwrap();
    let secret: SigningSecret = SECRET.parse().unwrap();
    assert_eq!(header("webhook-signature"), secret.sign(&header("webhook-id"), at, &first.text));
    assert_eq!(body["type"], "audit.entries");
    let sent = entries(&receiver);
    let expected: Vec<i64> = (1..=i64::try_from(sent.len()).unwrap()).collect();
    assert_eq!(sequences(&sent), expected);
    assert!(targets(&sent).contains(&"owner") && targets(&sent).ends_with(&["one"]), "{sent:?}");
    let told = &sent.last().unwrap()["entry"];
    assert_eq!(
        (&told["action"], &told["resource_type"], &told["status_code"]),
        (&json!("create"), &json!("organization"), &json!(201))
    );
    assert_eq!(told["diff"]["name"]["new"], "one");
    settle(&server).await;
    assert_eq!(entries(&receiver), sent, "there is nothing new");
    found(&server, "two").await;
    until(&server, || entries(&receiver).len() > sent.len()).await;
    assert_eq!(targets(&entries(&receiver)[sent.len()..]), ["two"]);
}

#[apply(case)]
async fn nothing_is_lost_while_a_receiver_fails_and_the_server_starts_again(engine: Engine) {
    let receiver = Receiver::start().await;
    receiver.will(&vec![Reply::Status(503); 5]);
    let server = webhook(engine, &receiver).await;
    for number in 0..8 {
        found(&server, &format!("o{number}")).await;
    }
    until(&server, || receiver.deliveries().len() >= 5).await;
    settle(&server).await;
    settle(&server).await;
    let failed = receiver.deliveries();
    assert_eq!(failed.len(), 5, "after five failures it is left alone");
    let metrics = server.get("/metrics").send().await.text();
    let waiting = "burgrave_audit_entries_waiting{receiver=\"webhook\"} ";
    assert!(metrics.contains(waiting) && !metrics.contains(&format!("{waiting}0")), "{metrics}");
    assert!(
        metrics.contains("burgrave_audit_entries_oldest_wait_seconds{receiver=\"webhook\"}"),
        "{metrics}"
    );
    assert!(server.log.text().contains("audit-webhook-endpoint: the answer has the status 503"));
    let server = server.restart().await;
    settle(&server).await;
    found(&server, "last").await;
    until(&server, || targets(&entries(&receiver)).ends_with(&["last"])).await;
    let arrived = entries(&receiver).split_off(entries_of(&failed));
    let expected: Vec<i64> = (1..=i64::try_from(arrived.len()).unwrap()).collect();
    assert_eq!(sequences(&arrived), expected, "each has come once, in order");
    assert_eq!(targets(&arrived).last(), Some(&"last"));
    let again = receiver.deliveries().into_iter().find(|one| {
        one.headers["webhook-id"] == failed[0].headers["webhook-id"] && one.headers != failed[0].headers
    });
    assert!(again.is_some(), "another attempt has the same id");
}

fn entries_of(deliveries: &[crate::harness::receiver::Delivery]) -> usize {
    deliveries.iter().map(|one| one.json()["data"]["entries"].as_array().unwrap().len()).sum()
}

#[apply(case)]
async fn replicas_send_each_entry_once_and_in_order(engine: Engine) {
    if engine == Engine::Sqlite {
        return;
    }
    let receiver = Receiver::start().await;
    let server = webhook(engine, &receiver).await;
    let beside = server.beside().await;
    for round in 0..6 {
        let at = |place: usize| if place.is_multiple_of(2) { &server } else { &beside };
        let names: Vec<_> = (0..4).map(|number| (number, format!("o{round}-{number}"))).collect();
        let all: Vec<_> = names.iter().map(|(number, name)| found(at(*number), name)).collect();
        futures::future::join_all(all).await;
        server.clock.advance(TimeDelta::seconds(1));
        tokio::join!(server.tick(), beside.tick());
    }
    let organizations = || {
        let sent = entries(&receiver);
        sent.iter().filter(|entry| entry["entry"]["resource_type"] == "organization").count()
    };
    until(&server, || organizations() >= 24).await;
    let sent = entries(&receiver);
    let expected: Vec<i64> = (1..=i64::try_from(sent.len()).unwrap()).collect();
    assert_eq!((sequences(&sent), organizations()), (expected, 24));
    beside.stop().await;
}

#[apply(case)]
async fn a_file_has_every_entry_with_its_hash(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.jsonl");
    let server = start(engine, vec![("audit-file", path.display().to_string())]).await;
    found(&server, "one").await;
    let ends_with = |name: &str| path.exists() && targets(&checked(&path)).ends_with(&[name]);
    until(&server, || ends_with("one")).await;
    let before = checked(&path).len();
    let server = server.restart().await;
    found(&server, "two").await;
    until(&server, || ends_with("two")).await;
    let all = checked(&path);
    assert_eq!((all.len(), targets(&all).last()), (before + 1, Some(&"two")));
}

#[apply(case)]
async fn old_entries_stay_until_every_receiver_has_got_them(engine: Engine) {
    let receiver = Receiver::start().await;
    let server = webhook(engine, &receiver).await;
    let server = server.restart_with(vec![("audit-retention", "30d".to_owned())]).await;
    receiver.will(&[Reply::Status(500)]);
    found(&server, "one").await;
    server.clock.advance(TimeDelta::days(31));
    server.tick().await;
    let kept = async |server: &Server| {
        let token = server.owner().await.log_in().await;
        let page = server.get("/api/v2/audit?q=resource_type:organization").token(&token).send().await;
        page.json_of(200)["count"].clone()
    };
    assert_eq!(kept(&server).await, 1, "the receiver hasn't got it");
    until(&server, || {
        let told = entries(&receiver);
        let told = targets(&told);
        receiver.deliveries().len() >= 2 && told.contains(&"one") && !told.ends_with(&["one"])
    })
    .await;
    server.clock.advance(TimeDelta::hours(1));
    server.tick().await;
    assert_eq!(kept(&server).await, 0);
}

/// What has come, as one text for each connection or datagram.
type Heard = Arc<Mutex<Vec<String>>>;

/// The messages of a connection, which stand behind their lengths.
fn framed(mut text: &str) -> Vec<String> {
    let mut messages = Vec::new();
    while let Some((length, rest)) = text.split_once(' ') {
        let (message, behind) = rest.split_at(length.parse().unwrap());
        messages.push(message.to_owned());
        text = behind;
    }
    messages
}

async fn hear(mut stream: impl AsyncRead + Unpin, heard: Heard) {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    heard.lock().unwrap().extend(framed(&text));
}

#[track_caller]
fn holds(messages: &[String], name: &str) {
    let sequence = |message: &String| {
        assert!(message.starts_with("<110>1 20") && message.contains(" burgrave "), "{message}");
        let body = message.split_once(" audit - ").unwrap().1;
        serde_json::from_str::<Value>(body).unwrap()["sequence"].as_i64().unwrap()
    };
    let found: Vec<_> = messages.iter().map(sequence).collect();
    let expected: Vec<i64> = (1..=i64::try_from(messages.len()).unwrap()).collect();
    assert_eq!(found, expected);
    assert!(messages.last().is_some_and(|message| message.contains(name)), "{messages:?}");
}

#[apply(case)]
async fn a_server_of_syslog_gets_every_entry_over_a_connection(engine: Engine) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("tcp://{}", listener.local_addr().unwrap());
    let heard = Heard::default();
    let mine = heard.clone();
    tokio::spawn(async move {
        // The first one is cut off before anything is read.
        drop(listener.accept().await.unwrap());
        while let Ok((stream, _)) = listener.accept().await {
            hear(stream, mine.clone()).await;
        }
    });
    let server = start(engine, vec![("audit-syslog", url)]).await;
    settle(&server).await;
    found(&server, "one").await;
    let last = || heard.lock().unwrap().last().is_some_and(|message| message.contains("\"one\""));
    until(&server, last).await;
    holds(&heard.lock().unwrap(), "\"one\"");
}

#[apply(case)]
async fn a_server_of_syslog_gets_every_entry_under_tls() {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let pem = folder.path().join("authority.pem");
    std::fs::write(&pem, cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![cert.der().clone()], key).unwrap();
    let (acceptor, heard) = (TlsAcceptor::from(Arc::new(config)), Heard::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("tls://{}", listener.local_addr().unwrap());
    let mine = heard.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Who doesn't know the authority goes away.
            if let Ok(stream) = acceptor.accept(stream).await {
                hear(stream, mine.clone()).await;
            }
        }
    });
    let server = start(Engine::Sqlite, vec![("audit-syslog", url)]).await;
    settle(&server).await;
    assert!(heard.lock().unwrap().is_empty() && server.log.text().contains("the server of audit-syslog"));
    let server = server.restart_with(vec![("outgoing-certificates", pem.display().to_string())]).await;
    found(&server, "one").await;
    settle(&server).await;
    holds(&heard.lock().unwrap(), "\"one\"");
}

#[apply(case)]
async fn datagrams_hold_one_entry_each() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let (udp, unix) = (UdpSocket::bind("127.0.0.1:0").await.unwrap(), UnixDatagram::bind(&path).unwrap());
    for url in [format!("udp://{}", udp.local_addr().unwrap()), format!("unix://{}", path.display())] {
        let server = start(Engine::Sqlite, vec![("audit-syslog", url.clone())]).await;
        found(&server, "one").await;
        settle(&server).await;
        let (mut messages, mut bytes) = (Vec::<String>::new(), vec![0; 65_536]);
        while !messages.last().is_some_and(|message| message.contains("\"one\"")) {
            let length = match url.starts_with("udp") {
                true => udp.recv(&mut bytes).await.unwrap(),
                false => unix.recv(&mut bytes).await.unwrap(),
            };
            messages.push(String::from_utf8(bytes[..length].to_vec()).unwrap());
        }
        holds(&messages, "\"one\"");
    }
}
