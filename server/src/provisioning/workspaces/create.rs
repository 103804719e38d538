//! Making a workspace from a template, which starts it.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{
    Action, Authorized, Automatic, Create, Object, Protected, Read, Start, Use,
};
use burgrave_core::ids::{TemplateId, TemplateVersionId, WorkspaceId};
use burgrave_core::names::{NameOf, reserved};
use burgrave_core::provisioning::build::{AutomaticUpdates, BuildReason, Transition};
use burgrave_core::provisioning::schedule::{Schedule, next_start, unfit_ttl};
use burgrave_store::{Inserted, NewWorkspace, Template, UserRecord, Workspace};

use super::view::{WorkspaceView, latest};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Beside, Caller, ClientInfo, QueueLimits, find};
use crate::fault::{Fault, FieldFault};
use crate::provisioning::builds::{Beginning, GivenParameters, PlanRequest, begin, days, plan};
use crate::provisioning::jobs;

const TEMPLATE: &str = "template_id";
const VERSION: &str = "template_version_id";

/// What is asked for.
#[derive(Debug)]
pub(crate) struct NewWorkspaceInput {
    /// The organization in which the owner is looked for, by id or name; that of the template where it is
    /// absent.
    pub(crate) organization: Option<String>,
    /// The owner, by id or name.
    pub(crate) owner: String,
    /// Its name; nothing is made without one.
    pub(crate) name: Option<String>,
    /// The template; exactly one of template and version is given.
    pub(crate) template: Option<TemplateId>,
    /// The version.
    pub(crate) version: Option<TemplateVersionId>,
    /// When it starts by itself.
    pub(crate) schedule: Option<String>,
    /// How long it runs, in milliseconds; absent for what the template says, 0 for no limit.
    pub(crate) ttl: Option<i64>,
    /// Whether it follows its template.
    pub(crate) automatic_updates: AutomaticUpdates,
    /// Parameters.
    pub(crate) given: GivenParameters,
}

/// Makes a workspace, and gives it as its owner's list shows it.
///
/// # Errors
/// `Hidden` for owner, organization, and a template that is deleted; `Forbidden`; `Invalid` with all faults;
/// `BrokenRule` for a template or version that can't be used, `Unready` before it can; `Conflict` when the
/// owner has the name already.
pub(crate) async fn create(
    app: &App,
    caller: Arc<Caller>,
    client: ClientInfo,
    input: NewWorkspaceInput,
) -> Result<WorkspaceView, Fault> {
    jobs::room_for(app, &caller, (input.template, input.version)).await?;
    let turn = jobs::turn(app, caller.user.id, Beside::Nobody).await;
    let id =
        app.execute(CreateWorkspace { input, queue: app.settings().queue }, caller.clone(), client).await?;
    drop(turn);
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let made = reader.workspace(id).await?.ok_or(Fault::Hidden)?;
            latest(&reader, &caller, made.record, now).await
        })
        .await
}

struct CreateWorkspace {
    input: NewWorkspaceInput,
    /// How many jobs may wait.
    queue: QueueLimits,
}

impl Command for CreateWorkspace {
    type Actor = Arc<Caller>;
    type Output = WorkspaceId;

