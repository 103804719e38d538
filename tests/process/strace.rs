//! strace on a running program: what it asks of the system, and answers that a healthy disk never gives.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// strace while it is attached to a process.
pub struct Strace(Child);

/// Whether strace is there. Without it the case is left out, unless `BURGRAVE_TESTS_REQUIRE=all` insists.
pub fn available() -> bool {
    let there = Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success());
    let required = std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_some();
    assert!(there || !required, "strace is not on PATH, and BURGRAVE_TESTS_REQUIRE is set");
    if !there {
        println!("skipped: strace is not on PATH (install strace)");
    }
    there
}

impl Strace {
    /// Attaches to all threads of a process, and returns when it has.
    pub fn attach(process: u32, arguments: &[&str]) -> Strace {
        let mut child = Command::new("strace")
            .args(["-f", "-p", &process.to_string()])
            .args(arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("strace can be run");
        let mut said = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut line = String::new();
        while !line.contains("attached") {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "strace ended instead of attaching");
        }
        // Its threads come and go, and each is told of.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Strace(child)
    }

    /// Lets go of the process, which goes on.
    pub fn detach(mut self) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
        self.0.wait().unwrap();
    }
}
