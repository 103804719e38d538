//! The keys for secrets that must be read back: the operator's, or one that is made at the first start and
//! stays in the data folder.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use burgrave_core::Entropy;
use burgrave_core::sealing::SealingKeys;

use super::StartError;
use crate::config::Config;

/// The file in the data folder.
const FILE: &str = "encryption.key";

/// Where the key is kept when the operator gives none.
pub(crate) fn key_file(config: &Config) -> PathBuf {
    config.data.join(FILE)
}

/// The keys.
///
/// # Errors
/// The file can't be read or made, or holds no key.
pub(super) fn keys(config: &Config, entropy: &dyn Entropy) -> Result<SealingKeys, StartError> {
    if let Some(given) = SealingKeys::new(config.encryption_keys.0.clone()) {
        return Ok(given);
    }
    let path = key_file(config);
    read(&path, &kept(&path, entropy)?)
}

/// The keys that are there; none where the operator gives none and the file isn't there yet.
///
/// # Errors
/// The file can't be read, or holds no key.
pub(crate) fn present(config: &Config) -> Result<Option<SealingKeys>, StartError> {
    if let Some(given) = SealingKeys::new(config.encryption_keys.0.clone()) {
        return Ok(Some(given));
    }
    let path = key_file(config);
    match fs::read_to_string(&path) {
        Ok(text) => read(&path, &text).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StartError::Other(format!("can't use {}: {error}", path.display()))),
    }
}

fn read(path: &Path, text: &str) -> Result<SealingKeys, StartError> {
    let key = SealingKeys::parse(text).and_then(|key| SealingKeys::new(vec![key]));
    key.ok_or_else(|| {
        let place = path.display();
        StartError::Other(format!("{place} holds no key (32 bytes as base64); restore it from a backup"))
    })
}

fn kept(path: &Path, entropy: &dyn Entropy) -> Result<String, StartError> {
    let failed = |error| StartError::Other(format!("can't use {}: {error}", path.display()));
    match fs::read_to_string(path) {
        Ok(text) => return Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let text = SealingKeys::generate(entropy);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    Ok(text)
}
