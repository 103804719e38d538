//! One command of the program, from its start to the end of all that it started.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::environment::Environment;
use super::lines::each_line;
use crate::confinement::{Reach, spawn};
use crate::{Cancellation, process};

/// Lines that wait to be taken at most; a program that writes faster waits.
const AHEAD: usize = 32;

/// How often a command without output is looked at.
const LOOK: Duration = Duration::from_millis(25);

/// How long output is waited for that somebody holds open whom the ended program has started.
const LINGER: Duration = Duration::from_secs(2);

/// A command.
pub(super) struct Command<'a> {
    pub(super) program: &'a Path,
    pub(super) arguments: Vec<OsString>,
    pub(super) folder: &'a Path,
    /// All that it finds in its environment.
    pub(super) environment: &'a Environment,
    pub(super) output: Output,
    /// How long it may take.
    pub(super) limit: Duration,
    /// How long it may take to end when it is asked to. After that, it and all that it has started are
    /// killed.
    pub(super) grace: Duration,
    pub(super) cancellation: &'a Cancellation,
    /// What it can reach; everything that its user can where there is nothing.
    pub(super) reach: Option<Reach>,
    /// Where its process is noted while it runs.
    pub(super) note: Option<PathBuf>,
}

/// Where the standard output goes.
pub(super) enum Output {
    /// Line by line to whoever runs the command.
    Lines,
    /// Into a file.
    File(File),
}

/// Where a line was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Output,
    Error,
}

