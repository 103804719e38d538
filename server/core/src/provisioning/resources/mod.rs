//! What a job has planned or made: resources, their agents, and what runs on those.
//!
//! - `resource`, `agent`, `app`, `script`, `devcontainer`, `monitor`: the parts. They are kept as JSON where
//!   nothing is looked up by them.
//! - `plan_facts`: what a plan says beside them. `agent_status`: whether an agent is connected.
//! - `check`: what is demanded of them before they are kept.

mod agent;
mod agent_status;
mod app;
mod check;
mod devcontainer;
mod monitor;
mod plan_facts;
mod resource;
mod script;

pub use agent::{Agent, AgentAuth, AgentMetadata, DisplayApp, StartupScriptBehavior};
pub use agent_status::{AGENT_LOST_AFTER, AgentStatus, Connection};
pub use app::{App, Healthcheck, OpenIn, SharingLevel};
pub use check::{
    MOST_AGENTS, MOST_PARTS, MOST_RESOURCES, ResourceFault, TEXT_LENGTH, TITLE_LENGTH, resource_fault,
};
pub use devcontainer::Devcontainer;
pub use monitor::{Monitor, Monitors, VolumeMonitor};
pub use plan_facts::{MOST_MODULES, MOST_PATHS, MOST_REPLACEMENTS, Module, PlanFacts, Replacement};
pub use resource::{Metadata, REDACTED, Resource, daily_cost, has_external_agent};
pub use script::Script;
