//! Deleting a template.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Delete;
use burgrave_core::ids::TemplateId;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::Fault;
use crate::provisioning::notices;

/// Deletes a template that no workspace is made from.
pub(crate) struct DeleteTemplate {
    /// The template.
    pub(crate) template: TemplateId,
}

impl Command for DeleteTemplate {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::DELETE_TEMPLATE.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`, `BrokenRule` while there are workspaces of it, whoever they belong to.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "delete this template";
        let template = find::template::<Delete>(context, context.caller(), self.template, what).await?;
        if context.template_has_workspaces(template.id).await? {
            return Err(Fault::BrokenRule {
                message: "All workspaces of a template must be deleted before the template.".into(),
                detail: Some("Workspaces of others count too, also those that you can't see.".into()),
                fields: Vec::new(),
            });
        }
        if !context.delete_template(&template, context.now).await? {
            return Err(Fault::Hidden);
        }
        notices::template_deleted(context, &template).await?;
        let diff = Diff::default().field("deleted", false, true);
        let entry = Entry::new(template.id, &template.name).within(template.organization_id).diff(diff);
        Ok(Outcome::changed((), entry))
    }
}
