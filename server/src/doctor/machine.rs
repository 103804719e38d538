//! The machine: the program that runs templates, and the data folder.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use burgrave_provisioner::terraform::Program;
use nix::sys::statvfs::statvfs;

use super::Verdict;
use crate::config::Config;

/// Bytes that have to be free: logs of the embedded database and downloaded providers take hundreds of MiB.
const ROOM: u64 = 1024 * 1024 * 1024;

/// The program that runs templates.
pub(super) async fn terraform(config: &Config) -> Verdict {
    if config.provisioner_daemons == 0 {
        return Verdict::Absent("this server takes no jobs".into());
    }
    let named = config.terraform.clone();
    let found = tokio::task::spawn_blocking(move || Program::find(named.as_deref())).await;
    match found {
        Ok(Ok(program)) => Verdict::Fine(format!(
            "{} {} at {}",
            program.product().as_str(),
            program.version(),
            program.path().display()
        )),
        Ok(Err(fault)) => Verdict::fault(
            fault.to_string(),
            "name it in terraform, or set provisioner-daemons to 0 where others take the jobs",
        ),
        Err(fault) => Verdict::fault(fault.to_string(), "try again"),
    }
}

/// Whether the folder can be written, by this user alone, and has room.
pub(super) fn folder(data: &Path) -> Verdict {
    let shown = data.display();
    let found = match std::fs::metadata(data) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Verdict::Absent(format!("{shown} isn't there yet; the first start makes it"));
        }
        Err(error) => return Verdict::fault(format!("{shown}: {error}"), "let this user reach it"),
    };
    if !found.is_dir() {
        return Verdict::fault(format!("{shown} is no folder"), "name a folder in data");
    }
    if found.permissions().mode() & 0o022 != 0 {
        return Verdict::fault(format!("others may write into {shown}"), format!("chmod 700 {shown}"));
    }
    if let Err(error) = tempfile::tempfile_in(data) {
        return Verdict::fault(
            format!("{shown} can't be written: {error}"),
            "let this user write into it: chown it, or mount it writable",
        );
    }
    match statvfs(data) {
        #[allow(clippy::useless_conversion, reason = "the widths of the two differ between systems")]
        Ok(disk) => room(u64::from(disk.blocks_available()).saturating_mul(u64::from(disk.fragment_size()))),
        Err(error) => Verdict::fault(format!("{shown}: {error}"), "look at its file system"),
    }
}

fn room(free: u64) -> Verdict {
    let mebibytes = free / (1024 * 1024);
    if free < ROOM {
        return Verdict::fault(
            format!("its disk has {mebibytes} MiB left"),
            "make room: 1 GiB at least, and as much as the database will grow",
        );
    }
    Verdict::Fine(format!("it can be written, and its disk has {mebibytes} MiB left"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_without_room_is_a_fault() {
        assert!(matches!(room(ROOM), Verdict::Fine(_)));
        assert!(matches!(room(ROOM - 1), Verdict::Fault { problem, .. } if problem.contains("1023 MiB")));
    }
}