    fn audit(&self) -> Audit {
        match self.input.organization {
            None => operations::CREATE_USER_WORKSPACE.into(),
            Some(_) => operations::CREATE_MEMBER_WORKSPACE.into(),
        }
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<WorkspaceId>, Fault> {
        let (caller, input) = (context.caller(), &self.input);
        let owner = self.owner(context).await?;
        let template = self.template(context).await?;
        let updates_template = caller.may(Action::Update, &template.object());
        let new = self.asked_for(context, &template, &owner);
        let new = self.permitted(context, new, &template, &owner).await?;
        let faults = self.faults(&template);
        let asked = PlanRequest {
            template: &template,
            owner: owner.id,
            workspace: None,
            previous: None,
            transition: Transition::Start,
            named: input.version,
            automatic_updates: input.automatic_updates,
            subject: Some(&caller.subject),
            updates_template,
            given: &input.given,
        };
        let plan = plan(context, context.evaluations(), &asked, faults).await?;
        jobs::room_of(context, self.queue, new.organization_id, caller.user.id).await?;
        if context.insert_workspace(&new).await? == Inserted::Taken {
            return Err(taken());
        }
        let made = context.workspace(new.id).await?;
        let made = made.ok_or_else(|| Fault::Internal("the new workspace is gone".into()))?;
        // Whoever may make it may start it.
        let made = Authorized::<Start, Workspace>::automatic(Automatic::Part, made);
        let beginning = Beginning::plain(Transition::Start, BuildReason::Initiator, caller.user.id);
        let begun = begin(context, &made, &template, None, &plan, beginning).await?;
        let build = begun.entry(&made).of_operation(operations::CREATE_WORKSPACE_BUILD);
        Ok(Outcome::changed(made.id, entry(&new)).and([build]))
    }
}

impl CreateWorkspace {
    async fn owner(&self, context: &CommandContext<Arc<Caller>>) -> Result<UserRecord, Fault> {
        let (caller, input) = (context.caller(), &self.input);
        let Some(organization) = &input.organization else {
            let found = find::any_user(context, caller, &input.owner).await?;
            return if knows(context, &found).await? { Ok(found) } else { Err(Fault::Hidden) };
        };
        let what = "read this organization";
        let organization = find::organization::<Read>(context, caller, organization, what).await?;
        let member = find::member(context, caller, organization.id, &input.owner).await?;
        context.user_by_id(member.member.user_id).await?.ok_or(Fault::Hidden)
    }

    /// The template, as far as the caller may know of it.
    async fn template(&self, context: &CommandContext<Arc<Caller>>) -> Result<Template, Fault> {
        let (caller, input) = (context.caller(), &self.input);
        let (field, id) = match (input.template, input.version) {
            (Some(template), None) => (TEMPLATE, Some(template)),
            (None, Some(version)) => {
                (VERSION, context.template_version(version).await?.and_then(|version| version.template_id))
            }
            (given, _) => {
                let detail = match given {
                    Some(_) => "can't stand beside the other one; give template_id or template_version_id",
                    None => "or the other one is needed; give template_id or template_version_id",
                };
                let fault = |field: &str| FieldFault { field: field.into(), detail: detail.into() };
                let mut faults = vec![fault(TEMPLATE), fault(VERSION)];
                faults.extend(self.name_fault());
                return Err(Fault::Invalid(faults));
            }
        };
        let found = match id {
            Some(id) => context.template_by_id(id).await?,
            None => None,
        };
        let found = found.filter(|template| caller.may(Action::Read, &template.object()));
        let found = found.ok_or_else(|| {
            let what = if field == TEMPLATE { "template" } else { "version of a template" };
            let detail = format!("is no {what} that you may use");
            let hidden = FieldFault { field: field.into(), detail };
            Fault::Invalid(std::iter::once(hidden).chain(self.name_fault()).collect())
        })?;
        if found.deleted_at.is_some() { Err(Fault::Hidden) } else { Ok(found) }
    }

    /// The workspace as it will be, if its settings can be read.
    fn asked_for(
        &self,
        context: &CommandContext<Arc<Caller>>,
        template: &Template,
        owner: &UserRecord,
    ) -> NewWorkspace {
        let input = &self.input;
        let schedule = input.schedule.as_deref().filter(|text| !text.is_empty());
        let read: Option<Schedule> = schedule.and_then(|text| text.parse().ok());
        let (days, allowed) = (days(template), template.allow_user_autostart);
        NewWorkspace {
            id: context.new_id.into(),
            owner_id: owner.id,
            organization_id: template.organization_id,
            template_id: template.id,
            name: input.name.clone().unwrap_or_default(),
            autostart_schedule: schedule.map(str::to_owned),
            ttl_ms: Some(input.ttl.unwrap_or(template.default_ttl_ms)).filter(|ttl| *ttl > 0),
            automatic_updates: input.automatic_updates,
            next_start_at: next_start(read.as_ref(), days, allowed, false, context.now),
            owner_name: owner.username.clone(),
            now: context.now,
        }
    }

