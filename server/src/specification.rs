//! The specification that this server was built from, as it serves it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use burgrave_api::OPENAPI;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The document.
pub(crate) static DOCUMENT: LazyLock<BTreeMap<String, Value>> =
    LazyLock::new(|| serde_json::from_str(OPENAPI).expect("the build wrote the specification as JSON"));

/// Its entity tag.
pub(crate) static VERSION: LazyLock<String> = LazyLock::new(|| entity_tag(&[OPENAPI]));

/// The entity tag of what follows from these texts: a weak one, because the bytes depend on the compression.
pub(crate) fn entity_tag(of: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in of {
        hash.update(text);
        hash.update([0]);
    }
    format!("W/\"{}\"", &hex::encode(hash.finalize())[..16])
}

/// Whether `If-None-Match` names this version.
pub(crate) fn is_known(if_none_match: Option<&str>, version: &str) -> bool {
    let known = if_none_match.unwrap_or_default().split(',');
    known.map(str::trim).any(|tag| tag == "*" || tag == version)
}
