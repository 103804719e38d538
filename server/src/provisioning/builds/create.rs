//! A build that somebody asks for.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{
    Action, ActionType, Authorized, Delete, Protected, Read, Refused, Start, Stop, Update,
};
use burgrave_core::ids::{TemplateVersionId, WorkspaceBuildId, WorkspaceId};
use burgrave_core::provisioning::build::{
    BuildFault, BuildReason, BuildRequest, BuildRights, Transition, build_faults, check_state,
};
use burgrave_store::{InitialState, Template, Workspace};

use super::begin::{Beginning, begin, none_active};
use super::get::get;
use super::parameters::GivenParameters;
use super::plan::{BuildPlan, PlanRequest, plan};
use super::view::BuildView;
use crate::application::command::{Audit, Command, CommandContext, Outcome};
use crate::application::{App, Beside, Caller, ClientInfo, QueueLimits, find};
use crate::fault::{Fault, FieldFault};
use crate::provisioning::jobs;

/// Begins a build, and gives it as it waits.
///
/// # Errors
/// Those of the command; `QueueFull` where as many jobs wait in the organization as may.
pub(crate) async fn create(
    app: &App,
    caller: Arc<Caller>,
    client: ClientInfo,
    asked: CreateBuild,
) -> Result<BuildView, Fault> {
    // What gives something back is never kept from it.
    if asked.request.transition == Transition::Start {
        let (id, asker) = (asked.workspace, caller.clone());
        let found = app
            .store()
            .read(move |reader| async move { find::any_workspace::<Read>(&reader, &asker, id, WHAT).await });
        // For whom the workspace is hidden, the command says so.
        if let Ok(workspace) = found.await {
            jobs::room(app, workspace.organization_id).await?;
        }
    }
    let turn = jobs::turn(app, caller.user.id, Beside::Nobody).await;
    let id = app.execute(asked, caller.clone(), client).await?;
    drop(turn);
    get(app, caller, id).await
}

/// What is refused to somebody who can't see a workspace.
const WHAT: &str = "build this workspace";

/// Begins a build of a workspace.
pub(crate) struct CreateBuild {
    /// The workspace.
    pub(crate) workspace: WorkspaceId,
    /// What is asked for, as far as rules hold between its parts.
    pub(crate) request: BuildRequest,
    /// The version that was named.
    pub(crate) version: Option<TemplateVersionId>,
    /// Parameters.
    pub(crate) given: GivenParameters,
    /// The state to begin with, where the request brings one.
    pub(crate) state: Option<Vec<u8>>,
    /// Whether the operator lets builds log everything.
    pub(crate) debug_builds: bool,
    /// How many jobs may wait.
    pub(crate) queue: QueueLimits,
}

impl Command for CreateBuild {
    type Actor = Arc<Caller>;
    type Output = WorkspaceBuildId;

    fn audit(&self) -> Audit {
        match self.request.transition {
            Transition::Start => operations::CREATE_WORKSPACE_BUILD.into(),
            Transition::Stop => operations::CREATE_WORKSPACE_BUILD_STOP.into(),
            Transition::Delete => operations::CREATE_WORKSPACE_BUILD_DELETE.into(),
        }
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `Conflict` for a deleted workspace and while a build is on its way; those of
    /// [`plan`].
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<WorkspaceBuildId>, Fault> {
        let workspace = find::any_workspace::<Read>(context, context.caller(), self.workspace, WHAT).await?;
        let workspace = workspace.into_inner();
        match self.request.transition.action(workspace.dormant_at.is_some()) {
            Action::Start => self.build::<Start>(context, workspace).await,
            Action::Stop => self.build::<Stop>(context, workspace).await,
            Action::Delete => self.build::<Delete>(context, workspace).await,
            _ => self.build::<Update>(context, workspace).await,
        }
    }
}

impl CreateBuild {
    async fn build<A: ActionType>(
        &self,
        context: &CommandContext<Arc<Caller>>,
        workspace: Workspace,
    ) -> Result<Outcome<WorkspaceBuildId>, Fault> {
        let (caller, request) = (context.caller(), &self.request);
        let what = format!("{} this workspace", request.transition.as_str());
        let workspace = Authorized::<A, _>::permit(&caller.subject, workspace)
            .map_err(|refused| Fault::refused(refused, &what))?;
        let dormant = workspace.dormant_at.is_some();
        if let Some(next) = request.on_success.map(|next| next.action(dormant))
            && !caller.may(next, &workspace.object())
        {
            return Err(Fault::refused(Refused::Forbidden, "start this workspace"));
        }
        let template = context.template_by_id(workspace.template_id).await?;
        let template = template.ok_or_else(|| Fault::Internal("a workspace without a template".into()))?;
        let faults = self.faults(caller, &template)?;
        if workspace.deleted_at.is_some() {
            let message = "The workspace is deleted, so it can't be built any more.".into();
            return Err(Fault::Conflict { message, detail: None, fields: Vec::new() });
        }
        let latest = context.latest_build(workspace.id).await?;
        none_active(latest.as_ref())?;
        let asked = PlanRequest {
            template: &template,
            owner: workspace.owner_id,
            workspace: Some(workspace.id),
            previous: latest.as_ref(),
            transition: request.transition,
            named: self.version,
            automatic_updates: workspace.automatic_updates,
            subject: Some(&caller.subject),
            updates_template: caller.may(Action::Update, &template.object()),
            given: &self.given,
        };
        let plan = plan(context, context.evaluations(), &asked, faults).await?;
        if request.transition == Transition::Start {
            // What gives something back is never kept from it.
            jobs::room_of(context, self.queue, workspace.organization_id, caller.user.id).await?;
        }
        let beginning = self.beginning(caller, &plan)?;
        let begun = begin(context, &workspace, &template, latest.as_ref(), &plan, beginning).await?;
        Ok(Outcome::changed(begun.build.id, begun.entry(&workspace)))
    }

    /// Faults of the request that follow from itself and from rights.
    fn faults(&self, caller: &Caller, template: &Template) -> Result<Vec<FieldFault>, Fault> {
        let updates_template = caller.may(Action::Update, &template.object());
        let rights = BuildRights { updates_template, debugs: updates_template && self.debug_builds };
        let mut faults = Vec::new();
        for fault in build_faults(self.request, rights) {
            match fault {
                BuildFault::Forbidden => return Err(Fault::Refused { message: fault.to_string() }),
                BuildFault::Field { field, detail } => {
                    faults.push(FieldFault { field: field.into(), detail: detail.into() });
                }
            }
        }
        Ok(faults)
    }

    fn beginning(&self, caller: &Caller, plan: &BuildPlan) -> Result<Beginning, Fault> {
        let request = &self.request;
        let state = match (&self.state, request.orphan) {
            (_, true) => InitialState::Empty,
            (None, false) => InitialState::Previous,
            (Some(state), false) => {
                check_state(plan.version.job.provisioner, state)
                    .map_err(|fault| Fault::field("state", fault.to_string()))?;
                InitialState::Given(state.clone())
            }
        };
        let reason = request.reason.unwrap_or(BuildReason::Initiator);
        Ok(Beginning {
            state,
            on_success: request.on_success,
            log_level: request.debug.then(|| "debug".to_owned()),
            ..Beginning::plain(request.transition, reason, caller.user.id)
        })
    }
}
