//! Putting away the versions of a template that nothing uses.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::ids::{TemplateId, TemplateVersionId};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;

/// Archives versions.
pub(crate) struct ArchiveVersions {
    /// The template.
    pub(crate) template: TemplateId,
    /// All that nothing uses, and not only those whose import failed.
    pub(crate) all: bool,
}

impl Command for ArchiveVersions {
    type Actor = Arc<Caller>;
    type Output = Vec<TemplateVersionId>;

    fn audit(&self) -> Audit {
        operations::ARCHIVE_TEMPLATE_VERSIONS.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`.
    async fn run(
        &self,
        context: &CommandContext<Arc<Caller>>,
    ) -> Result<Outcome<Vec<TemplateVersionId>>, Fault> {
        let what = "archive versions of this template";
        let template = find::template::<Update>(context, context.caller(), self.template, what).await?;
        let archived = context.archive_template_versions(&template, self.all, context.now).await?;
        let ids: Vec<_> = archived.iter().map(ToString::to_string).collect();
        let diff = Diff::default().field("archived_versions", Vec::<String>::new(), ids);
        let entry = Entry::new(template.id, &template.name).within(template.organization_id).diff(diff);
        Ok(Outcome::changed(archived, entry))
    }
}
