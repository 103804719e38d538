//! A tar as a zip archive.

use std::io::{self, Read, Seek, Write};

use chrono::{Datelike, Timelike};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{ArchiveFault, Kind, Member, Summary, walk};

/// Writes what is in a tar as a zip archive, piece by piece and without compression. Links within the archive
/// stay links.
///
/// # Errors
/// The first thing that is wrong with the archive. What has been written until then is of no use.
pub fn tar_to_zip(tar: impl Read, zip: impl Write + Seek) -> Result<Summary, ArchiveFault> {
    let mut zip = ZipWriter::new(zip);
    let summary = walk(tar, |member, content| {
        let options = options(member);
        match &member.kind {
            Kind::Folder => zip.add_directory(&*member.path, options)?,
            Kind::File(_) => {
                zip.start_file(&*member.path, options)?;
                io::copy(content, &mut zip)?;
            }
            Kind::Link { target, symbolic: true } => zip.add_symlink(&*member.path, &**target, options)?,
            Kind::Link { target, symbolic: false } => {
                let up = "../".repeat(member.path.matches('/').count());
                zip.add_symlink(&*member.path, format!("{up}{target}"), options)?;
            }
        }
        Ok(())
    })?;
    zip.finish().map_err(|error| ArchiveFault::Io(error.into()))?;
    Ok(summary)
}

fn options(member: &Member) -> SimpleFileOptions {
    let mode = if member.executable || member.kind == Kind::Folder { 0o755 } else { 0o644 };
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .unix_permissions(mode)
        .last_modified_time(modified(member.modified))
}

/// A zip archive knows the years 1980 to 2107; what is before or behind them is at their edge.
fn modified(seconds: u64) -> DateTime {
    let known = i64::try_from(seconds).ok().and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    let Some(time) = known.filter(|time| time.year() <= 2107) else { return latest() };
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(time.year()).unwrap_or_default();
    DateTime::from_date_and_time(
        year,
        small(time.month()),
        small(time.day()),
        small(time.hour()),
        small(time.minute()),
        small(time.second()),
    )
    .unwrap_or_default()
}

fn latest() -> DateTime {
    DateTime::from_date_and_time(2107, 12, 31, 23, 59, 58).unwrap_or_default()
}
