//! What is kept becomes what is shown.

use burgrave_core::scim::document::Document;
use burgrave_core::scim::projection::Projection;
use burgrave_core::scim::resource::{self, ResourceMeta, names_version};
use burgrave_core::scim::schema::ResourceType;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::fault::Fault;

/// A resource, ready to be shown.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    /// All of it.
    pub(crate) body: Map<String, Value>,
    /// Its version: a weak entity tag.
    pub(crate) version: String,
    /// Its URL.
    pub(crate) location: String,
}

/// What the database knows of a resource.
#[derive(Debug, Clone)]
pub(super) struct StoredResource {
    /// Its identity.
    pub(super) id: Uuid,
    /// The document as text: what the version is made of.
    pub(super) text: String,
    /// Other state that the version depends on.
    pub(super) state: String,
    /// When SCIM created or linked it.
    pub(super) created: DateTime<Utc>,
    /// When SCIM changed it last.
    pub(super) modified: DateTime<Utc>,
}

impl StoredResource {
    /// The version: the same for the same content.
    pub(super) fn version(&self) -> String {
        resource::version(&[self.id.as_bytes(), self.text.as_bytes(), self.state.as_bytes()])
    }

    /// The document.
    ///
    /// # Errors
    /// `Internal` when the text is no object: only this server writes it.
    pub(super) fn document(&self) -> Result<Document, Fault> {
        serde_json::from_str(&self.text).map_err(|error| Fault::Internal(format!("a SCIM document: {error}")))
    }

    /// # Errors
    /// `Changed` when the header names other versions.
    pub(super) fn must_be(&self, if_match: Option<&str>) -> Result<(), Fault> {
        match if_match {
            Some(header) if !names_version(header, &self.version()) => Err(Fault::Changed),
            _ => Ok(()),
        }
    }

    /// The resource with this document.
    pub(super) fn shown(&self, kind: &ResourceType, base: &str, document: Document) -> Resource {
        let known = ResourceMeta {
            id: self.id.to_string(),
            created: self.created,
            modified: self.modified,
            version: self.version(),
            base: base.to_owned(),
        };
        let location = known.location(kind);
        Resource { body: resource::resource(kind, &known, document), version: known.version, location }
    }
}

impl Resource {
    /// Whether the header of entity tags names this version.
    pub(crate) fn is_named_by(&self, header: Option<&str>) -> bool {
        header.is_some_and(|header| names_version(header, &self.version))
    }

    /// With only the attributes that were asked for.
    pub(crate) fn projected(self, kind: &ResourceType, projection: &Projection) -> Self {
        if projection.is_whole() {
            return self;
        }
        Self { body: projection.apply(kind, self.body), ..self }
    }
}

/// An id as this server writes them.
///
/// # Errors
/// `Hidden`: nothing has another one.
pub(super) fn id(written: &str) -> Result<Uuid, Fault> {
    Uuid::try_parse(written).ok().filter(|id| id.to_string() == written).ok_or(Fault::Hidden)
}
