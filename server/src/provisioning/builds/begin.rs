//! The beginning of a build: its job waits for a daemon from then on.

use burgrave_core::authorization::{Action, ActionType, Authorized, Automatic, Delete, Start, Stop, Update};
use burgrave_core::ids::{PresetId, ProvisionerJobId, TemplateVersionId, UserId, WorkspaceBuildId};
use burgrave_core::provisioning::build::{BuildReason, Transition};
use burgrave_core::provisioning::job::{JobInput, JobType};
use burgrave_core::provisioning::queue::QueueClass;
use burgrave_core::provisioning::schedule::{Schedule, Weekdays, next_start};
use burgrave_store::{
    Build, InitialState, Inserted, NewBuild, NewJob, TemplateRecord, Workspace, WorkspaceRecord,
};
use chrono::{DateTime, Utc};

use super::plan::BuildPlan;
use crate::application::command::{Actor, CommandContext, Diff, Entry};
use crate::fault::Fault;
use crate::provisioning::notices;
use crate::provisioning::signals::{jobs_topic, workspace_topic};

/// A build that is about to begin.
#[derive(Debug, Clone)]
pub(crate) struct Beginning {
    /// Where it takes the workspace.
    pub(crate) transition: Transition,
    /// Why.
    pub(crate) reason: BuildReason,
    /// Who wanted it.
    pub(crate) initiator: UserId,
    /// What it begins with.
    pub(crate) state: InitialState,
    /// What follows.
    pub(crate) on_success: Option<Transition>,
    /// How much the provisioner says.
    pub(crate) log_level: Option<String>,
}

impl Beginning {
    /// One about which there is nothing more to say.
    pub(crate) fn plain(transition: Transition, reason: BuildReason, initiator: UserId) -> Self {
        let state = InitialState::Previous;
        Self { transition, reason, initiator, state, on_success: None, log_level: None }
    }
}

/// Refuses a further build while one is on its way.
///
/// # Errors
/// `Conflict`.
pub(crate) fn none_active(latest: Option<&Build>) -> Result<(), Fault> {
    let Some(active) = latest.filter(|build| build.status().is_active()) else { return Ok(()) };
    let detail = format!(
        "Build {} of the workspace is {}. Wait until it has ended, or cancel it.",
        active.build_number,
        active.status().as_str()
    );
    let message = "A workspace build is already active.".into();
    Err(Fault::Conflict { message, detail: Some(detail), fields: Vec::new() })
}

/// Writes the build and its job. A start wakes a dormant workspace up, and counts as its use.
///
/// # Errors
/// `Conflict` when another build has come before.
pub(crate) async fn begin<C: Actor, A: ActionType>(
    context: &CommandContext<C>,
    workspace: &Authorized<A, Workspace>,
    template: &TemplateRecord,
    latest: Option<&Build>,
    plan: &BuildPlan,
    beginning: Beginning,
) -> Result<Begun, Fault> {
    let (build, job): (WorkspaceBuildId, ProvisionerJobId) =
        (context.derived_id(&["build"]), context.derived_id(&["job"]));
    let version = &plan.version;
    let new = NewJob {
        id: job,
        organization_id: workspace.organization_id,
        initiator_id: beginning.initiator,
        kind: JobType::WorkspaceBuild,
        file_id: version.file_id,
        version_id: version.id,
        workspace_id: Some(workspace.id),
        build_id: Some(build),
        input: JobInput::default().to_json(),
        provisioner: version.job.provisioner,
        tags: plan.tags.clone(),
        class: QueueClass::Person,
        now: context.now,
    };
    context.insert_job(&Authorized::automatic(Automatic::Part, new)).await?;
    let new = NewBuild {
        id: build,
        workspace_id: workspace.id,
        build_number: latest.map_or(0, |build| build.build_number) + 1,
        version_id: version.id,
        job_id: job,
        initiator_id: beginning.initiator,
        transition: beginning.transition,
        reason: beginning.reason,
        preset_id: plan.preset,
        on_success: beginning.on_success,
        log_level: beginning.log_level,
        state: beginning.state,
        parameters: plan.values.clone().into_iter().collect(),
        now: context.now,
    };
    if context.insert_build(workspace, &new).await? == Inserted::Taken {
        let message = "Another build of the workspace has begun at the same moment.".into();
        return Err(Fault::Conflict { message, detail: None, fields: Vec::new() });
    }
    used(context, workspace, template, &new).await?;
    let before = latest.map(|build| build.version_id);
    notices::build_begun(context, workspace, &new, version, before).await?;
    context.tell(&jobs_topic(workspace.organization_id)).await?;
    context.tell(&workspace_topic(workspace.id)).await?;
    Ok(Begun { build: new, before: latest.map(|build| (build.version_id, build.preset_id)) })
}

