//! How much memory the program holds.

use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;

use super::database::first_user;
use super::program::Program;

/// What an idle server holds at most, in KiB, without the pages of the program itself: those of the debug build
/// are many, and the system takes them back at will.
const IDLE: u64 = 32 * 1024;

/// What logins may leave behind, in KiB: less than the memory of one hash.
const LEFT_BEHIND: u64 = 12 * 1024;

/// Longest wait until the memory of hashes has been given back.
const PATIENCE: Duration = Duration::from_secs(30);

#[apply(case)]
async fn logins_leave_no_memory_behind() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &["--rate-limit-login", "0"]);
    first_user(&program).await;
    let idle = settled(&program, |_| true).await;
    assert!(idle < IDLE, "{idle} KiB");
    for number in 0..12 {
        let login = json!({"email": "amira@example.com", "password": format!("wrong-{number}")});
        program.call(Method::POST, "/api/v2/users/login").json(&login).send().await.expect(401);
    }
    let after = settled(&program, |resident| resident <= idle + LEFT_BEHIND).await;
    assert!(after <= idle + LEFT_BEHIND, "{after} KiB after logins, {idle} KiB before");
    program.stop();
}

/// The memory in KiB when it holds, or when it won't.
async fn settled(program: &Program, holds: impl Fn(u64) -> bool) -> u64 {
    let end = Instant::now() + PATIENCE;
    loop {
        let resident = resident(program);
        if holds(resident) || Instant::now() > end {
            return resident;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn resident(program: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
