//! Changing the version that new workspaces are made from.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Read, Update};
use burgrave_core::ids::{TemplateId, TemplateVersionId};
use burgrave_core::provisioning::job::JobStatus;
use burgrave_store::{Template, TemplateVersion};

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::{Fault, FieldFault};

/// Makes a version the active one.
pub(crate) struct ActivateVersion {
    /// The template.
    pub(crate) template: TemplateId,
    /// The version.
    pub(crate) version: TemplateVersionId,
}

impl Command for ActivateVersion {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_ACTIVE_TEMPLATE_VERSION.into()
    }

    /// # Errors
    /// `Hidden` for template or version, `Forbidden`, also for a version whose import has not succeeded,
    /// `BrokenRule` for one of another template or an archived one.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let caller = context.caller();
        let what = "change the active version of this template";
        let template = find::template::<Update>(context, caller, self.template, what).await?;
        let what = "read this template version";
        let version = find::template_version::<Read>(context, caller, self.version, what).await?;
        usable(&template, &version)?;
        context.set_active_version(&template, version.id, context.now).await?;
        let (before, after) = (template.active_version_id.to_string(), version.id.to_string());
        let diff = Diff::default().field("active_version_id", before, after);
        let entry = Entry::new(template.id, &template.name).within(template.organization_id).diff(diff);
        Ok(Outcome::changed((), entry))
    }
}

fn usable(template: &Template, version: &TemplateVersion) -> Result<(), Fault> {
    let broken = |message: &str| Fault::BrokenRule {
        message: message.into(),
        detail: None,
        fields: vec![FieldFault { field: "id".into(), detail: "can't be the active version".into() }],
    };
    if version.template_id != Some(template.id) {
        return Err(broken("The version is not a version of this template."));
    }
    if version.archived {
        return Err(broken("The version is archived. Take it back first."));
    }
    match version.job.status() {
        JobStatus::Succeeded => Ok(()),
        status => Err(Fault::Forbidden {
            detail: format!("The import of the version has not succeeded: it is {}.", status.as_str()),
        }),
    }
}
