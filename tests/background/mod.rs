//! What a server does by itself, and several on one database.

mod dormancy;
mod ended_sessions;
mod old_audit_entries;
mod replicas;

rooms![dormancy, ended_sessions, old_audit_entries, replicas];
