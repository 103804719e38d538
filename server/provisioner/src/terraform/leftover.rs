//! A job whose server ended in the middle of it: what it has made so far is known by its state alone.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::state;
use crate::JobFolder;
use crate::process::Noted;

/// The file in the job's folder that says which process works there.
pub(super) const RUNNING: &str = "running";

/// The same of what works out the graph, beside that process.
pub(super) const RUNNING_GRAPH: &str = "running-graph";

/// How often it is looked whether the process has ended.
const LOOK: Duration = Duration::from_millis(50);

/// Brings what still runs there to its end, and gives the state that it leaves; none where the job's folder
/// isn't there, is somebody else's, or has no state. The folder goes. It blocks, for the patience at most.
#[must_use]
pub fn leftover(root: &Path, name: &str, patience: Duration) -> Option<Vec<u8>> {
    let folder = JobFolder::left(root, name)?;
    let until = Instant::now() + patience;
    for file in [RUNNING_GRAPH, RUNNING] {
        end(&folder.path().join(file), until);
    }
    let kept = state::read(&folder.template(), &[]).ok()?;
    (!kept.is_empty()).then_some(kept)
}

fn end(file: &Path, until: Instant) {
    let Some(process) = Noted::read(file) else { return };
    signal(process.id, Signal::Ask, process.runs());
    while process.runs() && Instant::now() < until {
        sleep(LOOK);
    }
    signal(process.id, Signal::Kill, process.runs());
}

enum Signal {
    Ask,
    Kill,
}

#[cfg(unix)]
fn signal(process: u32, signal: Signal, runs: bool) {
    use nix::sys::signal::{Signal as Word, kill, killpg};
    let Ok(process) = i32::try_from(process).map(nix::unistd::Pid::from_raw) else { return };
    if runs {
        let _ = match signal {
            Signal::Ask => kill(process, Word::SIGINT),
            Signal::Kill => killpg(process, Word::SIGKILL),
        };
    }
}

#[cfg(not(unix))]
fn signal(_: u32, _: Signal, _: bool) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;
    use std::os::unix::process::CommandExt;
    use std::path::PathBuf;
    use std::process::Command;

    use super::*;
    use crate::process::{note, started};

    /// A folder as a server leaves it that was killed.
    fn left(root: &Path, name: &str) -> PathBuf {
        let folder = JobFolder::create(root, name).expect("it can be made");
        let path = folder.path().to_owned();
        std::mem::forget(folder);
        path
    }

    #[test]
    fn what_still_runs_is_ended_and_its_state_is_kept() {
        let root = tempfile::tempdir().expect("a folder");
        let path = left(root.path(), "a-1");
        let template = path.join("template");
        let script = "trap 'printf {\\\"version\\\":4} > terraform.tfstate; exit' INT; \
                      : > ready; while :; do sleep 0.05; done";
        let mut child = Command::new("/bin/sh")
            .args(["-c", script])
            .current_dir(&template)
            .process_group(0)
            .spawn()
            .expect("it can be started");
        note(&path.join(RUNNING), child.id()).expect("a file");
        // Before it listens it would be killed, and leave nothing.
        while !template.join("ready").exists() {
            sleep(Duration::from_millis(10));
        }
        let mut graph =
            Command::new("/bin/sleep").arg("60").process_group(0).spawn().expect("it can be started");
        note(&path.join(RUNNING_GRAPH), graph.id()).expect("a file");
        let reapers = [std::thread::spawn(move || child.wait()), std::thread::spawn(move || graph.wait())];
        let state = leftover(root.path(), "a-1", Duration::from_secs(20)).expect("there is one");
        assert_eq!(state, br#"{"version":4}"#);
        assert!(!path.exists());
        let [shell, graph] = reapers.map(|reaper| reaper.join().expect("it ends").expect("it has ended"));
        assert!(shell.success() && !graph.success(), "what works out the graph is ended as well");
    }

    #[test]
    fn a_number_that_another_process_has_now_is_left_alone() {
        let root = tempfile::tempdir().expect("a folder");
        let path = left(root.path(), "b-1");
        fs::write(path.join(RUNNING), format!("{} 1", std::process::id())).expect("a file");
        assert_eq!(leftover(root.path(), "b-1", Duration::from_secs(60)), None, "and this process goes on");
        assert!(!path.exists());
        assert_eq!(leftover(root.path(), "c-1", Duration::from_secs(60)), None);
        assert!(started(std::process::id()).is_some());
    }
}
