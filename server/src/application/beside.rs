//! What a request reads beside its caller. Where nothing is remembered, one statement brings both.

use burgrave_core::ids::OrganizationId;
use burgrave_store::{Authentication, OrganizationName, OrganizationRecord, Reader, StoreError};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Beside {
    /// The caller's own organizations.
    OwnOrganizations,
    /// The organization that this text names, and how it does.
    Organization(String, OrganizationName),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Brought {
    /// The caller's own organizations: the default one first, then in the order in which they joined them.
    OwnOrganizations(Vec<OrganizationId>),
    /// What the text names: deleted ones by their ids only.
    Organization(String, Option<OrganizationRecord>),
}

impl Beside {
    /// Reads it with the key of this id and its user; nothing when these are gone.
    ///
    /// # Errors
    /// The storage's.
    pub(super) async fn read(
        self,
        reader: &Reader,
        key: &str,
    ) -> Result<Option<(Authentication, Brought)>, StoreError> {
        Ok(match self {
            Self::OwnOrganizations => {
                let found = reader.authentication_with_organizations(key).await?;
                found.map(|(found, organizations)| (found, Brought::OwnOrganizations(organizations)))
            }
            Self::Organization(written, name) => {
                let found = reader.authentication_with_organization(key, &name).await?;
                found.map(|(found, organization)| (found, Brought::Organization(written, organization)))
            }
        })
    }
}
