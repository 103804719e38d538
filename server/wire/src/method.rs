//! The calls of a daemon.

/// Waits a moment for a job.
pub const ACQUIRE_JOB: &str = "/provisionerd.ProvisionerDaemon/AcquireJob";
/// Waits for a job until it is there or the daemon wants none any more.
pub const ACQUIRE_JOB_WITH_CANCEL: &str = "/provisionerd.ProvisionerDaemon/AcquireJobWithCancel";
/// Asks whether a build may cost so much.
pub const COMMIT_QUOTA: &str = "/provisionerd.ProvisionerDaemon/CommitQuota";
/// Tells how a job goes.
pub const UPDATE_JOB: &str = "/provisionerd.ProvisionerDaemon/UpdateJob";
/// Ends a job without its result.
pub const FAIL_JOB: &str = "/provisionerd.ProvisionerDaemon/FailJob";
/// Ends a job with its result.
pub const COMPLETE_JOB: &str = "/provisionerd.ProvisionerDaemon/CompleteJob";
/// Hands a file in, piece by piece.
pub const UPLOAD_FILE: &str = "/provisionerd.ProvisionerDaemon/UploadFile";
/// Fetches a file, piece by piece.
pub const DOWNLOAD_FILE: &str = "/provisionerd.ProvisionerDaemon/DownloadFile";
