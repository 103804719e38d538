//! A job ends without its result.

use burgrave_core::provisioning::job::JobErrorCode;
use burgrave_wire::provisionerd::{Empty, FailedJob, failed_job};
use slog::debug;

use super::super::results::timings;
use super::{Daemon, Refused};
use crate::application::command::Automatic;
use crate::provisioning::work::{Fail, Left, client};

pub(super) async fn fail(daemon: &Daemon, asked: FailedJob) -> Result<Empty, Refused> {
    let (attempt, job) = daemon.job(&asked.job_id).await?;
    let code = match &*asked.error_code {
        "REQUIRED_TEMPLATE_VARIABLES" => Some(JobErrorCode::RequiredTemplateVariables),
        "MISSING_TEMPLATE_PARAMETER" => Some(JobErrorCode::MissingTemplateParameter),
        "INSUFFICIENT_QUOTA" => Some(JobErrorCode::InsufficientQuota),
        _ => None,
    };
    let (left, timings) = match asked.r#type {
        Some(failed_job::Type::WorkspaceBuild(build)) => {
            let left = (!build.state.is_empty()).then(|| Left { state: build.state, resources: Vec::new() });
            (left, timings(build.timings))
        }
        _ => (None, Vec::new()),
    };
    let fail = Fail { code, left, timings, ..Fail::without_result(attempt, asked.error) };
    daemon.app.execute(fail, Automatic::Task, client()).await??;
    debug!(daemon.app.log(), "job ended"; "job" => %job.id);
    Ok(Empty {})
}
