//! What is due for one workspace, decided and done in one transaction.

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic as Reason, Update};
use burgrave_core::ids::WorkspaceId;
use burgrave_core::provisioning::build::{BuildReason, BuildStatus, Transition};
use burgrave_core::provisioning::schedule::{Due, Schedule, Scheduled, deleted_at, failure_stops_at};
use burgrave_store::{Build, Template, UserRecord, UserStatus, Workspace};
use chrono::{DateTime, TimeDelta, Utc};

use crate::application::command::{
    Audit, Automatic, Command, CommandContext, Diff, Entry, Exemption, Outcome,
};
use crate::fault::Fault;
use crate::provisioning::builds::{
    Beginning, GivenParameters, PlanRequest, begin_automatic, days, next_start_of, plan,
};
use crate::provisioning::notices;
use crate::provisioning::signals::workspace_topic;

/// How late a workspace may start by its schedule where something was in the way.
const STARTS_UNTIL: TimeDelta = TimeDelta::minutes(15);

/// How late it may start where nobody looked: a server that was away for longer starts nothing that was
/// wanted on another day.
const MADE_UP_FOR: TimeDelta = TimeDelta::hours(12);

/// When a workspace is looked at again for which nothing could be done.
const LOOKS_AGAIN: TimeDelta = TimeDelta::minutes(1);

/// Looks at one workspace, does what is due, and says when it has to be looked at next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attend {
    /// The workspace.
    pub(super) workspace: WorkspaceId,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Attended {
    /// Something: it isn't due any more.
    Done,
    /// Nothing was to be done.
    Nothing,
    /// What is due isn't possible, for this reason.
    Refused(String),
}

/// A workspace with all that decides about it.
struct Sight {
    workspace: Workspace,
    template: Template,
    latest: Build,
    owner: UserRecord,
}

impl Command for Attend {
    type Actor = Automatic;
    type Output = Attended;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Several)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<Attended>, Fault> {
        let Some(sight) = self.look(context).await? else {
            return Ok(Outcome::unrecorded(Attended::Nothing));
        };
        match sight.scheduled(context.now).due(context.now) {
            Some(Due::Build(transition, reason)) => {
                let built = sight.build(context, transition, reason).await?;
                // A start that wasn't possible is not tried again before its next time.
                sight.rearm(context, true).await?;
                Ok(match built {
                    Ok(entry) => Outcome::changed(Attended::Done, entry),
                    Err(why) => Outcome::unrecorded(Attended::Refused(why)),
                })
            }
            Some(Due::Dormant { stop }) => sight.sleep(context, stop).await,
            None if sight.rearm(context, false).await? => Ok(Outcome::unrecorded(Attended::Done)),
            None => Ok(Outcome::unrecorded(Attended::Nothing)),
        }
    }
}

impl Attend {
    async fn look(&self, context: &CommandContext<Automatic>) -> Result<Option<Sight>, Fault> {
        let found = context.workspace(self.workspace).await?;
        let Some(workspace) = found.filter(|workspace| workspace.deleted_at.is_none()) else {
            return Ok(None);
        };
        let template = context.template_by_id(workspace.template_id).await?;
        let latest = context.latest_build(workspace.id).await?;
        let owner = context.user_by_id(workspace.owner_id).await?;
        let (Some(template), Some(latest), Some(owner)) = (template, latest, owner) else {
            return Err(Fault::Internal("a workspace without its template, build or owner".into()));
        };
        Ok(Some(Sight { workspace, template, latest, owner }))
    }
}

impl Sight {
    fn scheduled(&self, now: DateTime<Utc>) -> Scheduled {
        let Self { workspace, template, latest, owner } = self;
        Scheduled {
            transition: latest.transition,
            status: latest.status(),
            completed_at: latest.job.completed_at,
            deadline: latest.deadline,
            next_start_at: workspace
                .next_start_at
                .filter(|at| now - *at <= MADE_UP_FOR && self.starts_at(*at)),
            last_used_at: workspace.last_used_at,
            dormant_at: workspace.dormant_at,
            deleting_at: workspace.deleting_at,
            owner_is_active: owner.status != UserStatus::Suspended,
            failure_ttl_ms: template.failure_ttl_ms,
            time_til_dormant_ms: template.dormant_after_ms,
        }
    }

    /// Whether a time is one at which the schedule and the template have the workspace start, or a little
    /// later. Times are moved also to look again, and templates may have changed since. People who aren't
    /// here need nothing that runs.
    fn starts_at(&self, at: DateTime<Utc>) -> bool {
        let schedule = self.workspace.autostart_schedule.as_deref();
        let schedule: Option<Schedule> = schedule.and_then(|text| text.parse().ok());
        let Some(schedule) = schedule.filter(|_| self.template.allow_user_autostart) else { return false };
        let due = schedule.next_after(at - STARTS_UNTIL, days(&self.template));
        due.is_some_and(|due| due <= at) && self.owner.status == UserStatus::Active
    }

