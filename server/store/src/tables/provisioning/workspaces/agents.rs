//! What a list of workspaces asks of their agents.

use crate::filter::Filter;
use burgrave_core::provisioning::resources::{AGENT_LOST_AFTER, AgentStatus};
use chrono::{DateTime, Utc};

/// The states of which an agent has to be in one; none is in none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentsFilter {
    /// The states.
    pub statuses: Vec<AgentStatus>,
    /// The time for which they are told.
    pub now: DateTime<Utc>,
}

/// Whether a workspace has to be healthy, or must not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthFilter {
    /// Which.
    pub healthy: bool,
    /// The time for which it is told.
    pub now: DateTime<Utc>,
}

/// A state, as a condition on an agent `a` that is never unknown. It says the same as [`AgentStatus::of`].
pub(super) fn way(filter: &mut Filter<'_>, status: AgentStatus, now: DateTime<Utc>) -> String {
    let never = "(a.first_connected_at IS NULL OR a.last_connected_at IS NULL)";
    match status {
        AgentStatus::Connecting => {
            let now = filter.bind(now);
            format!("({never} AND (a.times_out_at IS NULL OR a.times_out_at >= {now}))")
        }
        AgentStatus::Timeout => {
            let now = filter.bind(now);
            format!("({never} AND a.times_out_at IS NOT NULL AND a.times_out_at < {now})")
        }
        AgentStatus::Connected => {
            let lost = filter.bind(now - AGENT_LOST_AFTER);
            format!(
                "(NOT {never} AND a.last_connected_at >= {lost} AND (a.disconnected_at IS NULL OR \
                 a.disconnected_at < a.last_connected_at))"
            )
        }
        AgentStatus::Disconnected => {
            let lost = filter.bind(now - AGENT_LOST_AFTER);
            format!(
                "(NOT {never} AND (a.last_connected_at < {lost} OR (a.disconnected_at IS NOT NULL AND \
                 a.disconnected_at >= a.last_connected_at)))"
            )
        }
    }
}
