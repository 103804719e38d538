//! Creating a template from a version.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{
    AccessList, AccessRole, Authorized, Automatic, Create, Read, Refused, Update,
};
use burgrave_core::ids::{TemplateId, TemplateVersionId};
use burgrave_core::provisioning::job::JobStatus;
use burgrave_store::{Change, Inserted, NewTemplate, TemplateRecord, TemplateUpdate, TemplateVersion};

use super::get::changed;
use super::settings::TemplateSettings;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, ClientInfo, find};
use crate::fault::{Fault, FieldFault};

/// What is asked for.
#[derive(Debug)]
pub(crate) struct NewTemplateInput {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// The version that it uses first.
    pub(crate) version: TemplateVersionId,
    /// Its settings; the name is among them.
    pub(crate) settings: TemplateSettings,
}

/// Creates a template.
///
/// # Errors
/// `Hidden` for organization or version; `Forbidden`; `Invalid` with all faults; `BrokenRule` for a version
/// that can't be used; `Conflict` when the name is taken.
pub(crate) async fn create(
    app: &App,
    caller: Arc<Caller>,
    client: ClientInfo,
    input: NewTemplateInput,
) -> Result<TemplateRecord, Fault> {
    let id = app.execute(CreateTemplate { input }, caller, client).await?;
    changed(app, id).await
}

struct CreateTemplate {
    input: NewTemplateInput,
}

impl Command for CreateTemplate {
    type Actor = Arc<Caller>;
    type Output = TemplateId;

    fn audit(&self) -> Audit {
        operations::CREATE_TEMPLATE.into()
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<TemplateId>, Fault> {
        let (caller, settings) = (context.caller(), &self.input.settings);
        let what = "read this organization";
        let organization =
            find::organization::<Read>(context, caller, &self.input.organization, what).await?;
        let name = settings.name.clone().unwrap_or_default();
        let plain = NewTemplate::named(
            context.new_id.into(),
            organization.id,
            caller.user.id,
            &name,
            self.input.version,
            context.now,
        );
        let plain = Authorized::<Create, _>::permit(&caller.subject, plain)
            .map_err(|_| Fault::refused(Refused::Forbidden, "create templates in this organization"))?;
        settings.check()?;
        let what = "make a template from this version";
        let version = find::template_version::<Update>(context, caller, self.input.version, what).await?;
        if version.organization_id != organization.id {
            return Err(Fault::Hidden);
        }
        usable(&version)?;
        let plain =
            NewTemplate { provisioner: version.job.provisioner.as_str().into(), ..plain.into_inner() };
        let new = Authorized::automatic(Automatic::Part, plain);
        let access = access(&new, settings.without_everyone.unwrap_or(false));
        if context.insert_template(&new, &access).await? == Inserted::Taken {
            return Err(taken());
        }
        self.set(context, new.id).await?;
        let attached = Authorized::automatic(Automatic::Part, version.into_inner());
        if context.attach_template_version(&attached, new.id, context.now).await? != Change::Done {
            return Err(Fault::Internal("the version can't be attached".into()));
        }
        Ok(Outcome::changed(new.id, entry(&new)))
    }
}

impl CreateTemplate {
    /// Gives the new template the settings that it doesn't have by itself.
    async fn set(&self, context: &CommandContext<Arc<Caller>>, id: TemplateId) -> Result<(), Fault> {
        let made = context.template_by_id(id).await?;
        let made = made.ok_or_else(|| Fault::Internal("the new template is gone".into()))?;
        let mut new = TemplateUpdate::of(&made, context.now);
        self.input.settings.apply(&mut new);
        match context.update_template(&Authorized::automatic(Automatic::Part, made), &new).await? {
            Change::Done => Ok(()),
            Change::Taken | Change::Missing => {
                Err(Fault::Internal("the new template can't be changed".into()))
            }
        }
    }
}

/// The name is another template's.
pub(super) fn taken() -> Fault {
    Fault::taken("A template with this name exists already in this organization.", &["name"])
}

/// Whether a template can be made from a version.
fn usable(version: &TemplateVersion) -> Result<(), Fault> {
    let status = version.job.status();
    let detail = match (version.template_id, version.archived, status) {
        (Some(_), ..) => "is a version of another template; create a version without one".to_owned(),
        (None, true, _) => "is archived; take it back first".to_owned(),
        (None, false, JobStatus::Succeeded) => return Ok(()),
        (None, false, status) => {
            format!(
                "has not been imported: its import is {}; wait for it, or create another",
                status.as_str()
            )
        }
    };
    Err(Fault::BrokenRule {
        message: "No template can be made from this version.".into(),
        detail: None,
        fields: vec![FieldFault { field: "template_version_id".into(), detail }],
    })
}

/// Who may use it first.
fn access(new: &NewTemplate, without_everyone: bool) -> AccessList {
    let everyone = (new.organization_id.everyone(), AccessRole::Use);
    AccessList { users: Vec::new(), groups: if without_everyone { Vec::new() } else { vec![everyone] } }
}

fn entry(new: &NewTemplate) -> Entry {
    let diff = Diff::default()
        .field("name", "", new.name.as_str())
        .field("display_name", "", new.display_name.as_str())
        .field("description", "", new.description.as_str())
        .field("active_version_id", TemplateVersionId::nil().to_string(), new.active_version_id.to_string());
    Entry::new(new.id, &new.name).within(new.organization_id).diff(diff)
}
