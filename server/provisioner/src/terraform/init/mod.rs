//! What an `init` finds, and how the next job of the same template version does without one.
//!
//! - [`KeptInit`]: what is kept. `found`: how it is read from a job's folder. `reuse`: how it is put into
//!   another's.
//! - `lock_file`: the program's list of providers. `package`: a provider on this machine, and its hash.

mod found;
mod lock_file;
mod package;
mod reuse;

pub(super) use found::found;
pub use package::KnownPackages;
pub(super) use reuse::{reuse, write_lock};

/// The program's list of the providers that it has chosen, in the template's folder.
pub(super) const LOCK: &str = ".terraform.lock.hcl";

/// Where the program finds providers, in the template's folder.
const PROVIDERS: &str = ".terraform/providers";

/// Where it finds modules.
const MODULES: &str = ".terraform/modules";

/// What it notes where a state is kept elsewhere.
const BACKEND: &str = ".terraform/terraform.tfstate";

/// Bytes of a lock file that is kept at most.
pub const MOST_LOCK: usize = 1024 * 1024;

/// Bytes of the modules that are kept at most, as an archive.
pub const MOST_MODULES: usize = 20 * 1024 * 1024;

/// What an `init` has found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptInit {
    /// Which providers, in which versions, with which hashes: the program's own file. Empty where there are
    /// none.
    pub lock: Vec<u8>,
    /// The modules that were fetched, as a tar archive; none where the next job has to fetch them again, or
    /// to initialize for another reason. Those of the template itself need none, and the archive is small.
    pub modules: Option<Vec<u8>>,
}

/// By whom something was found, and where it was looked for. What another program or mirror has found is of
/// no use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitPlace {
    /// Whose lock files are the same.
    pub product: &'static str,
    /// The program, with its version and the machine that it is made for.
    pub program: String,
    /// The mirror; empty where there is none.
    pub mirror: String,
}
