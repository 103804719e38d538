//! Whole calls over a session, and what becomes of it when the other end doesn't behave.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::io;
use std::time::Duration;

use burgrave_wire::drpc::{self, CallFault, Incoming};
use burgrave_wire::provisionerd::{CommitQuotaRequest, CommitQuotaResponse, Log, UpdateJobRequest};
use burgrave_wire::yamux::{Ended, Limits, Role, Session, Sink, Source};
use burgrave_wire::{MESSAGE, method};
use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

struct From(mpsc::Receiver<Bytes>);
struct To(mpsc::Sender<Bytes>);

impl Source for From {
    async fn receive(&mut self) -> io::Result<Option<Bytes>> {
        Ok(self.0.recv().await)
    }
}

impl Sink for To {
    async fn send(&mut self, bytes: Bytes) -> io::Result<()> {
        self.0.send(bytes).await.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// Both ends of a session, and what moves their bytes.
fn pair(limits: Limits) -> (Session, Session, JoinHandle<Ended>, JoinHandle<Ended>) {
    let (up, from_client) = mpsc::channel(4);
    let (down, from_server) = mpsc::channel(4);
    let (client, server) = (Session::new(Role::Client, limits), Session::new(Role::Server, limits));
    let (c, s) = (client.clone(), server.clone());
    let client_drives = tokio::spawn(async move { c.drive(From(from_server), To(up)).await });
    let server_drives = tokio::spawn(async move { s.drive(From(from_client), To(down)).await });
    (client, server, client_drives, server_drives)
}

/// Answers every call for the quota with what it costs.
async fn answer(session: Session) {
    while let Some(stream) = session.accept().await {
        tokio::spawn(async move {
            let Incoming { name, mut messages, mut answers } = drpc::accept(stream, MESSAGE).await?;
            if name != method::COMMIT_QUOTA {
                return answers.fail(7, "not here").await;
            }
            let asked: CommitQuotaRequest = messages.only().await?;
            let told = CommitQuotaResponse { ok: true, credits_consumed: asked.daily_cost, budget: -1 };
            answers.message(&told).await?;
            answers.done().await
        });
    }
}

fn cost(daily_cost: i32) -> CommitQuotaRequest {
    CommitQuotaRequest { job_id: "job".into(), daily_cost }
}

async fn asks(session: &Session, daily_cost: i32) -> Result<CommitQuotaResponse, CallFault> {
    drpc::unary(session, method::COMMIT_QUOTA, &cost(daily_cost), MESSAGE).await
}

#[tokio::test]
async fn calls_go_side_by_side() {
    let (client, server, ..) = pair(Limits::default());
    tokio::spawn(answer(server));
    let calls = (0..32).map(|cost| {
        let client = client.clone();
        tokio::spawn(async move { asks(&client, cost).await })
    });
    for (cost, call) in calls.collect::<Vec<_>>().into_iter().enumerate() {
        assert_eq!(call.await.unwrap().unwrap().credits_consumed, i32::try_from(cost).unwrap());
    }
    let refused = drpc::unary::<CommitQuotaResponse>(&client, "/x/y", &cost(1), MESSAGE).await;
    assert_eq!(refused.err(), Some(CallFault::Failed { code: 7, text: "not here".into() }));
}

#[tokio::test]
async fn no_stream_is_left_after_100000_calls() {
    let (client, server, ..) = pair(Limits::default());
    tokio::spawn(answer(server.clone()));
    for cost in 0..100_000 {
        asks(&client, cost).await.unwrap();
    }
    assert_eq!(client.streams(), 0);
    // The last one may be on its way yet.
    assert!(server.streams() <= 1);
}

#[tokio::test]
async fn a_message_of_any_length_that_is_taken_arrives() {
    let (client, server, ..) = pair(Limits::default());
    let serving = tokio::spawn(async move {
        let stream = server.accept().await.unwrap();
        let Incoming { mut messages, answers, .. } = drpc::accept(stream, MESSAGE).await.unwrap();
        let long: UpdateJobRequest = messages.only().await.unwrap();
        let too_long = messages.bytes().await;
        drop(answers);
        (long.logs[0].output.len(), too_long)
    });
    let (mut answers, mut messages) = drpc::call(&client, method::UPDATE_JOB, MESSAGE).await.unwrap();
    let line = |length: usize| UpdateJobRequest {
        logs: vec![Log { output: "x".repeat(length), ..Log::default() }],
        ..UpdateJobRequest::default()
    };
    answers.message(&line(3_000_000)).await.unwrap();
    let _ = answers.message(&line(MESSAGE)).await;
    let (taken, refused) = serving.await.unwrap();
    assert_eq!(taken, 3_000_000);
    assert!(matches!(refused, Err(CallFault::Packet(_))), "{refused:?}");
    assert_eq!(messages.bytes().await, Err(CallFault::Broken));
}

#[tokio::test]
async fn a_stream_too_many_is_broken_off_and_the_others_go_on() {
    let server_limits = Limits { streams: 2, ..Limits::default() };
    let (up, from_client) = mpsc::channel(4);
    let (down, from_server) = mpsc::channel(4);
    let (client, server) =
        (Session::new(Role::Client, Limits::default()), Session::new(Role::Server, server_limits));
    let (c, s) = (client.clone(), server.clone());
    tokio::spawn(async move { c.drive(From(from_server), To(up)).await });
    tokio::spawn(async move { s.drive(From(from_client), To(down)).await });
    let held = [client.open().unwrap(), client.open().unwrap()];
    let taken = [server.accept().await.unwrap(), server.accept().await.unwrap()];
    let third = client.open().unwrap();
    third.read(1).await.expect_err("there are two already");
    held[0].write(b"on").await.unwrap();
    assert_eq!(&*taken[0].read(10).await.unwrap().unwrap(), b"on");
    drop(held);
    taken[0].read(1).await.expect_err("it was broken off");
    drop(taken);
    tokio::spawn(answer(server));
    assert!(asks(&client, 1).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_end_that_is_silent_is_given_up() {
    let (_up, from_client) = mpsc::channel(4);
    let (down, _from_server) = mpsc::channel(4);
    let session = Session::new(Role::Server, Limits::default());
    let begun = tokio::time::Instant::now();
    let ended = session.drive(From(from_client), To(down)).await;
    assert!(matches!(ended, Ended::Silent), "{ended:?}");
    assert_eq!(begun.elapsed(), Duration::from_secs(40));
    assert!(session.accept().await.is_none() && session.open().is_err());
}

#[tokio::test(start_paused = true)]
async fn an_end_that_answers_is_kept_however_little_it_says() {
    let (_client, _server, client_drives, server_drives) = pair(Limits::default());
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert!(!client_drives.is_finished() && !server_drives.is_finished());
}

#[tokio::test]
async fn a_session_that_closes_tells_the_other_end() {
    let (client, server, client_drives, server_drives) = pair(Limits::default());
    let stream = client.open().unwrap();
    let taken = server.accept().await.unwrap();
    server.close();
    assert!(matches!(server_drives.await.unwrap(), Ended::Closed));
    assert!(matches!(client_drives.await.unwrap(), Ended::Gone));
    stream.read(1).await.expect_err("the session is over");
    taken.write(b"x").await.expect_err("the session is over");
    assert!(client.open().is_err() && server.accept().await.is_none());
}

#[tokio::test]
async fn an_end_that_breaks_the_rules_is_told_so() {
    for (bytes, why) in [
        (&b"\x01\0\0\0\0\0\0\0\0\0\0\0"[..], "a version"),
        (b"\0\x09\0\0\0\0\0\0\0\0\0\0", "a kind"),
        (b"\0\x01\0\x01\0\0\0\x02\0\0\0\0", "a stream of the server"),
        (b"\0\x01\0\x01\0\0\0\x01\0\0\0\0\0\x01\0\x01\0\0\0\x01\0\0\0\0", "a stream twice"),
        (b"\0\0\0\x01\0\0\0\x01\0\x04\0\x01", "more than the window"),
        (b"\0\x01\0\x01\0\0\0\x01\xff\xff\xff\xff", "a window without an end"),
    ] {
        let (up, from_client) = mpsc::channel(4);
        let (down, mut from_server) = mpsc::channel(4);
        let session = Session::new(Role::Server, Limits::default());
        up.send(Bytes::from_static(bytes)).await.unwrap();
        let ended = session.drive(From(from_client), To(down)).await;
        assert!(matches!(ended, Ended::Fault(_)), "{why}: {ended:?}");
        let last = from_server.recv().await.unwrap();
        assert_eq!(last, &b"\0\x03\0\0\0\0\0\0\0\0\0\x01"[..], "{why}");
    }
}

#[tokio::test]
async fn who_asks_much_and_reads_nothing_is_not_read_from() {
    let (up, from_client) = mpsc::channel(1);
    let (down, _unread) = mpsc::channel(1);
    let session = Session::new(Role::Server, Limits::default());
    let pings = Bytes::from(b"\0\x02\0\x01\0\0\0\0\0\0\0\x01".repeat(1000));
    let drives = tokio::spawn({
        let session = session.clone();
        async move { session.drive(From(from_client), To(down)).await }
    });
    let mut sent = 0;
    while tokio::time::timeout(Duration::from_millis(200), up.send(pings.clone())).await.is_ok() {
        sent += 1;
        assert!(sent < 1000, "it is read on for ever");
    }
    assert!(!drives.is_finished());
}
