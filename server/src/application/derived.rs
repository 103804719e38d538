//! Ids of things whose number is known only inside a transaction. They follow from one random id that was
//! made before it, so that a transaction that is run again makes the same.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The id of the thing that the parts name (RFC 9562 version 8).
pub(crate) fn id<Id: From<Uuid>>(origin: Uuid, parts: &[&str]) -> Id {
    let mut hash = Sha256::new();
    hash.update(origin);
    for part in parts {
        hash.update([0]);
        hash.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().into()
}
