//! A disk that takes no writes, and the order of what is asked of one that does (SQLite).

use http::Method;

use super::database::{create, first_user, names};
use super::program::Program;
use super::strace::{self, Strace};
use crate::harness::Answer;

/// What the disk answers, and to which call.
const FAULTS: [&str; 3] = ["pwrite64:error=ENOSPC", "pwrite64:error=EROFS", "fsync,fdatasync:error=EIO"];

#[apply(case)]
async fn a_disk_that_can_not_be_written_is_answered_with_503_and_loses_nothing() {
    if !strace::available() {
        return;
    }
    for fault in FAULTS {
        let folder = tempfile::tempdir().unwrap();
        let program = Program::serve(folder.path(), &[]);
        let token = first_user(&program).await;
        create(&program, &token, "before").await;

        let faulty = Strace::attach(program.id(), &["-o", "/dev/null", "-e", &format!("inject={fault}")]);
        for _ in 0..3 {
            expect_later(write(&program, &token, "refused").await);
            expect_later(program.call(Method::GET, "/readyz").send().await);
            program.call(Method::GET, "/healthz").send().await.expect(200);
            assert_eq!(names(&program, &token).await, ["before", "coder"], "{fault}: reading goes on");
        }
        faulty.detach();

        program.call(Method::GET, "/readyz").send().await.expect(200);
        create(&program, &token, "later").await;
        program.signal("KILL");
        program.ended();
        let program = Program::serve(folder.path(), &[]);
        assert_eq!(names(&program, &token).await, ["before", "coder", "later"], "{fault}");
        program.stop();
    }
}

async fn write(program: &Program, token: &str, name: &str) -> Answer {
    let call = program.call(Method::POST, "/api/v2/organizations").token(token);
    call.json(&serde_json::json!({"name": name})).send().await
}

fn expect_later(answer: Answer) {
    let answer = answer.expect(503);
    let wait: u32 = answer.header("retry-after").expect("503 says when to ask again").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait} s");
}

#[apply(case)]
async fn the_log_is_synced_before_the_answer_is_sent() {
    if !strace::available() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(&folder.path().join("data"), &[]);
    let token = first_user(&program).await;
    let file = folder.path().join("calls");
    let calls = "trace=pwrite64,fsync,fdatasync,write,writev,sendto,sendmsg";
    let tracing =
        Strace::attach(program.id(), &["-y", "-s", "64", "-o", file.to_str().unwrap(), "-e", calls]);
    write(&program, &token, "synced").await.expect(201);
    tracing.detach();
    program.stop();

    let calls = std::fs::read_to_string(file).unwrap();
    let calls: Vec<_> = calls.lines().collect();
    let answered = calls.iter().position(|call| call.contains("HTTP/1.1 201")).expect("the answer is sent");
    let before = &calls[..answered];
    let wal = |call: &str| call.contains("burgrave.db-wal");
    let written =
        before.iter().rposition(|call| call.contains("pwrite64(") && wal(call)).expect("the log is written");
    let sync = before[written..].iter().position(|call| call.contains("sync(") && wal(call));
    let sync = written + sync.unwrap_or_else(|| panic!("no sync before the answer:\n{}", before.join("\n")));
    let ended = |call: &&str| call.contains("sync") && call.trim_end().ends_with("= 0");
    assert!(before[sync..].iter().any(ended), "the sync ends before the answer:\n{}", before.join("\n"));
}
