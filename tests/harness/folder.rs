//! The folder in which everything of a run lies that is written for a while: also what servers leave behind
//! that are killed in the middle of a job.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

/// What names the folder to the run itself.
const VARIABLE: &str = "BURGRAVE_TESTS_FOLDER";

/// What the folder's name begins with; the id of the process follows. It is short because the sockets of
/// programs lie far below it, whose paths may have 107 bytes.
const PREFIX: &str = "bt-";

/// After how long a folder that nobody writes into is that of a run that was killed.
const LEFT: Duration = Duration::from_secs(3600);

/// The folder of a run.
pub struct Folder(PathBuf);

/// The folder of this run. Where it has none yet, one is made, and the program starts again with it as the
/// place of temporary files.
pub fn of_this_run() -> Folder {
    if let Some(path) = env::var_os(VARIABLE) {
        return Folder(path.into());
    }
    let place = env::temp_dir();
    remove_left(&place);
    let path = place.join(format!("{PREFIX}{}", std::process::id()));
    fs::create_dir_all(&path).expect("a folder for temporary files can be made");
    let mut again = Command::new(env::current_exe().expect("the program has a path"));
    again.args(env::args_os().skip(1)).env(VARIABLE, &path).env("TMPDIR", &path);
    panic!("the program can't start again: {}", again.exec());
}

impl Folder {
    /// Removes it, as far as nobody writes into it any more.
    pub fn remove(self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes the folders of runs that were killed: their process is gone, and nothing has changed for an hour.
fn remove_left(place: &Path) {
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.parse::<u32>().ok());
        let changed = entry.metadata().and_then(|about| about.modified()).ok();
        let old = changed.and_then(|time| time.elapsed().ok()).is_some_and(|since| since > LEFT);
        if old && process.is_some_and(|id| !Path::new("/proc").join(id.to_string()).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
