//! What the log is told, and what it never is.

use std::sync::{Arc, Mutex};

use slog::{Drain, KV, Never, OwnedKVList, Record, Serializer};

use crate::answers::generated::serve;
use crate::raw::{self, call, send};

/// Keeps every line with all its fields.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Vec<String>>>);

impl Kept {
    pub(crate) fn logger(&self) -> slog::Logger {
        slog::Logger::root(self.clone().fuse(), slog::o!())
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

struct Line(String);

impl Serializer for Line {
    fn emit_arguments(&mut self, key: slog::Key, value: &std::fmt::Arguments<'_>) -> slog::Result {
        self.0.push_str(&format!(" {key}={value}"));
        Ok(())
    }
}

impl Drain for Kept {
    type Ok = ();
    type Err = Never;

    fn log(&self, record: &Record<'_>, values: &OwnedKVList) -> Result<(), Never> {
        let mut line = Line(format!("{} {}", record.level(), record.msg()));
        let _ = record.kv().serialize(record, &mut line);
        let _ = values.serialize(record, &mut line);
        self.0.lock().unwrap().push(line.0);
        Ok(())
    }
}

#[tokio::test]
async fn each_answer_is_one_line_without_query_headers_and_bodies() {
    let kept = Kept::default();
    let server = Arc::new(crate::answers::Server::default());
    let running = serve(server, raw::settings(), kept.logger()).await.unwrap();
    let at = running.local_address();
    let headers = ["Cookie: session=s3cret", "Authorization: Bearer s3cret", "X-Session: s3cret"];
    let read = call(at, "GET", "/redirect?note=s3cret&token=s3cret", &headers).await;
    send(at, "POST", "/things?token=s3cret", &headers, "{\"name\":\"taken\",\"password\":\"s3cret\"}").await;
    call(at, "GET", "/nowhere?token=s3cret", &headers).await;
    call(at, "GET", "/panic", &headers).await;
    let lines = kept.lines();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert!(lines.iter().all(|line| !line.contains("s3cret")), "{lines:#?}");
    let first = &lines[0];
    let id = format!("request={}", read.header("x-coder-request-id").unwrap());
    for part in
        ["operation=getRedirect", "method=GET", "path=/redirect", "client=127.0.0.1", "status=302", &id]
    {
        assert!(first.contains(part), "{part}: {first}");
    }
    assert!(lines[1].contains("cause=row 7"), "{}", lines[1]);
    assert!(lines[3].starts_with("ERRO") && lines[3].contains("a read panics"), "{}", lines[3]);
}
