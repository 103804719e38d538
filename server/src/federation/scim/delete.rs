//! DELETE: SCIM forgets it.

use burgrave_api::operations;
use uuid::Uuid;

use super::change::Target;
use super::kind::Kind;
use super::{groups, resource, users};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Outcome};
use crate::fault::Fault;

/// Deletes one. The account of a user stays, and so do the members of a group.
pub(crate) struct DeleteResource {
    kind: Kind,
    id: Uuid,
    /// The versions that it must have, as `If-Match` names them.
    if_match: Option<String>,
}

impl DeleteResource {
    /// # Errors
    /// `Hidden`.
    pub(crate) fn new(kind: Kind, target: Target<'_>) -> Result<Self, Fault> {
        Ok(Self { kind, id: resource::id(target.id)?, if_match: target.if_match })
    }
}

impl Command for DeleteResource {
    type Actor = Automatic;
    type Output = ();

    fn audit(&self) -> Audit {
        match self.kind {
            Kind::Users => operations::DELETE_SCIM_USER.into(),
            Kind::Groups => operations::DELETE_SCIM_GROUP.into(),
        }
    }

    /// # Errors
    /// `Hidden`, `Changed`, `Scim`.
    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        let if_match = self.if_match.as_deref();
        match self.kind {
            Kind::Users => users::delete::remove(context, self.id.into(), if_match).await,
            Kind::Groups => groups::delete::remove(context, self.id.into(), if_match).await,
        }
    }
}
