//! What no specification that passes the linter asks for, and what its handlers can't do: a service written
//! by hand.

use std::sync::Arc;
use std::time::Duration;

use burgrave_api::runtime::{
    AnyCaller, BoxFuture, Call, ErrorFormat, Method, Operation, Outcome, RateStatus, Refusal, Reply, Service,
    StatusCode, Switching, Word, start,
};
use burgrave_api::{ApiError, Credential, Cx, Running};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::raw::{self, call};

const fn read(
    id: &'static str,
    path: &'static str,
    permission: Option<Refusal>,
    audit: Option<usize>,
) -> Operation {
    Operation {
        id,
        tag: "",
        method: Method::GET,
        path,
        also_at: &[],
        any_path: false,
        callers: &[],
        anonymous_too: true,
        feature: None,
        permission,
        rate_class: None,
        audit,
        body: None,
        max_body: 1024,
        error_format: ErrorFormat::Api,
        switch: None,
        cors: false,
        no_store: false,
        before_secret: None,
        csrf_field: None,
        websocket: Switching::Never,
    }
}

const SEE: Word = Word { index: 0, name: "thing:see" };

static OPERATIONS: [Operation; 5] = [
    read("refused", "/refused", Some(Refusal { permission: SEE, status: 403 }), None),
    read("hidden", "/hidden", Some(Refusal { permission: SEE, status: 404 }), None),
    read("export", "/export", None, Some(0)),
    read("lines", "/lines", None, None),
    read("secret", "/secret", None, None),
];

/// Its observer panics at every call's end.
#[derive(Default)]
struct Hand {
    begun: Notify,
    go_on: Notify,
    finished: Notify,
}

impl Service for Hand {
    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn authenticate<'a>(
        &'a self,
        _: usize,
        _: &'a Cx,
        _: Option<Credential>,
    ) -> BoxFuture<'a, Result<AnyCaller, ApiError>> {
        Box::pin(async { Err(ApiError::unauthorized("Nobody.")) })
    }

    fn limit_unknown(&self, _: &Cx) -> Result<RateStatus, ApiError> {
        Ok(RateStatus::UNLIMITED)
    }

    fn csrf_token(&self, _: usize, _: &str) -> String {
        String::new()
    }

    fn limit(&self, _: &Cx, _: &AnyCaller, _: usize) -> Result<RateStatus, ApiError> {
        Err(ApiError::internal("no limits"))
    }

    fn limit_address(&self, _: &Cx, _: usize) -> Result<RateStatus, ApiError> {
        Err(ApiError::internal("no limits"))
    }

    fn feature(&self, _: usize) -> Result<(), ApiError> {
        Ok(())
    }

    fn permit<'a>(&'a self, _: &'a Cx, _: &'a AnyCaller, _: usize) -> BoxFuture<'a, Result<bool, ApiError>> {
        Box::pin(async { Ok(true) })
    }

    fn refused<'a>(
        &'a self,
        _: &'a Cx,
        _: Option<&'a AnyCaller>,
        _: usize,
        _: StatusCode,
    ) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }

    fn observe(&self, _: &Cx, outcome: &Outcome) {
        panic!("the observer panics at {:?}", outcome.duration)
    }

    fn call<'a>(&'a self, operation: usize, call: Call<'a>) -> BoxFuture<'a, Result<Reply, ApiError>> {
        Box::pin(async move {
            let reply = Reply::empty(204)?;
            match OPERATIONS[operation].id {
                "export" => {
                    self.begun.notify_one();
                    self.go_on.notified().await;
                    self.finished.notify_one();
                    Ok(reply)
                }
                "lines" => reply.header_lines("x-line", ["a", "b"])?.header("x-content-type-options", "own"),
                "secret" => panic!("the query is {}", call.input.query),
                _ => Ok(reply),
            }
        })
    }
}

async fn serve(log: slog::Logger) -> (Running, Arc<Hand>) {
    let hand = Arc::new(Hand::default());
    (start(hand.clone(), raw::settings(), log).unwrap(), hand)
}

#[tokio::test]
async fn nobody_has_no_permission() {
    let (running, _) = serve(raw::silent()).await;
    let at = running.local_address();
    assert_eq!(call(at, "GET", "/refused", &[]).await.status, 403);
    assert_eq!(call(at, "GET", "/hidden", &[]).await.status, 404);
}

#[tokio::test]
async fn an_audited_read_is_finished_when_its_client_hangs_up() {
    let (running, hand) = serve(raw::silent()).await;
    let mut stream = TcpStream::connect(running.local_address()).await.unwrap();
    stream.write_all(b"GET /export HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    hand.begun.notified().await;
    drop(stream);
    // Long enough for the connection's task to notice: this sleep can only make the test miss a fault.
    tokio::time::sleep(Duration::from_millis(50)).await;
    hand.go_on.notify_one();
    tokio::time::timeout(Duration::from_secs(10), hand.finished.notified()).await.unwrap();
}

#[tokio::test]
async fn an_audited_read_is_finished_however_long_it_takes() {
    let (running, hand) = serve(raw::silent()).await;
    let at = running.local_address();
    let client = tokio::spawn(async move { call(at, "GET", "/export", &[]).await });
    hand.begun.notified().await;
    tokio::time::sleep(raw::settings().handler_time_limit * 2).await;
    hand.go_on.notify_one();
    assert_eq!(client.await.unwrap().status, 204);
}

#[tokio::test]
async fn an_operations_headers_replace_the_shims_and_may_have_several_lines() {
    let (running, _) = serve(raw::silent()).await;
    let answer = call(running.local_address(), "GET", "/lines", &[]).await;
    assert_eq!(answer.headers("x-line"), ["a", "b"]);
    assert_eq!(answer.header("x-content-type-options"), Some("own"));
}

#[tokio::test]
async fn a_panic_tells_the_log_no_secrets_and_leaves_every_header() {
    let kept = crate::logs::Kept::default();
    let (running, _) = serve(kept.logger()).await;
    let answer = call(running.local_address(), "GET", "/secret?token=s3cret", &[]).await;
    assert_eq!((answer.status, answer.header("x-content-type-options")), (500, Some("nosniff")));
    assert!(answer.header("x-coder-request-id").is_some());
    let lines = kept.lines();
    assert!(lines.iter().any(|line| line.contains("cause=panicked")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("observer panicked")), "{lines:#?}");
    assert!(lines.iter().all(|line| !line.contains("s3cret")), "{lines:#?}");
}
