//! A kit: the tools of one case, pinned in `tests/conformance/<kit>`, installed by `.ci/tools` in
//! `target/tools/<kit>`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The lists of what is pinned. `.ci/tools` leaves a copy of each that it has installed.
const LISTS: [&str; 4] = ["requirements.txt", "package-lock.json", "providers.txt", "go.mod"];

/// The tools of one case.
#[derive(Clone, Copy)]
pub struct Kit(pub &'static str);

impl Kit {
    /// Whether the cases that need the tools can run. Where the tools are not installed, one line says so;
    /// with `BURGRAVE_TESTS_REQUIRE=all` the cases run all the same, and fail.
    pub fn is_there(self) -> bool {
        if self.is_installed() || std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_some() {
            return true;
        }
        eprintln!("skipped: {}", self.missing());
        false
    }

    /// Whether `.ci/tools` has installed just these versions.
    fn is_installed(self) -> bool {
        let pinned = LISTS.iter().filter_map(|list| Some((list, std::fs::read(self.file(list)).ok()?)));
        let mut pinned = pinned.peekable();
        assert!(pinned.peek().is_some(), "the kit {} pins nothing", self.0);
        pinned
            .all(|(list, wanted)| std::fs::read(self.folder().join(list)).is_ok_and(|found| found == wanted))
    }

    fn missing(self) -> String {
        format!("the tools of {0} are not installed in the pinned versions (.ci/tools {0} does it)", self.0)
    }

    /// Where they are installed.
    fn folder(self) -> PathBuf {
        root().join("target/tools").join(self.0)
    }

    /// A file or folder that was installed.
    pub fn installed(self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// A file of the kit's own.
    pub fn file(self, name: &str) -> PathBuf {
        root().join("tests/conformance").join(self.0).join(name)
    }

    /// A script of the kit's own, run by Node beside the Node tools: it finds them there.
    pub fn node(self, script: &str) -> Command {
        assert!(self.is_installed(), "{}", self.missing());
        let folder = self.folder().join("node");
        let own = std::fs::read_dir(self.file("")).expect("the kit has a folder");
        for file in own.filter_map(Result::ok).map(|entry| entry.path()) {
            if file.extension().is_some_and(|ending| ending == "mjs") {
                put(&file, &folder);
            }
        }
        let mut command = Command::new("node");
        command.arg(folder.join(script));
        command
    }

    /// A program of the Python tools.
    pub fn python(self, program: &str) -> Command {
        assert!(self.is_installed(), "{}", self.missing());
        Command::new(self.folder().join("python/bin").join(program))
    }
}

/// Copies a script into the folder, whole at once: another case may be about to run it.
fn put(file: &Path, folder: &Path) {
    let text = std::fs::read(file).expect("the script can be read");
    let mut copy = tempfile::NamedTempFile::new_in(folder).expect("the tools' folder takes the script");
    copy.write_all(&text).expect("the script can be written");
    let name = file.file_name().expect("a file has a name");
    copy.persist(folder.join(name)).expect("the script can be put in its place");
}

/// Runs a command in this folder, while the servers of the case go on.
pub async fn run(mut command: Command, folder: &Path) -> Output {
    command.current_dir(folder).stdin(Stdio::null());
    let run = move || command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    tokio::task::spawn_blocking(run).await.expect("waiting for a program doesn't panic")
}

/// The workspace's root folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("server/ is in the workspace's root")
}
