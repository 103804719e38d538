//! What PUT and PATCH ask for, as far as both kinds of resources share it.

use std::collections::BTreeSet;

use burgrave_core::scim::document::Document;
use burgrave_core::scim::patch::{self, Operation, Reach};
use burgrave_core::scim::schema::{GROUPS, ResourceType};
use uuid::Uuid;

use crate::fault::Fault;

/// A change of one resource.
pub(super) struct ChangeRequest {
    pub(super) id: Uuid,
    /// The versions that it must have, as `If-Match` names them.
    pub(super) if_match: Option<String>,
    pub(super) change: Change,
    /// URL of the mount that was called.
    pub(super) base: String,
}

/// What makes the new document.
pub(super) enum Change {
    /// PUT: this is it. A user's `active` that is left out stays as it is.
    Replace(Document),
    /// PATCH: these operations on the one before.
    Patch(Vec<Operation>),
    /// PATCH with the older body: a user, of which only `active` counts.
    Active(bool),
}

impl Change {
    /// Which entries of a group's list it can touch.
    pub(super) fn touches(&self) -> Reach {
        match self {
            Self::Replace(_) => Reach::All,
            Self::Patch(operations) => patch::reach(&GROUPS, "members", operations),
            Self::Active(_) => Reach::Named(BTreeSet::new()),
        }
    }

    /// Whether all of the document was written.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Self::Replace(_))
    }

    /// The new document.
    ///
    /// # Errors
    /// `Scim` for operations that can't be carried out.
    pub(super) fn applied_to(
        &self,
        kind: &'static ResourceType,
        mut document: Document,
    ) -> Result<Document, Fault> {
        match self {
            Self::Replace(wanted) => return Ok(wanted.clone()),
            Self::Patch(operations) => {
                patch::apply(kind, &mut document, operations)?;
            }
            Self::Active(active) => {
                document.insert("active".into(), (*active).into());
            }
        }
        Ok(document)
    }
}
