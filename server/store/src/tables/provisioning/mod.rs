//! Templates, workspaces, and the jobs between them.

mod daemon_lists;
mod daemons;
mod declared;
mod files;
mod jobs;
mod templates;
mod workspaces;

pub use daemon_lists::{DaemonJob, DaemonList, DaemonWithJobs};
pub use daemons::{DaemonRecord, NewDaemon};
pub use files::{CompletedFile, FILE_PIECE, FileRecord, NewFile};
pub use jobs::{
    AppendedLogs, CurrentJob, JobFilter, JobMetadata, JobPlace, JobRecord, JobTiming, JobWithMetadata,
    LogLine, LogPage, LogRecord, NewJob, NewJobTiming, NotCurrent,
};
pub use templates::{EVERY_DAY, NewTemplate, TemplateRecord};
pub use workspaces::NewWorkspace;
