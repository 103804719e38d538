//! The template's README.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use burgrave_core::provisioning::version::README_LENGTH;

/// The template's README, as far as it is kept.
pub(super) fn readme(template: &Path) -> io::Result<String> {
    let file = match File::open(template.join("README.md")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        file => file?,
    };
    let mut bytes = Vec::new();
    file.take(README_LENGTH as u64).read_to_end(&mut bytes)?;
    let mut text = String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}");
    // Replacement characters are longer than the bytes they replace.
    let end = (0..=README_LENGTH.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or_default());
    Ok(text)
}
