//! What a server does by itself, and several on one database.

mod audit_stream;
mod dormancy;
mod ended_sessions;
mod entitlements;
pub mod jobs;
mod old_audit_entries;
mod replicas;
mod template_usage;
mod workspaces;
