//! Daemons that send anything. Whatever comes, nothing of the server panics, no call fails by the server's
//! own fault, a session goes on or ends with the code that says why, and others go on beside it.

use burgrave_core::Entropy as _;
use burgrave_wire::drpc::{CallFault, Frame, Kind as Packet, write};
use burgrave_wire::provisioner::file_upload::Type as Upload;
use burgrave_wire::provisioner::{ChunkPiece, DataUpload, FileUpload, Resource, RichParameter};
use burgrave_wire::provisionerd::completed_job::{TemplateDryRun, TemplateImport, Type, WorkspaceBuild};
use burgrave_wire::provisionerd::{
    CancelAcquire, CommitQuotaRequest, CompletedJob, Empty, FailedJob, FileRequest, Log, UpdateJobRequest,
};
use burgrave_wire::yamux::{Flags, Header, Kind};
use burgrave_wire::{Message as Proto, TRANSPORT_MESSAGE, method};
use bytes::BytesMut;
use futures::{SinkExt, StreamExt};
use serde_json::json;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::calls::import;
use super::peer::{KEY, PATIENCE, Peer, SERVE, connect, socket};
use crate::harness::entropy::SeededEntropy;
use crate::harness::{Engine, Server, panics};
use crate::routes::provisioner_keys::scene::key;
use crate::routes::sockets::Socket;

/// Sessions of each kind.
fn sessions() -> usize {
    if std::env::var_os("BURGRAVE_TESTS_LONG").is_some() { 2_000 } else { 24 }
}

fn bytes(chance: &SeededEntropy, most: usize) -> Vec<u8> {
    let mut bytes = vec![0; chance.below(most + 1)];
    chance.fill(&mut bytes);
    bytes
}

fn number(chance: &SeededEntropy) -> i64 {
    let mut bytes = [0; 8];
    chance.fill(&mut bytes);
    // Small ones, large ones and the largest.
    i64::from_le_bytes(bytes) >> chance.below(64)
}

fn text(chance: &SeededEntropy) -> String {
    String::from_utf8_lossy(&bytes(chance, 40)).into_owned()
}

fn short(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MIN)
}

/// Some frames that are none too bad: streams are opened once, and no window is exceeded.
fn frames(chance: &SeededEntropy) -> BytesMut {
    let (mut all, mut opened) = (BytesMut::new(), 1);
    for _ in 0..chance.below(40) {
        let kind = [Kind::Data, Kind::Data, Kind::WindowUpdate, Kind::Ping][chance.below(4)];
        let opens = kind != Kind::Ping && chance.below(3) == 0;
        let others = [Flags::ACK, Flags::FIN, Flags::RST, Flags::default()][chance.below(4)];
        let flags = if opens { Flags(others.0 | Flags::SYN.0) } else { others };
        let stream = if opens {
            opened += 2;
            opened
        } else {
            u32::try_from(chance.below(100)).unwrap()
        };
        let data = bytes(chance, 600);
        let length = u32::try_from(data.len()).unwrap();
        all.extend_from_slice(&Header { kind, flags, stream, length }.bytes());
        if kind == Kind::Data {
            all.extend_from_slice(&data);
        }
    }
    all
}

/// What no session stands, and the code with which it ends.
fn violation(chance: &SeededEntropy) -> (&'static str, Message, u16) {
    let header = |kind, flags, stream| Header { kind, flags, stream, length: 1 }.bytes().to_vec();
    let odd = |at: usize, least: usize| {
        let mut bytes = header(Kind::Ping, Flags::SYN, 0);
        bytes[at] = u8::try_from(least + chance.below(256 - least)).unwrap();
        bytes
    };
    match chance.below(8) {
        0 => ("a version", Message::binary(odd(0, 1)), 1011),
        1 => ("a kind", Message::binary(odd(1, 4)), 1011),
        2 => ("a stream of the server", Message::binary(header(Kind::Data, Flags::SYN, 2)), 1011),
        3 => ("no stream", Message::binary(header(Kind::WindowUpdate, Flags::SYN, 0)), 1011),
        4 => ("a fault", Message::binary(header(Kind::GoAway, Flags::default(), 0)), 1011),
        5 => ("a text", Message::text(text(chance)), 1011),
        6 => {
            let long = vec![0; TRANSPORT_MESSAGE + 1 + chance.below(100_000)];
            ("a long message", Message::binary(long), 1009)
        }
        _ => {
            let close = CloseFrame { code: 1000.into(), reason: "".into() };
            ("a close", Message::Close(Some(close)), 1000)
        }
    }
}