/// The same for a build that nobody's rights are asked for: one that follows another, or is due.
///
/// # Errors
/// As [`begin`].
pub(crate) async fn begin_automatic<C: Actor>(
    context: &CommandContext<C>,
    reason: Automatic,
    workspace: Workspace,
    template: &TemplateRecord,
    latest: Option<&Build>,
    plan: &BuildPlan,
    beginning: Beginning,
) -> Result<Begun, Fault> {
    match beginning.transition.action(workspace.dormant_at.is_some()) {
        Action::Start => {
            let workspace = Authorized::<Start, _>::automatic(reason, workspace);
            begin(context, &workspace, template, latest, plan, beginning).await
        }
        Action::Stop => {
            let workspace = Authorized::<Stop, _>::automatic(reason, workspace);
            begin(context, &workspace, template, latest, plan, beginning).await
        }
        Action::Delete => {
            let workspace = Authorized::<Delete, _>::automatic(reason, workspace);
            begin(context, &workspace, template, latest, plan, beginning).await
        }
        _ => {
            let workspace = Authorized::<Update, _>::automatic(reason, workspace);
            begin(context, &workspace, template, latest, plan, beginning).await
        }
    }
}

/// What a start says about the use of its workspace.
async fn used<C: Actor>(
    context: &CommandContext<C>,
    workspace: &Workspace,
    template: &TemplateRecord,
    new: &NewBuild,
) -> Result<(), Fault> {
    let by_person =
        !matches!(new.reason, BuildReason::Autostart | BuildReason::Autostop | BuildReason::Dormancy);
    if new.transition != Transition::Start || !by_person {
        return Ok(());
    }
    let mine = Authorized::automatic(Automatic::Part, workspace.clone());
    context.note_use(&mine, context.now).await?;
    if workspace.dormant_at.is_some() {
        let next = next_start_of(workspace, template, false, context.now);
        context.wake_workspace(&mine, next, context.now).await?;
    } else {
        context.use_workspace(&mine, context.now).await?;
    }
    Ok(())
}

/// When a workspace starts next by itself.
pub(crate) fn next_start_of(
    workspace: &WorkspaceRecord,
    template: &TemplateRecord,
    dormant: bool,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let schedule: Option<Schedule> =
        workspace.autostart_schedule.as_deref().and_then(|text| text.parse().ok());
    next_start(schedule.as_ref(), days(template), template.allow_user_autostart, dormant, now)
}

/// The days on which a template lets its workspaces start by themselves.
pub(crate) fn days(template: &TemplateRecord) -> Weekdays {
    Weekdays::from_bits(u8::try_from(template.autostart_days).unwrap_or_default())
}

/// A build that has begun.
pub(crate) struct Begun {
    /// The build.
    pub(crate) build: NewBuild,
    /// Version and preset of the build before.
    before: Option<(TemplateVersionId, Option<PresetId>)>,
}

impl Begun {
    /// What the audit log says of it. Values of parameters may be secret, so they aren't in it.
    pub(crate) fn entry(&self, workspace: &WorkspaceRecord) -> Entry {
        let build = &self.build;
        let (version, preset) = self.before.unwrap_or_default();
        let preset_of =
            |preset: Option<PresetId>| preset.map(|preset| preset.to_string()).unwrap_or_default();
        let diff = Diff::default()
            .field("build_number", build.build_number - 1, build.build_number)
            .field("transition", "", build.transition.as_str())
            .field("reason", "", build.reason.as_str())
            .field("template_version_id", version.to_string(), build.version_id.to_string())
            .field("template_version_preset_id", preset_of(preset), preset_of(build.preset_id));
        Entry::new(build.id, &workspace.name).within(workspace.organization_id).diff(diff)
    }
}
