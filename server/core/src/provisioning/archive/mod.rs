//! Archives of templates: read and written piece by piece, within bounds, and judged by what they hold.
//!
//! - `fault`: what is wrong with an archive. `path`: which names members may have.
//! - `headers`: holds a tar to the bounds before anything is made of it. `walk`: what a tar holds, member by
//!   member.
//! - `zip_to_tar`, `tar_to_zip`: one form into the other.

mod fault;
mod folders;
mod headers;
mod path;
mod tar_to_zip;
#[cfg(test)]
mod tests;
mod walk;
mod zip_to_tar;

pub use fault::ArchiveFault;
pub use tar_to_zip::tar_to_zip;
pub use walk::{Kind, Member, Summary, judge, walk};
pub use zip_to_tar::zip_to_tar;

/// Bytes of an archive at most, and of what it unpacks to.
pub const MOST_BYTES: u64 = 100 * 1024 * 1024;
/// Members of an archive at most.
pub const MOST_MEMBERS: usize = 10_000;
/// Bytes of one file in an archive at most.
pub const MOST_FILE_BYTES: u64 = 10 * 1024 * 1024;
/// Folders above each other at most.
pub const MOST_DEPTH: usize = 32;
/// Bytes of a member's path at most.
pub const MOST_PATH: usize = 1024;
