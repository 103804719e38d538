//! Putting a version away, and taking it back.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::ids::TemplateVersionId;
use burgrave_store::TemplateVersion;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Puts a version away.
#[derive(Debug)]
pub(crate) struct ArchiveVersion {
    /// The version.
    pub(crate) version: TemplateVersionId,
}

/// Takes a version back.
#[derive(Debug)]
pub(crate) struct UnarchiveVersion {
    /// The version.
    pub(crate) version: TemplateVersionId,
}

impl Command for ArchiveVersion {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::ARCHIVE_TEMPLATE_VERSION.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` for one that is put away, belongs to no template, or is in use.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "archive this template version";
        let version = find::template_version::<Update>(context, context.caller(), self.version, what).await?;
        if version.archived {
            return Err(Fault::rule("The version is archived already."));
        }
        if version.template_id.is_none() {
            return Err(Fault::rule(
                "The version belongs to no template, so no list has it: nothing to archive.",
            ));
        }
        if !context.archive_template_version(&version, context.now).await? {
            return Err(Fault::rule(
                "The version is in use: it is the active one of its template, or a workspace was built from it.",
            ));
        }
        Ok(Outcome::changed((), entry(&version, true)))
    }
}

impl Command for UnarchiveVersion {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UNARCHIVE_TEMPLATE_VERSION.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` for one that isn't put away.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "unarchive this template version";
        let version = find::template_version::<Update>(context, context.caller(), self.version, what).await?;
        if !context.unarchive_template_version(&version, context.now).await? {
            return Err(Fault::rule("The version isn't archived."));
        }
        Ok(Outcome::changed((), entry(&version, false)))
    }
}

fn entry(version: &TemplateVersion, archived: bool) -> Entry {
    let diff = Diff::default().field("archived", !archived, archived);
    Entry::new(version.id, &version.name).within(version.organization_id).diff(diff)
}
