//! What a provisioner says.

use std::collections::HashMap;

use burgrave_wire::provisioner::{Module, ResourceReplacement};

use super::resource::Resource;
use super::template::{ExternalAuthProviderResource, Preset, RichParameter, TemplateVariable};

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Response {
    #[prost(oneof = "Kind", tags = "1, 2, 3, 4")]
    pub(crate) kind: Option<Kind>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub(crate) enum Kind {
    #[prost(message, tag = "1")]
    Log(Log),
    #[prost(message, tag = "2")]
    Parse(ParseComplete),
    #[prost(message, tag = "3")]
    Plan(PlanComplete),
    #[prost(message, tag = "4")]
    Apply(ApplyComplete),
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Log {
    /// 0 trace, 1 debug, 2 info, 3 warn, 4 error.
    #[prost(int32, tag = "1")]
    pub(crate) level: i32,
    #[prost(string, tag = "2")]
    pub(crate) output: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ParseComplete {
    #[prost(string, tag = "1")]
    pub(crate) error: String,
    #[prost(message, repeated, tag = "2")]
    pub(crate) template_variables: Vec<TemplateVariable>,
    #[prost(bytes = "vec", tag = "3")]
    pub(crate) readme: Vec<u8>,
    #[prost(map = "string, string", tag = "4")]
    pub(crate) workspace_tags: HashMap<String, String>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct PlanComplete {
    #[prost(string, tag = "1")]
    pub(crate) error: String,
    #[prost(message, repeated, tag = "2")]
    pub(crate) resources: Vec<Resource>,
    #[prost(message, repeated, tag = "3")]
    pub(crate) parameters: Vec<RichParameter>,
    #[prost(message, repeated, tag = "4")]
    pub(crate) external_auth_providers: Vec<ExternalAuthProviderResource>,
    #[prost(message, repeated, tag = "7")]
    pub(crate) modules: Vec<Module>,
    #[prost(message, repeated, tag = "8")]
    pub(crate) presets: Vec<Preset>,
    #[prost(message, repeated, tag = "10")]
    pub(crate) resource_replacements: Vec<ResourceReplacement>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ApplyComplete {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) state: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(crate) error: String,
    #[prost(message, repeated, tag = "3")]
    pub(crate) resources: Vec<Resource>,
}