/// The code with which the server closes.
async fn closed(mut socket: Socket) -> u16 {
    let code = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Close(frame))) => break u16::from(frame.expect("it has a code").code),
                Some(Ok(_)) => {}
                other => panic!("the session ends without a word: {other:?}"),
            }
        }
    };
    timeout(PATIENCE, code).await.expect("the session ends")
}

/// A session of frames, in pieces of any length, and of what ends it.
async fn of_frames(server: &Server, secret: &str, chance: &SeededEntropy) {
    let mut socket = socket(server, SERVE, &[(KEY, secret)]).await.ok().unwrap();
    let mut bytes = frames(chance);
    while !bytes.is_empty() {
        let piece = bytes.split_to(1 + chance.below(bytes.len().min(3_000)));
        socket.send(Message::Binary(piece.freeze())).await.unwrap();
    }
    let (what, last, code) = violation(chance);
    // One that is too long isn't read to its end.
    let _ = socket.send(last).await;
    assert_eq!(closed(socket).await, code, "{what}");
}

/// The bytes of a call that isn't one.
fn packets(chance: &SeededEntropy) -> Vec<u8> {
    let mut all = BytesMut::new();
    for message in 0..chance.below(8) {
        let kind = match chance.below(9) {
            0 | 1 => Packet::Invoke,
            2 | 3 => Packet::Message,
            4 => Packet::Error,
            5 => Packet::Cancel,
            6 => Packet::CloseSend,
            7 => Packet::InvokeMetadata,
            _ => Packet::Other(u8::try_from(chance.below(64)).unwrap()),
        };
        let message = if chance.below(5) == 0 { number(chance).unsigned_abs() } else { message as u64 + 1 };
        let data = if kind == Packet::Invoke { method::UPDATE_JOB.into() } else { bytes(chance, 200) };
        let (done, control) = (chance.below(5) > 0, chance.below(8) == 0);
        write(&Frame { kind, done, control, stream: 1, message, data: &data }, &mut all);
    }
    all.extend_from_slice(&bytes(chance, 20));
    all.to_vec()
}

