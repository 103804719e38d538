//! What a server does by itself, and several on one database.

mod dormancy;
mod ended_sessions;
mod jobs;
mod old_audit_entries;
mod replicas;
mod template_usage;
mod workspaces;
