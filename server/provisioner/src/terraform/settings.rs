//! What an operator decides.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{KnownPackages, Program};
use crate::Confinement;

/// How jobs are carried out on this machine.
#[derive(Clone)]
pub struct Settings {
    /// What carries them out.
    pub program: Program,
    /// Where providers come from; the registries where there is none.
    pub mirror: Option<Mirror>,
    /// Where downloaded providers are kept for the next job; they aren't where there is none.
    pub cache: Option<PathBuf>,
    /// What starts an agent, by system and processor (`linux_amd64`).
    pub agent_scripts: BTreeMap<String, String>,
    /// What templates can reach of the machine; all that the server's user can where there is nothing.
    pub confinement: Option<Confinement>,
    /// Providers that were looked at before.
    pub known: KnownPackages,
    /// How long things may take.
    pub limits: Limits,
    /// What time it is.
    pub clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
}

impl Settings {
    /// Where providers lie that all jobs of this machine find.
    pub(super) fn shared(&self) -> Option<&Path> {
        match &self.mirror {
            Some(Mirror::Folder(folder)) => Some(folder),
            _ => self.cache.as_deref(),
        }
    }
}

/// How long commands may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Until providers and modules are there.
    pub init: Duration,
    /// Until a plan is there.
    pub plan: Duration,
    /// Until a plan is carried out.
    pub apply: Duration,
    /// Until a plan, a state or the graph is told.
    pub show: Duration,
    /// How long a command that was asked to end may take for it. The server gives a job up 5 minutes after it
    /// was heard last.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        let (init, plan, apply) = (minutes(30), minutes(60), minutes(24 * 60));
        Self { init, plan, apply, show: minutes(10), grace: minutes(3) }
    }
}

/// Where providers come from in the place of the registries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mirror {
    /// A folder, by hosts, namespaces, types, versions and platforms.
    Folder(PathBuf),
    /// The address of a server that speaks the mirrors' protocol.
    Network(String),
}

/// Why something is no mirror.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MirrorFault {
    /// Programs refuse others.
    #[error("a mirror of providers on the network needs an https:// address")]
    Plain,
    /// Jobs have folders of their own.
    #[error("the folder of a mirror needs an absolute path")]
    Relative,
    /// It would end a text in the program's configuration.
    #[error("the place of a mirror must not hold control characters")]
    Unwritable,
}

impl Mirror {
    /// Reads a folder or an address.
    ///
    /// # Errors
    /// It is neither.
    pub fn read(text: &str) -> Result<Self, MirrorFault> {
        if text.chars().any(char::is_control) {
            return Err(MirrorFault::Unwritable);
        }
        if text.starts_with("https://") {
            // The program insists on the slash.
            let slash = if text.ends_with('/') { "" } else { "/" };
            return Ok(Self::Network(format!("{text}{slash}")));
        }
        if text.contains("://") {
            return Err(MirrorFault::Plain);
        }
        let path = Path::new(text);
        if path.is_absolute() { Ok(Self::Folder(path.to_owned())) } else { Err(MirrorFault::Relative) }
    }
}

impl fmt::Display for Mirror {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(formatter, "{}", path.display()),
            Self::Network(url) => formatter.write_str(url),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_is_a_folder_or_an_address() {
        assert_eq!(Mirror::read("/srv/mirror"), Ok(Mirror::Folder("/srv/mirror".into())));
        let network = Mirror::Network("https://mirror.example.com/x/".into());
        assert_eq!(Mirror::read("https://mirror.example.com/x"), Ok(network.clone()));
        assert_eq!(Mirror::read(&network.to_string()), Ok(network));
        assert_eq!(Mirror::read("http://mirror.example.com"), Err(MirrorFault::Plain));
        assert_eq!(Mirror::read("mirror"), Err(MirrorFault::Relative));
        assert_eq!(Mirror::read("/srv/\"\n"), Err(MirrorFault::Unwritable));
    }
}
