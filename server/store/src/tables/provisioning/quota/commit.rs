//! The decision about a build that has been planned.

use super::ledger::NewLedgerEntry;
use crate::{CurrentJob, Reader, StoreError, Tx};
use burgrave_core::ids::{LedgerEntryId, OrganizationId, TemplateId, UserId, WorkspaceBuildId, WorkspaceId};
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::quota::{Commit, Decision, UNLIMITED, budget, decide};
use chrono::{DateTime, Utc};

/// What somebody may spend in an organization, and what their workspaces in it cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The allowances of their groups, Everyone included where they are a member.
    pub budget: i64,
    /// What the latest builds of their workspaces cost.
    pub consumed: i64,
}

/// What a daemon asks before it carries a build out.
#[derive(Debug, Clone, Copy)]
pub struct QuotaRequest {
    /// The id of the ledger's entry.
    pub entry: LedgerEntryId,
    /// What the build would cost.
    pub cost: i64,
    /// Quotas count; else everything is permitted.
    pub enforced: bool,
    /// The present time.
    pub now: DateTime<Utc>,
}

/// What was held against each other, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct QuotaCommit {
    pub commit: Commit,
    pub decision: Decision,
}

/// Whose a build is, and of what.
struct Subject {
    owner: UserId,
    template: TemplateId,
    workspace: WorkspaceId,
    number: i64,
    transition: Transition,
}

impl crate::row::FromRow for Subject {
    fn from_row(row: &mut crate::row::Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            owner: row.next()?,
            template: row.next()?,
            workspace: row.next()?,
            number: row.next()?,
            transition: row.next()?,
        })
    }
}

impl Reader {
    /// What somebody may spend in an organization, and what their workspaces in it cost. The user need not be
    /// a member.
    pub async fn quota(&self, organization: OrganizationId, user: UserId) -> Result<Quota, StoreError> {
        let budget = self.quota_budget(organization, user).await?;
        Ok(Quota { budget, consumed: self.quota_consumed(organization, user, None).await? })
    }

    async fn quota_budget(&self, organization: OrganizationId, user: UserId) -> Result<i64, StoreError> {
        let sql = "SELECT g.quota_allowance FROM group_members h JOIN groups g ON g.id = h.group_id WHERE \
                   h.organization_id = ?1 AND h.user_id = ?2 UNION ALL SELECT g.quota_allowance FROM \
                   organization_members m JOIN groups g ON g.id = m.organization_id WHERE m.organization_id \
                   = ?1 AND m.user_id = ?2";
        let rows: Vec<(i64,)> = self.fetch(sql, &[organization.into(), user.into()]).await?;
        Ok(budget(rows.into_iter().map(|(allowance,)| allowance)))
    }

    /// What the latest builds of somebody's workspaces cost, but for one build.
    async fn quota_consumed(
        &self,
        organization: OrganizationId,
        owner: UserId,
        besides: Option<WorkspaceBuildId>,
    ) -> Result<i64, StoreError> {
        // Added up here, because a sum has another type on each engine.
        let sql = "SELECT b.id, b.daily_cost FROM workspaces w JOIN workspace_builds b ON b.id = \
                   w.latest_build_id WHERE w.owner_id = ?1 AND w.organization_id = ?2 AND w.deleted_at IS \
                   NULL";
        let rows: Vec<(WorkspaceBuildId, i64)> =
            self.fetch(sql, &[owner.into(), organization.into()]).await?;
        let others = rows.iter().filter(|(id, _)| Some(*id) != besides);
        Ok(others.fold(0, |sum: i64, (_, cost)| sum.saturating_add(*cost)))
    }
}

impl Tx {
    /// Decides whether the build that the job carries out may cost so much, keeps its cost if so, and writes
    /// the ledger. Asked again, it decides again, as if it hadn't been asked before. It belongs into
    /// [`crate::Store::write`], which lets those of one owner in one organization happen one after the other.
    ///
    /// # Errors
    /// `Internal` when the job carries out no build, or the cost is below 0.
    pub async fn commit_quota(
        &self,
        job: &CurrentJob,
        asked: QuotaRequest,
    ) -> Result<QuotaCommit, StoreError> {
        let Some(build) = job.build_id else {
            return Err(StoreError::Internal("the cost of a build by a job that carries out none".into()));
        };
        if asked.cost < 0 {
            return Err(StoreError::Internal(format!("a build that costs {} a day", asked.cost)));
        }
        let sql = "SELECT w.owner_id, w.template_id, w.id, b.build_number, b.transition FROM \
                   workspace_builds b JOIN workspaces w ON w.id = b.workspace_id WHERE b.id = ?1";
        let subject: Subject = self.one(sql, &[build.into()]).await?;
        let sql = "SELECT b.daily_cost, b.build_number FROM workspace_builds b WHERE b.workspace_id = ?1 AND \
                   b.build_number = ?2";
        let previous: Option<(i64, i64)> =
            self.find(sql, &[subject.workspace.into(), (subject.number - 1).into()]).await?;
        let budget = match asked.enforced {
            true => Some(self.quota_budget(job.organization_id, subject.owner).await?),
            false => None,
        };
        let commit = Commit {
            budget,
            consumed: self.quota_consumed(job.organization_id, subject.owner, Some(build)).await?,
            previous: previous.map(|(cost, _)| cost),
            cost: asked.cost,
        };
        let decision = decide(commit);
        let kept = if decision.permitted { asked.cost } else { 0 };
        let sql = "UPDATE workspace_builds SET daily_cost = ?2 WHERE id = ?1";
        self.execute(sql, &[build.into(), kept.into()]).await?;
        self.insert(&NewLedgerEntry {
            id: asked.entry,
            at: asked.now,
            organization_id: job.organization_id,
            owner_id: subject.owner,
            template_id: subject.template,
            workspace_id: subject.workspace,
            build_id: build,
            transition: subject.transition,
            cost: asked.cost,
            previous_cost: commit.previous.unwrap_or(0),
            consumed_before: commit.consumed,
            budget: budget.unwrap_or(UNLIMITED),
            permitted: decision.permitted,
        })
        .await?;
        Ok(QuotaCommit { commit, decision })
    }
}
