//! The words of the API for jobs.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::provisioning::words::as_str;

as_str!(JobType, Provisioner, LogSource, LogLevel, JobErrorCode, TimingStage);

/// What a job is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum JobType {
    /// Reads a template version.
    TemplateVersionImport,
    /// Starts, stops or deletes a workspace.
    WorkspaceBuild,
    /// Tells what a build would make.
    TemplateVersionDryRun,
    /// Tells what has changed of a workspace without a build.
    WorkspaceDrift,
}

/// What carries a job out.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Provisioner {
    /// Plays the messages that the template's archive holds.
    Echo,
    /// Runs Terraform.
    Terraform,
}

/// Who wrote a line of a job's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum LogSource {
    /// The daemon or the server.
    ProvisionerDaemon,
    /// What carries the job out.
    Provisioner,
}

/// How much a line of a job's log matters, from the least to the most.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum LogLevel {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
}

/// Why a job failed, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum JobErrorCode {
    /// Variables of the template have no value.
    RequiredTemplateVariables,
    /// A parameter has no value.
    MissingTemplateParameter,
    /// The build would have cost more than its owner's budget.
    InsufficientQuota,
}

/// A part of a job whose duration is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum TimingStage {
    Init,
    Plan,
    Graph,
    Apply,
}
