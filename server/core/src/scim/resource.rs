//! A resource as answers show it, and its version.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::document::Document;
use super::schema::ResourceType;

/// What the server knows of a resource besides its document.
#[derive(Debug, Clone)]
pub struct ResourceMeta {
    /// Its identity.
    pub id: String,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// When it was changed last.
    pub modified: DateTime<Utc>,
    /// Its version: a weak entity tag.
    pub version: String,
    /// URL of the mount.
    pub base: String,
}

impl ResourceMeta {
    /// The URL of the resource.
    pub fn location(&self, kind: &ResourceType) -> String {
        format!("{}{}/{}", self.base, kind.endpoint, self.id)
    }
}

/// The resource: `schemas` and `id` first, `meta` last.
pub fn resource(kind: &ResourceType, known: &ResourceMeta, document: Document) -> Map<String, Value> {
    let mut schemas = vec![Value::from(kind.core.urn)];
    schemas.extend(
        kind.extensions
            .iter()
            .filter(|schema| document.contains_key(schema.urn))
            .map(|schema| schema.urn.into()),
    );
    let mut resource = Map::new();
    resource.insert("schemas".into(), schemas.into());
    resource.insert("id".into(), known.id.as_str().into());
    resource.extend(document);
    let meta = json!({
        "resourceType": kind.name,
        "created": time(known.created),
        "lastModified": time(known.modified),
        "location": known.location(kind),
        "version": known.version,
    });
    resource.insert("meta".into(), meta);
    resource
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The version of what these parts say: a weak entity tag (RFC 7232 §2.3) that is the same for the same
/// content.
pub fn version(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("W/\"{hex}\"")
}

/// Whether a header of entity tags (`If-Match`, `If-None-Match`) names this version, by the weak comparison
/// of RFC 9110 §8.8.3.2; `*` names every version.
pub fn names_version(header: &str, version: &str) -> bool {
    let opaque = |tag: &str| {
        let tag = tag.trim();
        tag.strip_prefix("W/").or_else(|| tag.strip_prefix("w/")).unwrap_or(tag).trim_matches('"').to_owned()
    };
    header.split(',').any(|tag| tag.trim() == "*" || opaque(tag) == opaque(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        let version = version(&[b"a", b"b"]);
        assert_ne!(version, super::version(&[b"ab", b""]));
        assert!(names_version(&version, &version) && names_version("*", &version));
        assert!(names_version(&format!("\"x\", {}", &version[2..]), &version));
        assert!(!names_version("W/\"x\"", &version));
    }
}