/// Why a command hasn't done what it should.
#[derive(Debug, thiserror::Error)]
pub(super) enum RunFault {
    #[error("it was canceled")]
    Canceled,
    #[error("it took too long")]
    Late,
    #[error("it can't be started ({0})")]
    Start(#[source] io::Error),
    #[error("{0}")]
    Exit(ExitStatus),
}

/// Runs a command and shows its lines as they come. It isn't started where the job was canceled before.
pub(super) fn run(command: Command<'_>, show: &mut dyn FnMut(Stream, String)) -> Result<(), RunFault> {
    if command.cancellation.is_canceled() {
        return Err(RunFault::Canceled);
    }
    let mut running = std::process::Command::new(command.program);
    running.args(&command.arguments).current_dir(command.folder).env_clear().envs(command.environment.iter());
    running.stdin(Stdio::null()).stderr(Stdio::piped());
    running.stdout(match command.output {
        Output::Lines => Stdio::piped(),
        Output::File(file) => file.into(),
    });
    // What is sent to the group reaches the program, its providers and what they start, and nobody else.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut running, 0);
    let mut child = spawn(&mut running, command.reach.as_ref()).map_err(RunFault::Start)?;
    if let Some(file) = &command.note {
        // Without it nobody finds the process after a crash, and it ends by itself.
        let _ = process::note(file, child.id());
    }
    let (sender, lines) = sync_channel(AHEAD);
    if let Some(stdout) = child.stdout.take() {
        follow(stdout, Stream::Output, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        follow(stderr, Stream::Error, sender);
    }
    let mut life = Life::new(child, command.limit, command.grace);
    loop {
        match lines.recv_timeout(LOOK) {
            Ok((stream, line)) => show(stream, line),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        life.look(command.cancellation);
        if life.lingers() {
            break;
        }
    }
    while life.ended.is_none() {
        life.look(command.cancellation);
        thread::sleep(LOOK);
    }
    let ended = life.end();
    if let Some(file) = &command.note {
        let _ = std::fs::remove_file(file);
    }
    ended
}

fn follow(from: impl Read + Send + 'static, stream: Stream, sender: SyncSender<(Stream, String)>) {
    thread::spawn(move || each_line(from, |line| sender.send((stream, line)).is_ok()));
}

/// A program that runs, and how it is brought to its end.
struct Life {
    child: Child,
    until: Instant,
    grace: Duration,
    asked: Option<(Instant, RunFault)>,
    ended: Option<(Instant, io::Result<ExitStatus>)>,
}

impl Life {
    fn new(child: Child, limit: Duration, grace: Duration) -> Self {
        Self { child, until: Instant::now() + limit, grace, asked: None, ended: None }
    }

    /// Notes its end; asks it to end; kills it when it doesn't.
    fn look(&mut self, cancellation: &Cancellation) {
        if self.ended.is_some() {
            return;
        }
        let now = Instant::now();
        match self.child.try_wait() {
            Ok(Some(status)) => self.ended = Some((now, Ok(status))),
            Err(error) => self.ended = Some((now, Err(error))),
            Ok(None) => {}
        }
        match &self.asked {
            None if cancellation.is_canceled() => self.ask(RunFault::Canceled),
            None if now >= self.until => self.ask(RunFault::Late),
            Some((since, _)) if now.duration_since(*since) >= self.grace || cancellation.is_killed() => {
                self.kill();
            }
            _ => {}
        }
    }

    /// The program has ended, and somebody else holds its output open.
    fn lingers(&self) -> bool {
        self.ended.as_ref().is_some_and(|(since, _)| since.elapsed() >= LINGER)
    }

    fn ask(&mut self, why: RunFault) {
        self.asked = Some((Instant::now(), why));
        #[cfg(unix)]
        if let Some(process) = self.process() {
            let _ = nix::sys::signal::kill(process, nix::sys::signal::Signal::SIGINT);
        }
        #[cfg(not(unix))]
        self.kill();
    }

    fn kill(&mut self) {
        #[cfg(unix)]
        if let Some(group) = self.process() {
            let _ = nix::sys::signal::killpg(group, nix::sys::signal::Signal::SIGKILL);
        }
        let _ = self.child.kill();
    }

    #[cfg(unix)]
    fn process(&self) -> Option<nix::unistd::Pid> {
        i32::try_from(self.child.id()).ok().map(nix::unistd::Pid::from_raw)
    }

    /// Nothing that the program has started outlives it.
    fn end(mut self) -> Result<(), RunFault> {
        self.kill();
        let status = self.ended.map(|(_, status)| status);
        match (self.asked, status) {
            (_, Some(Ok(status))) if status.success() => Ok(()),
            (Some((_, why)), _) => Err(why),
            (None, Some(Ok(status))) => Err(RunFault::Exit(status)),
            (None, Some(Err(error))) => Err(RunFault::Start(error)),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(
        script: &str,
        (limit, grace): (Duration, Duration),
        cancellation: &Cancellation,
    ) -> (Result<(), RunFault>, Vec<String>) {
        let (mut lines, environment) = (Vec::new(), Environment::of_process());
        let command = Command {
            program: Path::new("/bin/sh"),
            arguments: vec!["-c".into(), script.into()],
            folder: Path::new("/"),
            environment: &environment,
            output: Output::Lines,
            limit,
            grace,
            cancellation,
            reach: None,
            note: None,
        };
        let ended = run(command, &mut |_, line| {
            if line == "ready" {
                cancellation.cancel();
            }
            lines.push(line);
        });
        (ended, lines)
    }

    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(50);
    const PATIENT: (Duration, Duration) = (LONG, LONG);

    #[test]
    fn both_streams_are_read_to_their_ends() {
        let (ended, mut lines) = shell("echo out; echo err >&2; printf last", PATIENT, &Cancellation::new());
        lines.sort();
        assert!(ended.is_ok());
        assert_eq!(lines, ["err", "last", "out"]);
        let (ended, _) = shell("exit 3", PATIENT, &Cancellation::new());
        assert_eq!(ended.expect_err("it fails").to_string(), "exit status: 3");
    }

    /// Listens to the signal in this process, as the server does. Where whoever started it ignores the
    /// signal, its children would ignore it too.
    fn listen_to_interrupts() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let _inside = runtime.enter();
        let interrupts = tokio::signal::unix::SignalKind::interrupt();
        // It is listened to until the process ends.
        drop(tokio::signal::unix::signal(interrupts).expect("it can be listened to"));
    }

    #[test]
    fn a_canceled_program_is_asked_to_end_and_may_speak() {
        listen_to_interrupts();
        let script = "trap 'echo interrupted; exit 1' INT; echo ready; while :; do sleep 0.05; done";
        let (ended, lines) = shell(script, PATIENT, &Cancellation::new());
        assert!(matches!(ended, Err(RunFault::Canceled)), "{ended:?}");
        assert_eq!(lines, ["ready", "interrupted"]);
    }

    #[test]
    fn what_ignores_the_request_is_killed_with_all_that_it_started() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("alive");
        let script = format!(
            "trap '' INT; (trap '' INT; while :; do echo x >> {0}; sleep 0.02; done) & echo ready; wait",
            file.display()
        );
        let (ended, _) = shell(&script, (LONG, SHORT), &Cancellation::new());
        assert!(matches!(ended, Err(RunFault::Canceled)), "{ended:?}");
        let length = || std::fs::metadata(&file).map_or(0, |about| about.len());
        let (before, _) = (length(), thread::sleep(Duration::from_millis(100)));
        assert_eq!(length(), before, "nothing writes any more");
    }

    #[test]
    fn time_is_limited_and_nothing_is_started_for_a_canceled_job() {
        let (ended, _) = shell("sleep 600", (SHORT, SHORT), &Cancellation::new());
        assert!(matches!(ended, Err(RunFault::Late)), "{ended:?}");
        let canceled = Cancellation::new();
        canceled.cancel();
        let (ended, lines) = shell("echo started", PATIENT, &canceled);
        assert!(matches!(ended, Err(RunFault::Canceled)) && lines.is_empty());
    }

    #[test]
    fn output_that_is_held_open_is_waited_for_in_vain_only_shortly() {
        let begun = Instant::now();
        let (ended, _) = shell("sleep 600 & exit 0", PATIENT, &Cancellation::new());
        assert!(ended.is_ok() && begun.elapsed() < Duration::from_secs(30));
    }
}
