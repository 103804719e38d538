//! Templates, workspaces, and the jobs between them.
//!
//! - `files`: uploads. `jobs`: what waits for daemons, and what they do. `daemons`: who they are,
//!   `keys`: by which they come in.
//! - `templates`, `versions`: what workspaces are made from. `access`: who may, beside roles.
//! - `workspaces`, `builds`: what people have. `quota`: what it may cost. `insights`: who builds what.

mod access;
mod builds;
mod caps;
mod daemon_lists;
mod daemons;
mod files;
mod insights;
mod jobs;
mod kept_inits;
mod keys;
mod quota;
mod template_days;
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
pub use insights::{BuiltWithin, Intervals, ParameterOfTemplate, ValueUsed};
pub use jobs::{
    AppendedLogs, CurrentJob, DaemonWithJob, JobFilter, JobMetadata, JobPlace, JobRecord, JobTiming,
    JobWithMetadata, LogLine, LogPage, LogRecord, NewJob, NewJobTiming, NotCurrent, QueueLoad, QueueLoads,
};
pub use kept_inits::KeptInitRecord;
pub use keys::{KeyRecord as ProvisionerKeyRecord, NewKey as NewProvisionerKey};
pub use quota::{LedgerBy, LedgerFilter, LedgerRecord, LedgerSum, Quota, QuotaCommit, QuotaRequest};
pub use template_lists::TemplateFilter;
pub use template_usage::{CountedTemplate, TemplateUsage};
pub use templates::{EVERY_DAY, NewTemplate, Template, TemplateRecord, TemplateUpdate};
pub use versions::{
    AgentRecord, NewAgent, NewPreset, NewResource, NewTemplateVersion, PresetRecord, ResourceRecord,
    TemplateVersion, TemplateVersionRecord, VersionFilter, VersionModules, VersionParameter, VersionVariable,
};
pub use workspaces::{
    AgentsFilter, DriftRecord, HealthFilter, NewWorkspace, Workspace, WorkspaceFilter, WorkspacePage,
    WorkspaceRecord, WorkspaceWithBuild,
};
