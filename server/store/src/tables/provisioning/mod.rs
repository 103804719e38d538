//! Templates, workspaces, and the jobs between them.
//!
//! - `files`: uploads. `jobs`: what waits for daemons, and what they do. `daemons`: who they are.
//! - `templates`, `versions`: what workspaces are made from. `access`: who may, beside roles.
//! - `workspaces`, `builds`: what people have. `quota`: what it may cost.

mod access;
mod builds;
mod caps;
mod daemon_lists;
mod daemons;
mod files;
mod jobs;
mod quota;
mod template_lists;
mod template_usage;
mod templates;
mod versions;
mod workspaces;

pub use access::{AccessChanges, GroupWithAccess, UserWithAccess};
pub use builds::{Build, BuildEnd, BuildFilter, BuildParameter, BuildRecord, InitialState, NewBuild};
pub use caps::{CapRecord, CapsOf};
pub use daemon_lists::{DaemonJob, DaemonList, DaemonWithJobs};
pub use daemons::{DaemonRecord, NewDaemon};
pub use files::{CompletedFile, FILE_PIECE, FileRecord, NewFile};
pub use jobs::{
    AppendedLogs, CurrentJob, DaemonWithJob, JobFilter, JobMetadata, JobPlace, JobRecord, JobTiming,
    JobWithMetadata, LogLine, LogPage, LogRecord, NewJob, NewJobTiming, NotCurrent,
};
pub use quota::{LedgerBy, LedgerFilter, LedgerRecord, LedgerSum, Quota, QuotaCommit, QuotaRequest};
pub use template_lists::TemplateFilter;
pub use template_usage::{CountedTemplate, TemplateUsage};
pub use templates::{EVERY_DAY, NewTemplate, Template, TemplateRecord, TemplateUpdate};
pub use versions::{
    AgentRecord, NewAgent, NewPreset, NewResource, NewTemplateVersion, PresetRecord, ResourceRecord,
    TemplateVersion, TemplateVersionRecord, VersionFilter, VersionParameter, VersionVariable,
};
pub use workspaces::{
    AgentsFilter, HealthFilter, NewWorkspace, Workspace, WorkspaceFilter, WorkspacePage, WorkspaceRecord,
    WorkspaceWithBuild,
};
