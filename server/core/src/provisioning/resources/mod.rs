//! What a job has planned or made: resources, their agents, and what runs on those.
//!
//! - `resource`, `agent`, `app`, `script`: the parts. They are kept as JSON where nothing is looked up by
//!   them.
//! - `arrange`: the order in which they are shown. `agent_status`: whether an agent is connected.
//! - `check`: what is demanded of them before they are kept.

mod agent;
mod agent_status;
mod app;
mod arrange;
mod check;
mod resource;
mod script;

pub use agent::{Agent, AgentAuth, AgentMetadata, DisplayApp, StartupScriptBehavior};
pub use agent_status::{AGENT_LOST_AFTER, AgentStatus, Connection};
pub use app::{App, Healthcheck, OpenIn, SharingLevel};
pub use arrange::arrange;
pub use check::{
    MOST_AGENTS, MOST_PARTS, MOST_RESOURCES, ResourceFault, TEXT_LENGTH, TITLE_LENGTH, resource_fault,
};
pub use resource::{Metadata, REDACTED, Resource, daily_cost, has_external_agent};
pub use script::Script;
