//! Entries in a file, one a line. It is opened for each part, so that it may be moved away at any time.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Receiver;
use crate::identity::audit::chain::ChainLine;

/// How much of the end is looked at for what was written last.
const END: u64 = 256 * 1024;

/// Appends to a file.
pub(super) struct File {
    path: PathBuf,
}

impl File {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }
}

impl Receiver for File {
    const NAME: &'static str = "file";
    const TASK: &'static str = "audit_to_file";
    const MOST_BYTES: usize = 4 * 1024 * 1024;

    async fn send(&self, lines: &[ChainLine]) -> Result<(), String> {
        let (path, lines) = (self.path.clone(), lines.to_vec());
        let shown = self.path.display().to_string();
        let written = tokio::task::spawn_blocking(move || append(&path, &lines)).await;
        let written = written.unwrap_or_else(|_| Err(io::Error::other("the write was given up")));
        written.map_err(|fault| format!("audit-file: {shown} can't be written ({fault})"))
    }
}

/// Whether entries could be appended to a file. One that is there stays as it is; one that isn't, isn't made.
///
/// # Errors
/// Why they couldn't.
pub(crate) fn file_can_be_written(path: &Path) -> io::Result<()> {
    match OpenOptions::new().read(true).append(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            tempfile::tempfile_in(folder.unwrap_or(Path::new("."))).map(drop)
        }
        opened => opened.map(drop),
    }
}

/// Appends what isn't there yet: the last time it may have been written and not been noted.
fn append(path: &Path, lines: &[ChainLine]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let written = last_written(&mut file)?;
    let behind = written
        .and_then(|last| {
            lines.iter().position(|line| line.sequence == last.sequence && line.hash == last.hash)
        })
        .map_or(0, |place| place + 1);
    let mut text = String::new();
    for line in &lines[behind..] {
        text.push_str(&line.text);
        text.push('\n');
    }
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

/// What a line says of itself.
#[derive(Deserialize)]
struct Last {
    sequence: i64,
    hash: String,
}

/// The last whole line. What a crash has left of another behind it is cut off.
fn last_written(file: &mut fs::File) -> io::Result<Option<Last>> {
    let length = file.metadata()?.len();
    let from = length.saturating_sub(END);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') else {
        if from == 0 {
            file.set_len(0)?;
        }
        return Ok(None);
    };
    file.set_len(from + end as u64 + 1)?;
    let begin = bytes[..end].iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    Ok(serde_json::from_slice(&bytes[begin..end]).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(sequence: i64) -> ChainLine {
        let hash = format!("{sequence:02}");
        ChainLine {
            sequence,
            text: format!("{{\"sequence\":{sequence},\"hash\":\"{hash}\",\"entry\":null}}"),
            hash,
        }
    }

    fn sequences(path: &Path) -> Vec<i64> {
        let text = fs::read_to_string(path).unwrap();
        text.lines().map(|line| serde_json::from_str::<Last>(line).unwrap().sequence).collect()
    }

    #[test]
    fn what_was_written_before_a_crash_is_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        append(&path, &[line(1), line(2)]).unwrap();
        append(&path, &[line(1), line(2), line(3)]).unwrap();
        assert_eq!(sequences(&path), [1, 2, 3]);
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(br#"{"sequence":4,"ha"#).unwrap();
        append(&path, &[line(4), line(5)]).unwrap();
        assert_eq!(sequences(&path), [1, 2, 3, 4, 5]);
        fs::rename(&path, folder.path().join("audit.1")).unwrap();
        append(&path, &[line(6)]).unwrap();
        assert_eq!(sequences(&path), [6]);
    }

    #[test]
    fn a_file_of_another_chain_is_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        append(&path, &[ChainLine { hash: "other".into(), ..line(1) }]).unwrap();
        append(&path, &[ChainLine { hash: "mine".into(), ..line(1) }]).unwrap();
        assert_eq!(sequences(&path), [1, 1]);
    }
}
