//! PUT and PATCH: a new document in the place of the one before.

use burgrave_api::operations;
use burgrave_core::scim::ScimFault;
use burgrave_core::scim::document;
use burgrave_core::scim::patch;
use serde_json::{Map, Value};

use super::change_request::{Change, ChangeRequest};
use super::kind::Kind;
use super::resource::{self, Resource};
use super::{groups, users};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Outcome};
use crate::fault::Fault;

/// Changes one. What doesn't change anything leaves the version as it is.
pub(crate) struct ChangeResource {
    kind: Kind,
    asked: ChangeRequest,
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
        Ok(Self { kind, asked: ChangeRequest { id, if_match: target.if_match, change, base } })
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
        Ok(Self { kind, asked: ChangeRequest { id, if_match: target.if_match, change, base } })
    }
}

impl Command for ChangeResource {
    type Actor = Automatic;
    type Output = Resource;

    fn audit(&self) -> Audit {
        match (self.kind, &self.asked.change) {
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
            Kind::Users => users::change::change(context, &self.asked).await,
            Kind::Groups => groups::change::change(context, &self.asked).await,
        }
    }
}
