//! What is measured: one file a row, listed in `list`.

mod acquisition;
mod audit_stream;
mod builds;
mod fleet;
mod generation;
mod growth;
mod jobs;
mod license_gate;
mod list;
mod log_lines;
mod login_storm;
mod notifications;
mod oauth2;
mod permission_check;
mod postgres_read;
mod provisioned;
mod provisioned_reads;
mod rebuild;
mod replicas;
mod scim;
mod scim_lookups;
mod sqlite_read;
mod stack;
mod start;
mod workspaces;
mod writes;

pub(crate) use list::{ALL, Row};
