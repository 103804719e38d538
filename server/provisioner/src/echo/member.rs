//! A message of the archive.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use burgrave_core::provisioning::build::Transition;
use prost::Message;

use super::EchoFault;
use crate::wire::Response;

/// The largest message, in bytes.
pub(super) const MOST_MESSAGE: u64 = 4 * 1024 * 1024;

/// The messages of one step, in their order.
pub(super) struct Members<'a> {
    folder: &'a Path,
    step: &'static str,
    transition: Option<Transition>,
    next: usize,
}

impl<'a> Members<'a> {
    pub(super) fn new(folder: &'a Path, step: &'static str, transition: Option<Transition>) -> Self {
        Self { folder, step, transition, next: 0 }
    }

    /// The next message, and the name of its file. The first one is required.
    pub(super) fn next(&mut self) -> Result<Option<(String, Response)>, EchoFault> {
        let (number, step) = (self.next, self.step);
        let general = format!("{number}.{step}.protobuf");
        let own = self.transition.map(|transition| format!("{number}.{}.{step}.protobuf", word(transition)));
        self.next += 1;
        for name in own.iter().chain([&general]) {
            if let Some(bytes) = read(&self.folder.join(name), name)? {
                let message = Response::decode(&*bytes).map_err(|_| EchoFault::Unreadable(name.clone()))?;
                return Ok(Some((name.clone(), message)));
            }
        }
        if number == 0 { Err(EchoFault::Missing(general)) } else { Ok(None) }
    }
}

/// The word in the names of the archive's members.
pub(super) const fn word(transition: Transition) -> &'static str {
    match transition {
        Transition::Start => "start",
        Transition::Stop => "stop",
        Transition::Delete => "destroy",
    }
}

/// The content of a file, which isn't there in most templates.
pub(super) fn read(path: &Path, name: &str) -> Result<Option<Vec<u8>>, EchoFault> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(EchoFault::Io(error)),
    };
    let mut bytes = Vec::new();
    file.take(MOST_MESSAGE + 1).read_to_end(&mut bytes).map_err(EchoFault::Io)?;
    if bytes.len() as u64 > MOST_MESSAGE { Err(EchoFault::Large(name.to_owned())) } else { Ok(Some(bytes)) }
}
