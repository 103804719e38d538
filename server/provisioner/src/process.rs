//! Processes that are noted in files, so that another one can see whether they still run.

use std::fs;
use std::io;
use std::path::Path;

/// A process, with when it was started: another one may get its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Noted {
    pub(crate) id: u32,
    began: String,
}

impl Noted {
    /// The process that a file names; none where it names none.
    pub(crate) fn read(file: &Path) -> Option<Self> {
        let text = fs::read_to_string(file).ok()?;
        let (id, began) = text.split_once(' ')?;
        Some(Self { id: id.parse().ok()?, began: began.to_owned() })
    }

    /// Whether it still runs. Where the system doesn't tell of processes, it doesn't.
    pub(crate) fn runs(&self) -> bool {
        started(self.id).is_some_and(|now| now == self.began)
    }

    /// Whether it is sure that it has ended.
    pub(crate) fn has_ended(&self) -> bool {
        !self.began.is_empty() && !self.runs()
    }
}

/// Notes a process in a file of a folder that only the user can enter.
pub(crate) fn note(file: &Path, process: u32) -> io::Result<()> {
    let began = started(process).unwrap_or_default();
    fs::write(file, format!("{process} {began}"))
}

/// When a process was started; none where it isn't there, or has ended and nobody has asked how.
pub(crate) fn started(process: u32) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name before may hold anything, but for the last bracket.
    let mut fields = text.rsplit_once(") ")?.1.split(' ');
    let state = fields.next()?;
    (!matches!(state, "Z" | "X")).then(|| fields.nth(18).map(str::to_owned))?
}
