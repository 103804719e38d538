//! The rows, in the order of the table.

use super::{
    acquisition, audit_stream, builds, fleet, generation, growth, jobs, license_gate, log_lines, login_storm,
    notifications, oauth2, permission_check, postgres_read, provisioned_reads, rebuild, replicas, scim,
    scim_lookups, sqlite_read, stack, start, workspaces, writes,
};
use crate::bench::Bench;
use crate::table::Line;

/// Something that is measured.
pub(crate) struct Row {
    /// By which the command line names it.
    pub(crate) name: &'static str,
    /// What it is, in a few words.
    pub(crate) about: &'static str,
    /// Measures it. An error says why it can't be measured here.
    pub(crate) run: fn(&Bench) -> Result<Vec<Line>, String>,
}

/// Every row.
pub(crate) const ALL: &[Row] = &[
    Row { name: "stack", about: "what the generated stack adds to dropshot", run: stack::run },
    Row { name: "sqlite-read", about: "an authenticated read on SQLite", run: sqlite_read::run },
    Row { name: "postgres-read", about: "the same read on PostgreSQL", run: postgres_read::run },
    Row {
        name: "permission-check",
        about: "what the permission check costs that read",
        run: permission_check::run,
    },
    Row { name: "license-gate", about: "what a licence gate costs a request", run: license_gate::run },
    Row { name: "login-storm", about: "the same read while others log in", run: login_storm::run },
    Row { name: "writes", about: "audited writes by 1, 8 and 64 clients", run: writes::run },
    Row {
        name: "replicas",
        about: "three replicas on one PostgreSQL database beside one",
        run: replicas::run,
    },
    Row {
        name: "audit-stream",
        about: "entries of the audit log for others, and what they cost writes",
        run: audit_stream::run,
    },
    Row {
        name: "notifications",
        about: "messages by webhook: how many a second, and how soon",
        run: notifications::run,
    },
    Row { name: "growth", about: "lists of 1,000,000 rows beside lists of 1,000", run: growth::run },
    Row { name: "workspaces", about: "1,000,000 workspaces beside 1,000", run: workspaces::pages },
    Row { name: "jobs", about: "jobs taken and completed, beside bare statements", run: jobs::run },
    Row { name: "job-peers", about: "the same beside other queues in PostgreSQL", run: jobs::peers },
    Row {
        name: "acquisition",
        about: "from the post of a job to its acquisition, with 500 waiting daemons",
        run: acquisition::run,
    },
    Row {
        name: "provisioned-reads",
        about: "reads of templates, workspaces, builds and jobs on PostgreSQL",
        run: provisioned_reads::run,
    },
    Row { name: "log-lines", about: "lines of jobs' logs into storage", run: log_lines::run },
    Row { name: "builds", about: "a build of Terraform beside its bare commands", run: builds::run },
    Row {
        name: "fleet",
        about: "daemons on other machines: calls, lines, and 500 that wait",
        run: fleet::run,
    },
    Row { name: "queue", about: "a place among 100,000 waiting jobs", run: workspaces::queue },
    Row { name: "start", about: "start and memory with an empty data folder", run: start::run },
    Row { name: "generation", about: "from the specification to code, unoptimised", run: generation::run },
    Row { name: "rebuild", about: "building again after an edit", run: rebuild::run },
    Row { name: "scim", about: "users of SCIM, beside servers that keep them in memory", run: scim::run },
    Row { name: "scim-lookups", about: "finding one user among a million", run: scim_lookups::run },
    Row {
        name: "oauth2",
        about: "tokens for apps, beside a provider that keeps all in memory",
        run: oauth2::run,
    },
];
