//! What the rows of one run share.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::machine::{Child, Cluster, Folder, Rounds};
use crate::sides::Kind;

/// Connections where nothing else is said: enough to keep a server busy that shares two cores with its load.
const CONNECTIONS: usize = 16;

/// One run of the bench.
pub(crate) struct Bench {
    /// Whether this is a look rather than a measurement.
    pub(crate) quick: bool,
    cluster: OnceCell<Result<Cluster, String>>,
    logs: OnceCell<Result<Folder, String>>,
}

impl Bench {
    pub(crate) fn new(quick: bool) -> Self {
        Self { quick, cluster: OnceCell::new(), logs: OnceCell::new() }
    }

    /// A full value or a quick one.
    pub(crate) fn pick<T>(&self, full: T, quick: T) -> T {
        if self.quick { quick } else { full }
    }

    /// How rounds are made where nothing else is said.
    pub(crate) fn rounds(&self) -> Rounds {
        Rounds {
            count: self.pick(9, 3),
            time: self.pick(Duration::from_millis(1500), Duration::from_millis(700)),
            warm_up: Duration::from_millis(200),
            connections: CONNECTIONS,
        }
    }

    /// The PostgreSQL cluster of this run, started when a row first wants it.
    pub(crate) fn cluster(&self) -> Result<&Cluster, String> {
        self.cluster.get_or_init(Cluster::start).as_ref().map_err(Clone::clone)
    }

    /// A bare server.
    pub(crate) fn serve(&self, kind: Kind) -> Result<Child, String> {
        let logs = self.logs.get_or_init(Folder::new).as_ref().map_err(Clone::clone)?;
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let log = logs.path().join(format!("{kind:?}"));
        Child::start(Command::new(own).args(["serve", &format!("{kind:?}").to_lowercase()]), &log)
    }

    /// The workspace that this program was built from.
    pub(crate) fn workspace(&self) -> PathBuf {
        let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
        above.expect("xtask/bench is two folders below the workspace").to_owned()
    }
}
