//! Messages of the documented provisioner protocol as what the server keeps, and back. The messages
//! themselves are those of the crate `burgrave-wire`.
//!
//! - `response`: what a provisioner says to its daemon; it stands in echo archives.
//! - `plan_facts`: modules and replacements, both ways.
//! - `from_wire_template`, `from_wire_resource`: the messages as what the server keeps. `to_wire_template`,
//!   `to_wire_resource`: the way back, for those who write echo archives and for daemons on other machines.

mod from_wire_resource;
mod from_wire_template;
mod plan_facts;
mod response;
mod to_wire_resource;
mod to_wire_template;

pub use from_wire_resource::resources;
pub use from_wire_template::{external_auth, parameters, presets, variables};
pub use plan_facts::{modules, replacements, wire_module, wire_replacement};
pub use to_wire_resource::wire_resource;
pub use to_wire_template::{wire_external_auth, wire_parameter, wire_preset, wire_variable};

pub(crate) use resource::{
    Agent, AgentMetadata, App, Auth, Devcontainer, DisplayApps, Env, Healthcheck, MemoryResourceMonitor,
    Resource, ResourceMetadata, ResourcesMonitoring, Script, VolumeResourceMonitor,
};
pub(crate) use response::{ApplyComplete, Kind, Log, ParseComplete, PlanComplete, Response};
pub(crate) use template::{
    ExternalAuthProviderResource, Prebuild, Preset, PresetParameter, RichParameter, RichParameterOption,
};
pub(crate) use to_wire_template::form_type;

/// Messages of resources and agents.
pub(crate) mod resource {
    pub(crate) use burgrave_wire::provisioner::agent::{Auth, Metadata as AgentMetadata};
    pub(crate) use burgrave_wire::provisioner::resource::Metadata as ResourceMetadata;
    pub(crate) use burgrave_wire::provisioner::{
        Agent, App, Devcontainer, DisplayApps, Env, Healthcheck, MemoryResourceMonitor, Resource,
        ResourcesMonitoring, Script, VolumeResourceMonitor,
    };
}

/// Messages of parameters, variables and presets.
pub(crate) mod template {
    pub(crate) use burgrave_wire::provisioner::{
        ExternalAuthProviderResource, Prebuild, Preset, PresetParameter, RichParameter, RichParameterOption,
        TemplateVariable,
    };
}
