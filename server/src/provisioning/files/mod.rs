//! Uploaded archives. They are kept in the database in pieces; while one comes, it lies in a temporary file.
//!
//! - `spool`: bytes on their way, with their hash. `upload`: from there into the database. `download`: back
//!   out. `pieces`: out, for what reads an archive here.
//! - `readable`: who may read one. `delete_incomplete`: removes what was never finished.

mod delete_incomplete;
mod download;
mod pieces;
mod readable;
mod spool;
mod upload;

pub(crate) use delete_incomplete::delete_incomplete;
pub(crate) use download::{Form, download};
pub(crate) use pieces::{Pieces, feed};
pub(crate) use readable::readable;
pub(crate) use spool::Spool;
pub(crate) use upload::{Uploaded, upload};

/// The media type of tar archives.
pub(crate) const TAR: &str = "application/x-tar";

/// The media type of zip archives.
pub(crate) const ZIP: &str = "application/zip";