    /// Says when the workspace has to be looked at next, as far as that is not to come; whether that changed
    /// something.
    async fn rearm(&self, context: &CommandContext<Automatic>, acted: bool) -> Result<bool, Fault> {
        let (now, workspace) = (context.now, &self.workspace);
        let mine = Authorized::<Update, _>::automatic(Reason::Schedule, workspace.clone());
        let mut moved = false;
        if workspace.next_start_at.is_some_and(|next| next <= now) {
            let mut next = next_start_of(workspace, &self.template, workspace.dormant_at.is_some(), now);
            let again = now + LOOKS_AGAIN;
            if !acted && self.latest.status().is_active() && self.starts_at(again) {
                next = next.map(|next| next.min(again));
            }
            moved |= context.set_next_start(&mine, next).await?;
        }
        if !acted && context.is_stop_due(workspace.id, now).await? {
            let status = self.latest.status();
            let failed = (status, self.latest.transition) == (BuildStatus::Failed, Transition::Start);
            let next = match status {
                BuildStatus::Running => self.latest.deadline,
                _ if failed => {
                    let ended = self.latest.job.completed_at;
                    ended.and_then(|at| failure_stops_at(at, self.template.failure_ttl_ms))
                }
                _ => None,
            };
            moved |= context.set_next_stop(&mine, next.filter(|next| *next > now)).await?;
        }
        Ok(moved)
    }

    /// Begins a build; in the inner result, why that isn't possible.
    async fn build(
        &self,
        context: &CommandContext<Automatic>,
        transition: Transition,
        reason: BuildReason,
    ) -> Result<Result<Entry, String>, Fault> {
        let given = GivenParameters::default();
        let request = PlanRequest {
            template: &self.template,
            owner: self.workspace.owner_id,
            workspace: Some(self.workspace.id),
            previous: Some(&self.latest),
            transition,
            named: None,
            automatic_updates: self.workspace.automatic_updates,
            subject: None,
            updates_template: false,
            given: &given,
        };
        let plan = match plan(context, context.evaluations(), &request, Vec::new()).await {
            Ok(plan) => plan,
            Err(fault) if fault.ends_attempt() => return Err(fault),
            Err(fault) => {
                if transition == Transition::Stop {
                    let mine = Authorized::automatic(Reason::Schedule, self.workspace.clone());
                    context.set_next_stop(&mine, Some(context.now + STARTS_UNTIL)).await?;
                }
                return Ok(Err(format!("{fault:?}")));
            }
        };
        let beginning = Beginning::plain(transition, reason, self.owner.id);
        let (workspace, latest) = (self.workspace.clone(), Some(&self.latest));
        let begun =
            begin_automatic(context, Reason::Schedule, workspace, &self.template, latest, &plan, beginning);
        let operation = match transition {
            Transition::Start => operations::CREATE_WORKSPACE_BUILD,
            Transition::Stop => operations::CREATE_WORKSPACE_BUILD_STOP,
            Transition::Delete => operations::CREATE_WORKSPACE_BUILD_DELETE,
        };
        let entry = begun.await?.entry(&self.workspace).by(self.owner.id).of_operation(operation);
        Ok(Ok(entry.automatic(Automatic::Schedule)))
    }

    /// The workspace becomes dormant; what runs is stopped.
    async fn sleep(
        &self,
        context: &CommandContext<Automatic>,
        stop: bool,
    ) -> Result<Outcome<Attended>, Fault> {
        let (now, workspace) = (context.now, &self.workspace);
        let stopped = match stop {
            true => self.build(context, Transition::Stop, BuildReason::Dormancy).await?.ok(),
            false => None,
        };
        let mine = Authorized::automatic(Reason::Schedule, workspace.clone());
        let deleting_at = deleted_at(Some(now), self.template.delete_dormant_after_ms);
        context.set_dormant(&mine, now, deleting_at).await?;
        notices::workspace_dormant(context, workspace, &self.template, None).await?;
        context.tell(&workspace_topic(workspace.id)).await?;
        let diff = Diff::default().field("dormant_at", "", now.to_rfc3339());
        let entry = Entry::new(workspace.id, &workspace.name).within(workspace.organization_id).diff(diff);
        let entry = entry.of_operation(operations::UPDATE_WORKSPACE_DORMANCY).automatic(Automatic::Schedule);
        Ok(Outcome::changed(Attended::Done, entry).and(stopped))
    }
}
