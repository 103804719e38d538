//! Messages of the documented provisioner protocol (package `provisioner`), by their numbers. Fields that
//! nothing is made of are left out: protobuf skips them.
//!
//! - `response`: what a provisioner says. `template`: parameters, variables, presets. `resource`: resources
//!   and agents.
//! - `from_wire_template`, `from_wire_resource`: the messages as what the server keeps. `to_wire_template`,
//!   `to_wire_resource`: the way back, for those who write echo archives.

mod from_wire_resource;
mod from_wire_template;
mod resource;
mod response;
mod template;
mod to_wire_resource;
mod to_wire_template;

pub(crate) use from_wire_resource::resources;
pub(crate) use from_wire_template::{external_auth, parameters, presets, variables};
pub(crate) use resource::{
    Agent, AgentMetadata, App, Auth, DisplayApps, Env, Healthcheck, Resource, ResourceMetadata, Script,
};
pub(crate) use response::{ApplyComplete, Kind, Log, ParseComplete, PlanComplete, Response};
pub(crate) use template::{
    ExternalAuthProviderResource, Prebuild, Preset, PresetParameter, RichParameter, RichParameterOption,
};
pub(crate) use to_wire_resource::wire_resource;
pub(crate) use to_wire_template::{
    form_type, wire_external_auth, wire_parameter, wire_preset, wire_variable,
};