    /// Whether the caller may make it from this template for this owner.
    async fn permitted(
        &self,
        context: &CommandContext<Arc<Caller>>,
        new: NewWorkspace,
        template: &Template,
        owner: &UserRecord,
    ) -> Result<Authorized<Create, NewWorkspace>, Fault> {
        let caller = context.caller();
        let place = template.organization_id;
        let new = Authorized::<Create, _>::permit(&caller.subject, new)
            .map_err(|refused| Fault::refused(refused, "create workspaces for this user"))?;
        if owner.id != caller.user.id && context.member(place, owner.id).await?.is_none() {
            return Err(Fault::rule("The user is no member of the template's organization."));
        }
        Authorized::<Use, _>::permit(&caller.subject, template.clone())
            .map_err(|refused| Fault::refused(refused, "use this template"))?;
        if template.deprecation_message.is_empty() {
            return Ok(new);
        }
        Err(Fault::BrokenRule {
            message: format!(
                "The template {} is deprecated, so nothing is made from it any more.",
                template.name
            ),
            detail: Some(template.deprecation_message.clone()),
            fields: Vec::new(),
        })
    }

    /// What is wrong with the settings.
    fn faults(&self, template: &Template) -> Vec<FieldFault> {
        let input = &self.input;
        let schedule = input.schedule.as_deref().filter(|text| !text.is_empty()).and_then(|text| {
            let forbidden = "must be left out: the template doesn't let its workspaces start by themselves";
            match text.parse::<Schedule>() {
                Err(fault) => Some(fault.to_string()),
                Ok(_) => (!template.allow_user_autostart).then(|| forbidden.to_owned()),
            }
        });
        let ttl = input.ttl.and_then(|ttl| {
            let own = !template.allow_user_autostop && ttl != template.default_ttl_ms;
            let forbidden = "must be left out: the template says how long its workspaces run";
            unfit_ttl(ttl).or_else(|| own.then(|| forbidden.to_owned()))
        });
        let faults = [("autostart_schedule", schedule), ("ttl_ms", ttl)];
        let fault = |(field, detail): (&str, Option<String>)| {
            detail.map(|detail| FieldFault { field: field.into(), detail })
        };
        self.name_fault().into_iter().chain(faults.into_iter().filter_map(fault)).collect()
    }

    /// What is wrong with the name.
    fn name_fault(&self) -> Option<FieldFault> {
        let detail = match &self.input.name {
            Some(name) => reserved(NameOf::Workspace, name)?,
            None => "is needed".into(),
        };
        Some(FieldFault { field: "name".into(), detail })
    }
}

/// Whether the caller may know that there is such a user: by their account, or as a member of an
/// organization.
async fn knows(context: &CommandContext<Arc<Caller>>, owner: &UserRecord) -> Result<bool, Fault> {
    let caller = context.caller();
    if caller.may(Action::Read, &owner.object()) {
        return Ok(true);
    }
    let places = context.memberships(owner.id).await?;
    let mut members = places.iter().map(|place| Object::member(place.organization_id, owner.id));
    Ok(members.any(|member| caller.may(Action::Read, &member)))
}

/// The owner has a workspace of this name already.
pub(super) fn taken() -> Fault {
    Fault::taken("The owner has a workspace with this name already.", &["name"])
}

fn entry(new: &NewWorkspace) -> Entry {
    let diff = Diff::default()
        .field("name", "", new.name.as_str())
        .field("owner_id", "", new.owner_id.to_string())
        .field("template_id", TemplateId::nil().to_string(), new.template_id.to_string())
        .field("autostart_schedule", "", new.autostart_schedule.clone().unwrap_or_default())
        .field("ttl", 0, new.ttl_ms.unwrap_or(0))
        .field("automatic_updates", "", new.automatic_updates.as_str());
    Entry::new(new.id, &new.name).within(new.organization_id).diff(diff)
}
