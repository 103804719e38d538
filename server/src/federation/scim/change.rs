//! PUT and PATCH: a new document in the place of the one before.

use std::collections::BTreeSet;

use burgrave_api::operations;
use burgrave_core::scim::ScimFault;
use burgrave_core::scim::document::{self, Document};
use burgrave_core::scim::patch::{self, Operation, Reach};
use burgrave_core::scim::schema::GROUPS;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::kind::Kind;
use super::resource::{self, Resource};
use super::{groups, users};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Outcome};
use crate::fault::Fault;

/// Changes one. What doesn't change anything leaves the version as it is.
pub(crate) struct ChangeResource {
    pub(super) kind: Kind,
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

/// Which resource is changed: its id as the path has it, and the versions that `If-Match` names.
pub(crate) struct Target<'a> {
    pub(crate) id: &'a str,
    pub(crate) if_match: Option<String>,
}

impl ChangeResource {
    /// Puts what was sent in its place.
    ///
    /// # Errors
    /// `Hidden`, `Scim`.
    pub(crate) fn replace(
        kind: Kind,
        base: String,
        target: Target<'_>,
        sent: Map<String, Value>,
    ) -> Result<Self, Fault> {
        let id = resource::id(target.id)?;
        let change = Change::Replace(document::read(kind.schema(), sent)?);
        Ok(Self { kind, id, if_match: target.if_match, change, base })
    }

    /// Changes it by operations; a user may also come with the older body.
    ///
    /// # Errors
    /// `Hidden`, `Scim`.
    pub(crate) fn patch(
        kind: Kind,
        base: String,
        target: Target<'_>,
        body: Map<String, Value>,
    ) -> Result<Self, Fault> {
        let id = resource::id(target.id)?;
        let change = match patch::read(&body)? {
            Some(operations) => Change::Patch(operations),
            None if kind == Kind::Groups => return Err(ScimFault::syntax("A PATCH needs Operations.").into()),
            None => Change::Active(users::older::active(body)?),
        };
        Ok(Self { kind, id, if_match: target.if_match, change, base })
    }
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
    pub(super) fn applied_to(&self, kind: Kind, mut document: Document) -> Result<Document, Fault> {
        match self {
            Self::Replace(wanted) => return Ok(wanted.clone()),
            Self::Patch(operations) => {
                patch::apply(kind.schema(), &mut document, operations)?;
            }
            Self::Active(active) => {
                document.insert("active".into(), (*active).into());
            }
        }
        Ok(document)
    }
}

impl Command for ChangeResource {
    type Actor = Automatic;
    type Output = Resource;

    fn audit(&self) -> Audit {
        match (self.kind, &self.change) {
            (Kind::Users, Change::Replace(_)) => operations::REPLACE_SCIM_USER.into(),
            (Kind::Users, _) => operations::PATCH_SCIM_USER.into(),
            (Kind::Groups, Change::Replace(_)) => operations::REPLACE_SCIM_GROUP.into(),
            (Kind::Groups, _) => operations::PATCH_SCIM_GROUP.into(),
        }
    }

    /// # Errors
    /// `Hidden`, `Changed`, `Scim`.
    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<Resource>, Fault> {
        match self.kind {
            Kind::Users => users::change::change(context, self).await,
            Kind::Groups => groups::change::change(context, self).await,
        }
    }
}
