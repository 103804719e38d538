//! A check of a workspace: a job that plans without changing anything.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic as Reason, Update};
use burgrave_core::ids::{ProvisionerJobId, UserId, WorkspaceId};
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::{JobInput, JobStatus, JobType};
use burgrave_core::provisioning::queue::QueueClass;
use burgrave_store::{NewJob, Workspace};
use uuid::Uuid;

use crate::application::command::{
    Actor, Audit, Automatic, Command, CommandContext, Diff, Entry, Exemption, Outcome,
};
use crate::application::{App, Beside, Caller, ClientInfo, find};
use crate::fault::Fault;
use crate::provisioning::{input, jobs};

/// Asks for a check, which waits for a daemon then.
///
/// # Errors
/// `Hidden`, `Forbidden`, `Gone`; `Conflict` where there is nothing to compare with, or a check or a build
/// goes on.
pub(crate) async fn check(
    app: &App,
    caller: Arc<Caller>,
    client: ClientInfo,
    workspace: WorkspaceId,
) -> Result<(), Fault> {
    let asker = caller.clone();
    let found = app
        .store()
        .read(move |reader| async move { find::workspace::<Update>(&reader, &asker, workspace, WHAT).await });
    // For whom the workspace is hidden, the command says so.
    if let Ok(workspace) = found.await {
        jobs::room(app, workspace.organization_id).await?;
    }
    let _turn = jobs::turn(app, caller.user.id, Beside::Nobody).await;
    app.execute(CheckDrift { app: app.clone(), workspace }, caller, client).await
}

/// What is refused to somebody who may not.
const WHAT: &str = "look what has changed of this workspace";

struct CheckDrift {
    app: App,
    workspace: WorkspaceId,
}

impl Command for CheckDrift {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::CHECK_WORKSPACE_DRIFT.into()
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let caller = context.caller();
        let workspace = find::workspace::<Update>(context, caller, self.workspace, WHAT).await?;
        let job = begin(context, &self.app, &workspace, caller.user.id, QueueClass::Person).await?;
        let diff = Diff::default().field("drift_check", "", job.to_string());
        let entry = Entry::new(workspace.id, &workspace.name).within(workspace.organization_id).diff(diff);
        Ok(Outcome::changed((), entry))
    }
}

/// Checks a workspace that nobody has asked about, after what people ask for.
#[derive(Clone)]
pub(super) struct CheckBySchedule {
    pub(super) app: App,
    pub(super) workspace: WorkspaceId,
}

impl Command for CheckBySchedule {
    type Actor = Automatic;
    /// Whether it is checked.
    type Output = bool;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<bool>, Fault> {
        let found = context.workspace(self.workspace).await?;
        let Some(workspace) = found.filter(|workspace| workspace.deleted_at.is_none()) else {
            return Ok(Outcome::unrecorded(false));
        };
        let owner = workspace.owner_id;
        let workspace = Authorized::automatic(Reason::Schedule, workspace);
        match begin(context, &self.app, &workspace, owner, QueueClass::Machine).await {
            Ok(_) => Ok(Outcome::unrecorded(true)),
            // The next time will do.
            Err(Fault::Conflict { .. } | Fault::QueueFull { .. }) => Ok(Outcome::unrecorded(false)),
            Err(fault) => Err(fault),
        }
    }
}

async fn begin<C: Actor>(
    context: &CommandContext<C>,
    app: &App,
    workspace: &Authorized<Update, Workspace>,
    initiator: UserId,
    class: QueueClass,
) -> Result<Uuid, Fault> {
    let refused =
        |message: &str| Fault::Conflict { message: message.into(), detail: None, fields: Vec::new() };
    if let Some(before) = context.latest_drift(workspace.id).await? {
        let goes_on = context.job(before.job_id).await?.is_some_and(|job| !job.status().has_ended());
        if goes_on {
            return Err(refused("A check of this workspace goes on. Wait for its end."));
        }
    }
    let latest = context.latest_build(workspace.id).await?;
    let latest = latest.filter(|build| build.job.status().has_ended());
    let Some(build) = latest else {
        return Err(refused("A build of this workspace goes on. Wait for its end."));
    };
    let whole = build.job.status() == JobStatus::Succeeded && build.transition != Transition::Delete;
    if !whole {
        return Err(refused(
            "The latest build didn't succeed, so there is nothing to compare with. Build again.",
        ));
    }
    let (id, job): (Uuid, ProvisionerJobId) = (context.derived_id(&["drift"]), context.new_id.into());
    let new = NewJob {
        id: job,
        organization_id: workspace.organization_id,
        initiator_id: initiator,
        kind: JobType::WorkspaceDrift,
        file_id: build.job.file_id,
        version_id: build.version_id,
        workspace_id: Some(workspace.id),
        build_id: Some(build.id),
        input: input::seal(app, job, &JobInput::default())?,
        provisioner: build.job.provisioner,
        tags: build.job.tags.clone(),
        class,
        now: context.now,
    };
    jobs::queue(context, app.settings().queue, Authorized::automatic(Reason::Part, new)).await?;
    context.insert_drift(workspace, job, (id, build.id), context.now).await?;
    Ok(job.into())
}
