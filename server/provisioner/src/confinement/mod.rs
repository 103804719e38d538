//! What the programs of a job may reach of the machine: its own folder and the system, and nothing of the
//! server's.
//!
//! - [`Confinement`]: what an operator and the server say of places. `places`: what of the system that leaves
//!   open. `restrict`: how a program is started that can't go beyond.
//!
//! The kernel sees to it (Landlock, Linux 5.13 and newer): a program that is confined, and all that it
//! starts, opens nothing else, looks into no process that isn't its own, and sends no signal to one. It needs
//! no privilege, so it protects a server that runs as root as well as one that doesn't.

mod places;
mod restrict;

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

pub(crate) use restrict::Reach;

/// The folders of a usual system that hold programs, their libraries and settings, and the kernel's own.
const SYSTEM: [&str; 15] = [
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/usr",
    "/etc",
    "/opt",
    "/nix",
    "/gnu",
    "/run",
    "/proc",
    "/sys",
    "/var/lib/ca-certificates",
];

/// Where a manager of services or containers puts secrets for its services, of which the server is one.
const SECRETS: [&str; 3] = ["/run/secrets", "/run/credentials", "/etc/burgrave"];

/// A pod's own account, by which templates of Kubernetes are carried out.
const POD: &str = "/run/secrets/kubernetes.io";

/// Devices that every program may use.
const DEVICES: [&str; 7] =
    ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/ptmx"];

/// What the server says of its machine.
#[derive(Debug, Clone, Default)]
pub struct Confinement {
    /// What is read beside the usual system: places of programs, the home of the server's user.
    pub readable: Vec<PathBuf>,
    /// What an operator leaves to all templates, to read and to write.
    pub shared: Vec<PathBuf>,
    /// What isn't read even where it lies in a folder that is: the server's data, configuration and secrets.
    pub hidden: Vec<PathBuf>,
}

/// Why nothing is confined.
#[derive(Debug, thiserror::Error)]
#[error("the kernel has no Landlock ({0})")]
pub struct Unsupported(String);

impl Confinement {
    /// Whether the kernel can do it.
    ///
    /// # Errors
    /// It can't; the words are for an operator.
    pub fn supported() -> Result<(), Unsupported> {
        restrict::supported().map_err(Unsupported)
    }

    /// Whether a place is one of those that are hidden, or lies in one.
    #[must_use]
    pub fn hides(&self, place: &Path) -> bool {
        places::Hidden::of(self.hidden.iter()).covers(&places::real(place))
    }

    /// What a program may reach that is carried out now, in these folders of its own.
    pub(crate) fn reach(&self, read: &[&Path], write: &[&Path]) -> Reach {
        let secrets = SECRETS.iter().map(Path::new);
        let hidden = places::Hidden::of(self.hidden.iter().map(PathBuf::as_path).chain(secrets));
        let system = SYSTEM.iter().map(Path::new).chain(self.readable.iter().map(PathBuf::as_path));
        let mut readable = hidden.leave_open(system);
        readable.push(POD.into());
        readable.extend(read.iter().map(|path| path.to_path_buf()));
        let mut writable = hidden.leave_open(self.shared.iter().map(PathBuf::as_path));
        writable.extend(write.iter().map(|path| path.to_path_buf()));
        Reach { readable, writable, devices: DEVICES.map(PathBuf::from).to_vec() }
    }
}

/// Starts a program; one that has a reach can't go beyond it.
pub(crate) fn spawn(command: &mut Command, reach: Option<&Reach>) -> io::Result<Child> {
    match reach {
        None => command.spawn(),
        Some(reach) => restrict::spawn(command, reach),
    }
}
