//! Setting caps.

use std::collections::BTreeSet;
use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::Update;
use burgrave_core::ids::OrganizationId;
use burgrave_core::provisioning::caps::{Cap, CapKind};
use serde_json::json;
use uuid::Uuid;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{Caller, find};
use crate::fault::{Fault, FieldFault};

/// A cap as it is to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CapSetting {
    /// Whom it is about.
    pub(crate) kind: CapKind,
    /// Their id.
    pub(crate) subject: Uuid,
    /// The cap; one without numbers is removed.
    pub(crate) cap: Cap,
}

/// Sets caps of an organization; those that aren't named stay.
pub(crate) struct ChangeCaps {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// The caps.
    pub(crate) caps: Vec<CapSetting>,
}

impl Command for ChangeCaps {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_WORKSPACE_CAPS.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `Invalid` with every subject that isn't one of the organization, or is named
    /// twice.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "change the workspace caps of this organization";
        let found = find::organization::<Update>(context, context.caller(), &self.organization, what).await?;
        let (mut faults, mut seen, mut diff) = (Vec::new(), BTreeSet::new(), Diff::default());
        for (at, setting) in self.caps.iter().enumerate() {
            let mut fault = |detail: &str| {
                faults.push(FieldFault { field: format!("caps[{at}].id"), detail: detail.into() });
            };
            if !seen.insert((setting.kind.as_str(), setting.subject)) {
                fault("is named twice");
            } else if setting.cap != Cap::default() && !is_there(context, found.id, setting).await? {
                fault("is no such user, group or template of the organization");
            }
            let before = context.workspace_cap(found.id, setting.kind, setting.subject).await?;
            let field = format!("workspace_cap_{}_{}", setting.kind.as_str(), setting.subject);
            diff = diff.field(&field, json!(before.unwrap_or_default()), json!(setting.cap));
        }
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        for setting in &self.caps {
            context.set_workspace_cap(&found, setting.kind, setting.subject, setting.cap).await?;
        }
        Ok(Outcome::changed((), Entry::new(found.id, &found.name).within(found.id).diff(diff)))
    }
}

/// Whether a cap is about somebody or something of the organization. Whoever is gone may lose a cap all the
/// same.
async fn is_there(
    context: &CommandContext<Arc<Caller>>,
    organization: OrganizationId,
    setting: &CapSetting,
) -> Result<bool, Fault> {
    Ok(match setting.kind {
        CapKind::User => context.member(organization, setting.subject.into()).await?.is_some(),
        CapKind::Group => {
            let group = context.group_by_id(setting.subject.into()).await?;
            group.is_some_and(|group| group.organization_id == organization)
        }
        CapKind::Template => {
            let template = context.template_by_id(setting.subject.into()).await?;
            template.is_some_and(|one| one.organization_id == organization && one.deleted_at.is_none())
        }
    })
}
