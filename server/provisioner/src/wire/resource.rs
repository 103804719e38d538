//! Resources and agents.

use std::collections::HashMap;

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Resource {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) r#type: String,
    #[prost(message, repeated, tag = "3")]
    pub(crate) agents: Vec<Agent>,
    #[prost(message, repeated, tag = "4")]
    pub(crate) metadata: Vec<ResourceMetadata>,
    #[prost(bool, tag = "5")]
    pub(crate) hide: bool,
    #[prost(string, tag = "6")]
    pub(crate) icon: String,
    #[prost(string, tag = "7")]
    pub(crate) instance_type: String,
    #[prost(int32, tag = "8")]
    pub(crate) daily_cost: i32,
    #[prost(string, tag = "9")]
    pub(crate) module_path: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ResourceMetadata {
    #[prost(string, tag = "1")]
    pub(crate) key: String,
    #[prost(string, tag = "2")]
    pub(crate) value: String,
    #[prost(bool, tag = "3")]
    pub(crate) sensitive: bool,
    #[prost(bool, tag = "4")]
    pub(crate) is_null: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Agent {
    #[prost(string, tag = "1")]
    pub(crate) id: String,
    #[prost(string, tag = "2")]
    pub(crate) name: String,
    #[prost(map = "string, string", tag = "3")]
    pub(crate) env: HashMap<String, String>,
    #[prost(string, tag = "5")]
    pub(crate) operating_system: String,
    #[prost(string, tag = "6")]
    pub(crate) architecture: String,
    #[prost(string, tag = "7")]
    pub(crate) directory: String,
    #[prost(message, repeated, tag = "8")]
    pub(crate) apps: Vec<App>,
    #[prost(oneof = "Auth", tags = "9, 10")]
    pub(crate) auth: Option<Auth>,
    #[prost(int32, tag = "11")]
    pub(crate) connection_timeout_seconds: i32,
    #[prost(string, tag = "12")]
    pub(crate) troubleshooting_url: String,
    #[prost(string, tag = "13")]
    pub(crate) motd_file: String,
    #[prost(message, repeated, tag = "18")]
    pub(crate) metadata: Vec<AgentMetadata>,
    #[prost(message, optional, tag = "20")]
    pub(crate) display_apps: Option<DisplayApps>,
    #[prost(message, repeated, tag = "21")]
    pub(crate) scripts: Vec<Script>,
    #[prost(message, repeated, tag = "22")]
    pub(crate) extra_envs: Vec<Env>,
    #[prost(int64, tag = "23")]
    pub(crate) order: i64,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub(crate) enum Auth {
    #[prost(string, tag = "9")]
    Token(String),
    #[prost(string, tag = "10")]
    InstanceId(String),
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct AgentMetadata {
    #[prost(string, tag = "1")]
    pub(crate) key: String,
    #[prost(string, tag = "2")]
    pub(crate) display_name: String,
    #[prost(string, tag = "3")]
    pub(crate) script: String,
    #[prost(int64, tag = "4")]
    pub(crate) interval: i64,
    #[prost(int64, tag = "5")]
    pub(crate) timeout: i64,
    #[prost(int64, tag = "6")]
    pub(crate) order: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct DisplayApps {
    #[prost(bool, tag = "1")]
    pub(crate) vscode: bool,
    #[prost(bool, tag = "2")]
    pub(crate) vscode_insiders: bool,
    #[prost(bool, tag = "3")]
    pub(crate) web_terminal: bool,
    #[prost(bool, tag = "4")]
    pub(crate) ssh_helper: bool,
    #[prost(bool, tag = "5")]
    pub(crate) port_forwarding_helper: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Script {
    #[prost(string, tag = "1")]
    pub(crate) display_name: String,
    #[prost(string, tag = "2")]
    pub(crate) icon: String,
    #[prost(string, tag = "3")]
    pub(crate) script: String,
    #[prost(string, tag = "4")]
    pub(crate) cron: String,
    #[prost(bool, tag = "5")]
    pub(crate) start_blocks_login: bool,
    #[prost(bool, tag = "6")]
    pub(crate) run_on_start: bool,
    #[prost(bool, tag = "7")]
    pub(crate) run_on_stop: bool,
    #[prost(int32, tag = "8")]
    pub(crate) timeout_seconds: i32,
    #[prost(string, tag = "9")]
    pub(crate) log_path: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Env {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) value: String,
    /// Empty or `replace`, `append`, `prepend`, `error`.
    #[prost(string, tag = "3")]
    pub(crate) merge_strategy: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct App {
    #[prost(string, tag = "1")]
    pub(crate) slug: String,
    #[prost(string, tag = "2")]
    pub(crate) display_name: String,
    #[prost(string, tag = "3")]
    pub(crate) command: String,
    #[prost(string, tag = "4")]
    pub(crate) url: String,
    #[prost(string, tag = "5")]
    pub(crate) icon: String,
    #[prost(bool, tag = "6")]
    pub(crate) subdomain: bool,
    #[prost(message, optional, tag = "7")]
    pub(crate) healthcheck: Option<Healthcheck>,
    /// 0 owner, 1 authenticated, 2 public.
    #[prost(int32, tag = "8")]
    pub(crate) sharing_level: i32,
    #[prost(bool, tag = "9")]
    pub(crate) external: bool,
    #[prost(int64, tag = "10")]
    pub(crate) order: i64,
    #[prost(bool, tag = "11")]
    pub(crate) hidden: bool,
    /// 0 a window (no longer), 1 a slim window, 2 a tab.
    #[prost(int32, tag = "12")]
    pub(crate) open_in: i32,
    #[prost(string, tag = "13")]
    pub(crate) group: String,
    #[prost(string, tag = "14")]
    pub(crate) id: String,
    #[prost(string, tag = "15")]
    pub(crate) tooltip: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Healthcheck {
    #[prost(string, tag = "1")]
    pub(crate) url: String,
    #[prost(int32, tag = "2")]
    pub(crate) interval: i32,
    #[prost(int32, tag = "3")]
    pub(crate) threshold: i32,
}
