//! POST: a new resource, for a new or an existing object.

use burgrave_api::operations;
use burgrave_core::scim::document::{self, Document};
use serde_json::{Map, Value};

use super::kind::Kind;
use super::resource::Resource;
use super::{groups, users};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Outcome};
use crate::fault::Fault;

/// Makes one. However many ask for the same at once, one of them gets it.
pub(crate) struct CreateResource {
    kind: Kind,
    document: Document,
    base: String,
}

impl CreateResource {
    /// Of what was sent; `base` is the URL of the mount that was called.
    ///
    /// # Errors
    /// `Scim`: it is none of the kind.
    pub(crate) fn new(kind: Kind, base: String, sent: Map<String, Value>) -> Result<Self, Fault> {
        Ok(Self { kind, document: document::read(kind.schema(), sent)?, base })
    }
}

impl Command for CreateResource {
    type Actor = Automatic;
    type Output = Resource;

    fn audit(&self) -> Audit {
        match self.kind {
            Kind::Users => operations::CREATE_SCIM_USER.into(),
            Kind::Groups => operations::CREATE_SCIM_GROUP.into(),
        }
    }

    /// # Errors
    /// `Scim`: another one has what must be unique.
    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<Resource>, Fault> {
        match self.kind {
            Kind::Users => users::create::insert(context, &self.document, &self.base).await,
            Kind::Groups => groups::create::insert(context, &self.document, &self.base).await,
        }
    }
}
