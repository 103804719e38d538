//! Answers about budgets and costs.

use burgrave_api::{QuotaLedger, QuotaLedgerEntry, QuotaPreview, QuotaPreviewStep, QuotaSum, WorkspaceQuota};
use burgrave_core::provisioning::quota::Decision;
use burgrave_store::{LedgerBy, LedgerRecord, LedgerSum, Paged, Quota};

use super::int64;
use super::jobs::transition;
use crate::provisioning::quotas;

/// A quota.
pub(crate) fn quota(of: Quota) -> WorkspaceQuota {
    WorkspaceQuota { credits_consumed: of.consumed, budget: of.budget }
}

/// The preview of the costs of a workspace.
pub(crate) fn preview(view: quotas::QuotaPreview) -> QuotaPreview {
    let quotas::QuotaPreview { quota, costs: (start, stop), preview, differing, dry_run } = view;
    QuotaPreview {
        budget: quota.budget,
        credits_consumed: quota.consumed,
        start: step(start, preview.start),
        stop: step(stop, preview.stop),
        exact: differing.is_empty(),
        differing_parameters: differing,
        dry_run_id: dry_run,
    }
}

fn step(cost: i64, decision: Decision) -> QuotaPreviewStep {
    QuotaPreviewStep { cost, credits_consumed: decision.consumed, permitted: decision.permitted }
}

/// A page of the ledger.
pub(crate) fn ledger(page: Paged<LedgerRecord>) -> QuotaLedger {
    QuotaLedger { entries: page.rows.into_iter().map(entry).collect(), count: int64(page.count) }
}

fn entry(of: LedgerRecord) -> QuotaLedgerEntry {
    QuotaLedgerEntry {
        id: of.id,
        at: of.at,
        user_id: of.owner_id,
        username: of.owner_name.unwrap_or_default(),
        template_id: of.template_id,
        template_name: of.template_name.unwrap_or_default(),
        workspace_id: of.workspace_id,
        workspace_name: of.workspace_name.unwrap_or_default(),
        build_id: of.build_id,
        transition: transition(of.transition),
        cost: of.cost,
        previous_cost: of.previous_cost,
        credits_consumed: of.consumed_before,
        budget: of.budget,
        permitted: of.permitted,
    }
}

/// A sum.
pub(crate) fn sum(by: LedgerBy, of: LedgerSum) -> QuotaSum {
    let months = by == LedgerBy::Month;
    let month = || format!("{:04}-{:02}", of.month.div_euclid(12), of.month.rem_euclid(12) + 1);
    QuotaSum {
        id: (!months).then_some(of.id),
        month: months.then(month),
        name: of.name,
        builds: int64(of.builds),
        cost: of.cost,
    }
}
