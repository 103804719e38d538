//! Whether an agent is connected.

use chrono::{DateTime, TimeDelta, Utc};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::provisioning::words::as_str;

as_str!(AgentStatus);

/// When an agent that hasn't been heard counts as disconnected.
pub const AGENT_LOST_AFTER: TimeDelta = TimeDelta::seconds(30);

/// Whether an agent is connected. Its words are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum AgentStatus {
    /// It hasn't connected yet.
    Connecting,
    /// It is connected.
    Connected,
    /// It was connected.
    Disconnected,
    /// It hasn't connected in the time that its template gives it.
    Timeout,
}

/// What is stored of an agent's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connection {
    /// When the agent was made.
    pub created_at: DateTime<Utc>,
    /// Seconds that its template gives it to connect; 0 for any time.
    pub timeout_seconds: i32,
    /// When it connected first.
    pub first_connected_at: Option<DateTime<Utc>>,
    /// When it was heard last.
    pub last_connected_at: Option<DateTime<Utc>>,
    /// When it went.
    pub disconnected_at: Option<DateTime<Utc>>,
}

impl AgentStatus {
    /// The status of an agent.
    #[must_use]
    pub fn of(connection: Connection, now: DateTime<Utc>) -> Self {
        let Some(last) = connection.first_connected_at.and(connection.last_connected_at) else {
            let timeout = TimeDelta::seconds(connection.timeout_seconds.into());
            let lost = timeout > TimeDelta::zero() && now - connection.created_at > timeout;
            return if lost { Self::Timeout } else { Self::Connecting };
        };
        let went = connection.disconnected_at.is_some_and(|went| went >= last);
        if went || now - last > AGENT_LOST_AFTER { Self::Disconnected } else { Self::Connected }
    }

    /// Why an agent isn't well, in words; none where it is. A workspace is healthy when all of its agents
    /// are.
    #[must_use]
    pub const fn unhealthy(self) -> Option<&'static str> {
        match self {
            Self::Connected => None,
            Self::Connecting => Some("agent has not yet connected"),
            Self::Disconnected => Some("agent has lost connection"),
            Self::Timeout => Some("agent is taking too long to connect"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_follows_from_the_times() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let ago = |seconds| Some(now - TimeDelta::seconds(seconds));
        let status = |age, timeout_seconds, last: Option<DateTime<Utc>>, disconnected_at| {
            let connection = Connection {
                created_at: now - TimeDelta::seconds(age),
                timeout_seconds,
                first_connected_at: last,
                last_connected_at: last,
                disconnected_at,
            };
            AgentStatus::of(connection, now)
        };
        assert_eq!(status(120, 120, None, None), AgentStatus::Connecting);
        assert_eq!(status(121, 120, None, None), AgentStatus::Timeout);
        assert_eq!(status(9_999, 0, None, None), AgentStatus::Connecting);
        assert_eq!(status(999, 120, ago(30), None), AgentStatus::Connected);
        assert_eq!(status(999, 120, ago(31), None), AgentStatus::Disconnected);
        assert_eq!(status(999, 120, ago(5), ago(5)), AgentStatus::Disconnected);
        assert_eq!(status(999, 120, ago(5), ago(9)), AgentStatus::Connected, "it came back");
        assert!(AgentStatus::VARIANTS.iter().filter(|status| status.unhealthy().is_none()).count() == 1);
    }
}