/// Any message of any call, about this job as a rule.
fn message(chance: &SeededEntropy, job: &str) -> (&'static str, Vec<u8>) {
    let job_id = if chance.below(5) == 0 { text(chance) } else { job.to_owned() };
    match chance.below(9) {
        0 => (method::ACQUIRE_JOB, Empty {}.encode_to_vec()),
        1 => (method::ACQUIRE_JOB_WITH_CANCEL, CancelAcquire {}.encode_to_vec()),
        2 => {
            let daily_cost = short(number(chance));
            (method::COMMIT_QUOTA, CommitQuotaRequest { job_id, daily_cost }.encode_to_vec())
        }
        3 | 4 => {
            let line = |_| Log {
                source: short(number(chance)),
                level: short(number(chance)),
                created_at: number(chance),
                stage: text(chance),
                output: text(chance),
            };
            let logs = (0..chance.below(4)).map(line).collect();
            let readme = bytes(chance, 100);
            let update = UpdateJobRequest { job_id, logs, readme, ..UpdateJobRequest::default() };
            (method::UPDATE_JOB, update.encode_to_vec())
        }
        5 => {
            let failed = FailedJob { job_id, error: text(chance), ..FailedJob::default() };
            (method::FAIL_JOB, failed.encode_to_vec())
        }
        6 => (method::COMPLETE_JOB, CompletedJob { job_id, r#type: result(chance) }.encode_to_vec()),
        7 => {
            let (data, hash) = (bytes(chance, 100), bytes(chance, 33));
            let (index, size) = (short(number(chance)), number(chance));
            let upload = if chance.below(2) == 0 {
                Upload::ChunkPiece(ChunkPiece { data, full_data_hash: hash, piece_index: index })
            } else {
                let (upload_type, chunks) = (short(chance.below(3) as i64), index);
                Upload::DataUpload(DataUpload { upload_type, data_hash: hash, file_size: size, chunks })
            };
            (method::UPLOAD_FILE, FileUpload { r#type: Some(upload) }.encode_to_vec())
        }
        _ => {
            let asked = FileRequest { file_id: job_id, upload_type: short(number(chance)) };
            (method::DOWNLOAD_FILE, asked.encode_to_vec())
        }
    }
}

/// A result of any kind, whatever the job is.
fn result(chance: &SeededEntropy) -> Option<Type> {
    let resource = |_| Resource {
        name: text(chance),
        r#type: text(chance),
        daily_cost: short(number(chance)),
        ..Resource::default()
    };
    let resources: Vec<_> = (0..chance.below(4)).map(resource).collect();
    let parameter = |_| RichParameter {
        name: text(chance),
        r#type: ["string", "number", "bool", "list(string)", "list"][chance.below(5)].into(),
        default_value: text(chance),
        validation_min: Some(short(number(chance))),
        validation_max: Some(short(number(chance))),
        order: short(number(chance)),
        ..RichParameter::default()
    };
    Some(match chance.below(4) {
        0 => Type::TemplateDryRun(TemplateDryRun { resources, ..TemplateDryRun::default() }),
        1 => {
            let state = bytes(chance, 100);
            Type::WorkspaceBuild(WorkspaceBuild { state, resources, ..WorkspaceBuild::default() })
        }
        2 => Type::TemplateImport(TemplateImport {
            start_resources: resources,
            rich_parameters: (0..chance.below(4)).map(parameter).collect(),
            ..TemplateImport::default()
        }),
        _ => return None,
    })
}

/// A whole call, with a message that is spoilt as a rule.
fn call(chance: &SeededEntropy, job: &str) -> Vec<u8> {
    let (name, mut data) = message(chance, job);
    for _ in 0..chance.below(4) {
        if !data.is_empty() {
            let at = chance.below(data.len());
            data[at] ^= 1 << chance.below(8);
        }
    }
    let mut all = BytesMut::new();
    let parts: [(Packet, &[u8]); 3] =
        [(Packet::Invoke, name.as_bytes()), (Packet::Message, &data[..]), (Packet::CloseSend, b"")];
    for (message, (kind, data)) in (1..).zip(parts) {
        write(&Frame { kind, done: true, control: false, stream: 1, message, data }, &mut all);
    }
    all.to_vec()
}

/// A session with any calls about a job, which goes on to its end.
async fn of_calls(server: &Server, secret: &str, chance: &SeededEntropy) {
    let peer = connect(server, &format!("{SERVE}&name=random"), &[(KEY, secret)]).await.ok().unwrap();
    import(server, json!({})).await;
    let job = peer.acquire_soon().await.job_id;
    let mut held = Vec::new();
    for _ in 0..=chance.below(12) {
        let stream = peer.session.open().unwrap();
        let sent = if chance.below(3) == 0 { packets(chance) } else { call(chance, &job) };
        // A call that is broken off already takes no more.
        let _ = stream.write(&sent).await;
        match chance.below(3) {
            0 => drop(stream),
            1 => {
                stream.finish();
                held.push(stream);
            }
            _ => held.push(stream),
        }
    }
    answers(&peer).await;
    peer.session.close();
}

/// The session goes on: a call that isn't there is refused.
async fn answers(peer: &Peer) {
    let refused = peer.call::<Empty>("/provisionerd.ProvisionerDaemon/Nothing", &Empty {}).await;
    let refused = refused.map(drop);
    assert!(matches!(refused, Err(CallFault::Failed { .. })), "{refused:?}");
}

#[apply(case)]
async fn whatever_a_daemon_sends_the_server_goes_on(engine: Engine) {
    let server = Server::start(engine).await;
    let secret = key(&server, "fleet", json!({})).await;
    for session in 0..sessions() {
        let chance = SeededEntropy::of(&format!("session {session} of frames"));
        of_frames(&server, &secret, &chance).await;
        let chance = SeededEntropy::of(&format!("session {session} of calls"));
        of_calls(&server, &secret, &chance).await;
    }
    let log = server.log.text();
    assert!(!log.contains("a call of a provisioner daemon fails"), "{log}");
    let panics = ["server/wire/", "server/src/provisioning/", "server/store/"].map(panics::within).concat();
    assert!(panics.is_empty(), "{panics:?}");

    let peer = connect(&server, &format!("{SERVE}&name=sober"), &[(KEY, &secret)]).await.ok().unwrap();
    let last = import(&server, json!({})).await;
    // Some jobs were given back in between.
    let end = Instant::now() + PATIENCE;
    while peer.acquire_soon().await.job_id != last["job"]["id"] {
        assert!(Instant::now() < end, "the last job comes");
    }
}
