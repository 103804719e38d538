//! Which workspaces a list holds.

use super::agents::{self, AgentsFilter, HealthFilter};
use crate::filter::{Filter, contains};
use crate::tables::provisioning::jobs::in_status;
use burgrave_core::authorization::Visible;
use burgrave_core::ids::{GroupId, OrganizationId, UserId, WorkspaceId};
use burgrave_core::provisioning::build::{BuildStatus, Transition};
use burgrave_core::provisioning::job::JobStatus;
use burgrave_core::provisioning::resources::AgentStatus;
use chrono::{DateTime, Utc};
use std::fmt::Write;

/// Which workspaces a list holds; what is absent or empty doesn't limit. Deleted ones are in none.
#[derive(Debug, Clone, Default)]
pub struct WorkspaceFilter {
    /// Only these.
    pub ids: Option<Vec<WorkspaceId>>,
    /// Each must occur in the name, in any letter case.
    pub names: Vec<String>,
    /// Only of this owner.
    pub owner: Option<UserId>,
    /// Only of this organization.
    pub organization: Option<OrganizationId>,
    /// Only of templates of this name, in any letter case.
    pub template: Option<String>,
    /// Only in one of these statuses.
    pub statuses: Vec<BuildStatus>,
    /// Only those whose latest build isn't of the template's active version, or only others.
    pub outdated: Option<bool>,
    /// Only dormant ones.
    pub dormant: bool,
    /// Only used before this time.
    pub used_before: Option<DateTime<Utc>>,
    /// Only used after this time.
    pub used_after: Option<DateTime<Utc>>,
    /// Only those that have an entry in their access lists, or only others.
    pub shared: Option<bool>,
    /// Only shared with this user.
    pub shared_with_user: Option<UserId>,
    /// Only shared with one of these groups.
    pub shared_with_groups: Option<Vec<GroupId>>,
    /// Only those with an agent of which one of these is true.
    pub agents: Option<AgentsFilter>,
    /// Only those that are healthy, or only others: one that runs is where all of its agents are connected.
    pub healthy: Option<HealthFilter>,
    /// Only those whose latest build has all these parameters, with these values where one is given; letter
    /// case doesn't count.
    pub parameters: Vec<(String, Option<String>)>,
    /// Only those whose latest build has an external agent, or only others.
    pub external_agent: Option<bool>,
    /// Only those that somebody may read; absent = all.
    pub visible: Option<Visible>,
    /// The same for dormant ones, which are a kind of their own.
    pub visible_dormant: Option<Visible>,
}

/// The status of a job, and the transition of its build where that counts.
fn meaning(status: BuildStatus) -> (JobStatus, Option<Transition>) {
    match status {
        BuildStatus::Pending => (JobStatus::Pending, None),
        BuildStatus::Starting => (JobStatus::Running, Some(Transition::Start)),
        BuildStatus::Stopping => (JobStatus::Running, Some(Transition::Stop)),
        BuildStatus::Deleting => (JobStatus::Running, Some(Transition::Delete)),
        BuildStatus::Running => (JobStatus::Succeeded, Some(Transition::Start)),
        BuildStatus::Stopped => (JobStatus::Succeeded, Some(Transition::Stop)),
        BuildStatus::Deleted => (JobStatus::Succeeded, Some(Transition::Delete)),
        BuildStatus::Canceling => (JobStatus::Canceling, None),
        BuildStatus::Canceled => (JobStatus::Canceled, None),
        BuildStatus::Failed => (JobStatus::Failed, None),
    }
}

impl WorkspaceFilter {
    /// Whether nothing limits the list but what may be seen.
    pub(super) fn is_plain(&self) -> bool {
        let Self { ids, names, owner, organization, template, statuses, outdated, dormant, .. } = self;
        let Self { used_before, used_after, shared, shared_with_user, shared_with_groups, .. } = self;
        let named = ids.is_some() || owner.is_some() || organization.is_some() || template.is_some();
        let used = used_before.is_some() || used_after.is_some();
        let given = shared.is_some() || shared_with_user.is_some() || shared_with_groups.is_some();
        let agents = self.external_agent.is_some() || self.agents.is_some() || self.healthy.is_some();
        let built = outdated.is_some() || agents || !self.parameters.is_empty();
        !(named || used || given || built || *dormant || !names.is_empty() || !statuses.is_empty())
    }

    /// Whether nothing limits the list but its organization and its template, and what may be seen.
    pub(super) fn is_by_place(&self) -> bool {
        Self { organization: None, template: None, ..self.clone() }.is_plain()
    }

    /// Whether everything may be seen.
    pub(super) fn sees_everything(&self) -> bool {
        let all = |visible: &Option<Visible>| visible.as_ref().is_none_or(Visible::is_everything);
        all(&self.visible) && all(&self.visible_dormant)
    }

