//! An agent: what makes a workspace reachable.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{App, Devcontainer, Monitors, Script};

/// An agent, as a template declares it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Agent {
    /// Its name, unique in the build without regard to letter case.
    pub name: String,
    /// The system that it runs on.
    pub operating_system: String,
    /// The processor that it runs on.
    pub architecture: String,
    /// Where its sessions begin.
    pub directory: String,
    /// The variables of its sessions.
    pub environment: BTreeMap<String, String>,
    /// How it proves who it is.
    pub auth: AgentAuth,
    /// Seconds until an agent that hasn't connected counts as lost.
    pub connection_timeout_seconds: i32,
    /// A page for those whose agent doesn't connect.
    pub troubleshooting_url: String,
    /// A file that is shown at the beginning of a session.
    pub motd_file: String,
    /// Its place among the agents.
    pub order: i64,
    /// The apps that everyone has, in the order in which they are shown.
    pub display_apps: Vec<DisplayApp>,
    /// Its own apps.
    pub apps: Vec<App>,
    /// What it runs by itself.
    pub scripts: Vec<Script>,
    /// What it tells about itself from time to time.
    pub metadata: Vec<AgentMetadata>,
    /// The containers that it starts. Agents that were kept before these were have none.
    #[serde(default)]
    pub devcontainers: Vec<Devcontainer>,
    /// What it watches of its machine.
    #[serde(default)]
    pub monitors: Monitors,
}

/// How an agent proves who it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentAuth {
    /// By a token; one is made where it is empty.
    Token(String),
    /// By the identity of the machine that it runs on.
    Instance(String),
}

impl Default for AgentAuth {
    fn default() -> Self {
        Self::Token(String::new())
    }
}

/// An app that every agent can show. The words are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum DisplayApp {
    Vscode,
    VscodeInsiders,
    SshHelper,
    PortForwardingHelper,
    WebTerminal,
}

impl DisplayApp {
    /// Those of an agent that says nothing about them.
    pub const USUAL: [Self; 4] =
        [Self::Vscode, Self::SshHelper, Self::PortForwardingHelper, Self::WebTerminal];
}

/// Something that an agent tells about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AgentMetadata {
    /// What it is, for programs.
    pub key: String,
    /// What it is, for people.
    pub display_name: String,
    /// What finds it out.
    pub script: String,
    /// Seconds between two runs.
    pub interval: i64,
    /// Seconds that a run may take.
    pub timeout: i64,
    /// Its place among the others.
    pub order: i64,
}

/// Whether logins wait for the scripts. The words are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StartupScriptBehavior {
    /// They wait.
    Blocking,
    /// They don't.
    NonBlocking,
}

impl Agent {
    /// When one that was made then counts as lost, if it hasn't connected by then; never without a limit.
    #[must_use]
    pub fn times_out_at(&self, made: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let limit = TimeDelta::seconds(self.connection_timeout_seconds.into());
        (limit > TimeDelta::zero()).then(|| made.checked_add_signed(limit)).flatten()
    }

    /// Whether logins wait for any of the agent's scripts.
    #[must_use]
    pub fn startup_script_behavior(&self) -> StartupScriptBehavior {
        if self.scripts.iter().any(|script| script.start_blocks_login) {
            StartupScriptBehavior::Blocking
        } else {
            StartupScriptBehavior::NonBlocking
        }
    }
}
