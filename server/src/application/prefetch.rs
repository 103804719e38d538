//! What a request reads together with its caller: without a cache, one statement reads both.

use burgrave_core::ids::OrganizationId;
use burgrave_store::{Authentication, OrganizationName, OrganizationRecord, Reader, StoreError};

/// What is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Prefetch {
    /// The caller's own organizations.
    OwnOrganizations,
    /// The organization that this text names, and how it does.
    Organization(String, OrganizationName),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Prefetched {
    /// The caller's own organizations: the default one first, then in the order in which they joined them.
    OwnOrganizations(Vec<OrganizationId>),
    /// What the text names: deleted ones by their ids only.
    Organization(String, Option<OrganizationRecord>),
}

impl Prefetch {
    /// Reads it with the key of this id and its user; none when these are deleted.
    ///
    /// # Errors
    /// The storage's.
    pub(super) async fn read(
        self,
        reader: &Reader,
        key: &str,
    ) -> Result<Option<(Authentication, Prefetched)>, StoreError> {
        Ok(match self {
            Self::OwnOrganizations => {
                let found = reader.authentication_with_organizations(key).await?;
                found.map(|(found, organizations)| (found, Prefetched::OwnOrganizations(organizations)))
            }
            Self::Organization(written, name) => {
                let found = reader.authentication_with_organization(key, &name).await?;
                found.map(|(found, organization)| (found, Prefetched::Organization(written, organization)))
            }
        })
    }
}