    /// The conditions of the list on `workspaces w`, but what may be seen.
    pub(super) fn conditions(&self, filter: &mut Filter<'_>) {
        filter.and("w.deleted_at IS NULL");
        if let Some(ids) = &self.ids {
            let places = filter.bind_all(ids.iter().copied());
            filter.and(format!("w.id IN ({places})"));
        }
        for name in &self.names {
            let pattern = filter.bind(contains(name));
            filter.and(format!("w.name_key LIKE {pattern} ESCAPE '!'"));
        }
        if let Some(owner) = self.owner {
            let place = filter.bind(owner);
            filter.and(format!("w.owner_id = {place}"));
        }
        if let Some(organization) = self.organization {
            let place = filter.bind(organization);
            filter.and(format!("w.organization_id = {place}"));
        }
        if let Some(template) = &self.template {
            let place = filter.bind(template.to_lowercase());
            filter.and(format!(
                "w.template_id IN (SELECT t.id FROM templates t WHERE t.name_key = {place} AND t.deleted_at \
                 IS NULL)"
            ));
        }
        if self.dormant {
            filter.and("w.dormant_at IS NOT NULL");
        }
        for (operator, time) in [("<", self.used_before), (">", self.used_after)] {
            if let Some(time) = time {
                let place = filter.bind(time);
                filter.and(format!("w.last_used_at {operator} {place}"));
            }
        }
        self.access(filter);
        self.latest_build(filter);
    }

    fn access(&self, filter: &mut Filter<'_>) {
        let entry = |table: &str, more: &str| {
            format!("EXISTS (SELECT a.role FROM {table} a WHERE a.workspace_id = w.id{more})")
        };
        if let Some(shared) = self.shared {
            let (users, groups) = (entry("workspace_users", ""), entry("workspace_groups", ""));
            filter.and(format!("{}({users} OR {groups})", if shared { "" } else { "NOT " }));
        }
        if let Some(user) = self.shared_with_user {
            let place = filter.bind(user);
            filter.and(entry("workspace_users", &format!(" AND a.user_id = {place}")));
        }
        if let Some(groups) = &self.shared_with_groups {
            let places = filter.bind_all(groups.iter().copied());
            filter.and(entry("workspace_groups", &format!(" AND a.group_id IN ({places})")));
        }
    }

    /// What is asked of the latest build.
    fn latest_build(&self, filter: &mut Filter<'_>) {
        let build = "SELECT b.id FROM workspace_builds b";
        if !self.statuses.is_empty() {
            if self.statuses.iter().all(|status| *status == BuildStatus::Running) {
                filter.and("w.list_rank = 0");
            }
            let ways: Vec<_> = self.statuses.iter().map(|status| way(filter, *status)).collect();
            filter.and(format!(
                "EXISTS ({build} JOIN provisioner_jobs j ON j.id = b.job_id WHERE b.id = w.latest_build_id \
                 AND ({}))",
                ways.join(" OR ")
            ));
        }
        if let Some(outdated) = self.outdated {
            filter.and(format!(
                "{}EXISTS ({build} JOIN templates t ON t.id = w.template_id WHERE b.id = w.latest_build_id \
                 AND b.version_id = t.active_version_id)",
                if outdated { "NOT " } else { "" }
            ));
        }
        if let Some(external) = self.external_agent {
            filter.and(format!(
                "{}EXISTS ({build} JOIN template_versions v ON v.id = b.version_id WHERE b.id = \
                 w.latest_build_id AND v.has_external_agent)",
                if external { "" } else { "NOT " }
            ));
        }
        self.agents(filter);
        for (name, value) in &self.parameters {
            let same = |column: &str, place: String| {
                format!("COALESCE(p.{column}_key, lower(p.{column})) = {place}")
            };
            let mut given = same("name", filter.bind(name.to_lowercase()));
            if let Some(value) = value {
                let _ = write!(given, " AND {}", same("value", filter.bind(value.to_lowercase())));
            }
            filter.and(format!(
                "EXISTS (SELECT p.name FROM workspace_build_parameters p WHERE p.build_id = \
                 w.latest_build_id AND {given})"
            ));
        }
    }
    /// What is asked of the agents of the latest build.
    fn agents(&self, filter: &mut Filter<'_>) {
        let agent = "SELECT a.id FROM workspace_builds b JOIN workspace_agents a ON a.job_id = b.job_id WHERE \
                     b.id = w.latest_build_id AND a.deleted_at IS NULL AND";
        if let Some(asked) = &self.agents {
            let ways: Vec<_> =
                asked.statuses.iter().map(|status| agents::way(filter, *status, asked.now)).collect();
            filter.and(match ways.is_empty() {
                true => "1 = 0".to_owned(),
                false => format!("EXISTS ({agent} ({}))", ways.join(" OR ")),
            });
        }
        if let Some(asked) = self.healthy {
            let connected = agents::way(filter, AgentStatus::Connected, asked.now);
            filter.and(format!(
                "{}(w.list_rank = 0 AND EXISTS ({agent} NOT {connected}))",
                if asked.healthy { "NOT " } else { "" }
            ));
        }
    }
}

/// A status, as a condition on the latest build `b` and its job `j`.
fn way(filter: &mut Filter<'_>, status: BuildStatus) -> String {
    let (job, transition) = meaning(status);
    let mut inner = filter.inner();
    in_status(&mut inner, &[job]);
    let of_job = inner.clause().trim_start_matches("WHERE").to_owned();
    filter.values = inner.values;
    match transition {
        None => format!("({of_job})"),
        Some(transition) => format!("({of_job} AND b.transition = {})", filter.bind(transition)),
    }
}
