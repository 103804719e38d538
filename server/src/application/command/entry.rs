//! What an audit entry says beside its operation.

use burgrave_api::AuditedOperation;
use burgrave_core::ids::{OrganizationId, UserId};
use uuid::Uuid;

use super::{Automatic, Diff};

/// One audit entry: which object, and what differs. Kind, action and status are those of the command's
/// operation unless the entry [names another](Entry::of_operation).
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) object: Uuid,
    pub(super) target: String,
    pub(super) organization: Option<OrganizationId>,
    pub(super) diff: Diff,
    pub(super) user: Option<UserId>,
    pub(super) operation: Option<AuditedOperation>,
    pub(super) automatic: Option<Automatic>,
}

impl Entry {
    /// About the object with this identity and name.
    pub(crate) fn new(object: impl Into<Uuid>, target: impl Into<String>) -> Self {
        Self {
            object: object.into(),
            target: target.into(),
            organization: None,
            diff: Diff::default(),
            user: None,
            operation: None,
            automatic: None,
        }
    }

    /// In which organization the object is.
    #[must_use]
    pub(crate) fn within(self, organization: OrganizationId) -> Self {
        Self { organization: Some(organization), ..self }
    }

    /// What differs.
    #[must_use]
    pub(crate) fn diff(self, diff: Diff) -> Self {
        Self { diff, ..self }
    }

    /// Attributed to this user instead of the actor: for logins, and for actions of an app for a user.
    #[must_use]
    pub(crate) fn by(self, user: UserId) -> Self {
        Self { user: Some(user), ..self }
    }

    /// Of another operation, or another outcome of the operation: a login that creates a user.
    #[must_use]
    pub(crate) fn of_operation(self, operation: AuditedOperation) -> Self {
        Self { operation: Some(operation), ..self }
    }

    /// Done by the server itself on the occasion of the command.
    #[must_use]
    pub(crate) fn automatic(self, automatic: Automatic) -> Self {
        Self { automatic: Some(automatic), ..self }
    }
}
