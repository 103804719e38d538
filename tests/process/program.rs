//! The program as a child process.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::harness::{Call, CapturedLog};

/// Longest wait for a line or an end that has to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program that serves.
pub struct Program {
    child: Child,
    lines: Receiver<String>,
    log: CapturedLog,
    reader: Option<JoinHandle<()>>,
    /// What it printed up to and with the line that names its address.
    pub greeting: String,
    /// Where it listens.
    pub address: SocketAddr,
}

/// The command with these arguments, and nothing of this process's `BURGRAVE_…` variables.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_burgrave"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("BURGRAVE_") {
            command.env_remove(name);
        }
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Runs a command that ends by itself.
pub fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the program can be run")
}

impl Program {
    /// Starts serving on a free port of loopback with this data folder, and waits until it says so.
    pub fn serve(data: &Path, more: &[&str]) -> Program {
        Program::serve_on("127.0.0.1:0", data, more)
    }

    pub fn serve_on(address: &str, data: &Path, more: &[&str]) -> Program {
        let data = data.display().to_string();
        Program::start(&[&["--address", address, "--data", &data], more].concat())
    }

    /// Starts what listens, and waits until it says so.
    pub fn start(arguments: &[&str]) -> Program {
        let mut child = command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be run");
        let (sender, lines) = channel();
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        std::thread::spawn(move || {
            output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let log = CapturedLog::new();
        let reader = copy(child.stderr.take().expect("it is piped"), log.clone());
        let mut program = Program {
            child,
            lines,
            log,
            reader: Some(reader),
            greeting: String::new(),
            address: ([127, 0, 0, 1], 0).into(),
        };
        program.greeting = program.line();
        let url = program.greeting.split_whitespace().find(|word| word.starts_with("http"));
        let port = url.and_then(|url| url.rsplit(':').next()).and_then(|port| port.parse().ok());
        program.address.set_port(port.unwrap_or_else(|| panic!("no address in: {}", program.greeting)));
        program
    }

    /// The next line on the output stream.
    pub fn line(&mut self) -> String {
        self.lines
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|_| panic!("the program says nothing; its log:\n{}", self.log.text()))
    }

    /// All lines up to one that has this text.
    pub fn lines_until(&mut self, text: &str) -> String {
        let mut all = String::new();
        loop {
            let line = self.line();
            all.push_str(&line);
            all.push('\n');
            if line.contains(text) {
                return all;
            }
        }
    }

    /// The id of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The same for signals.
    pub fn process(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.id()).expect("ids of processes are that short"))
    }

    pub fn call(&self, method: http::Method, target: &str) -> Call {
        Call::new(self.address, method, target)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sends a signal by its name, as `TERM`.
    pub fn signal(&self, name: &str) {
        let signal = format!("SIG{name}").parse::<Signal>().expect("there is such a signal");
        kill(self.process(), signal).expect("the program is there");
    }

    /// Waits until its log has this text.
    pub async fn logged(&self, text: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.log.text().contains(text) {
            assert!(Instant::now() < end, "the log never says {text}:\n{}", self.log.text());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits for the end, and gives how it ended and the whole log.
    pub fn ended(mut self) -> (ExitStatus, String) {
        let (sender, ended) = channel();
        let status = std::thread::scope(|scope| {
            let child = &mut self.child;
            scope.spawn(move || sender.send(child.wait()));
            ended
                .recv_timeout(PATIENCE)
                .expect("the program ends in time")
                .expect("a child can be waited for")
        });
        self.reader.take().expect("only this takes it").join().expect("the reader doesn't panic");
        (status, self.log.text())
    }

    /// Asks it to stop, and expects that it does so without fault.
    pub fn stop(self) -> String {
        self.signal("TERM");
        let (status, log) = self.ended();
        assert!(status.success(), "{status}:\n{log}");
        log
    }
}

impl Drop for Program {
    /// A case that fails leaves no server behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn copy(mut from: impl Read + Send + 'static, mut to: CapturedLog) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            to.write_all(&bytes[..read]).expect("memory takes everything");
        }
    })
}
