//! Requests for the log of a job.

use burgrave_api::runtime::ApiError;
use burgrave_api::{
    GetTemplateVersionDryRunLogsParams, GetTemplateVersionLogsFormat, GetTemplateVersionLogsParams,
};
use burgrave_store::LogPage;

use crate::fault::Fault;

/// A request for a log.
pub(crate) enum LogRequest {
    /// All lines as JSON.
    List(LogPage),
    /// All lines as text.
    Text(LogPage),
    /// The lines after this one, and those that follow.
    Follow {
        /// The number of the line.
        after: i64,
    },
}

/// A request for the log of an import.
pub(crate) fn of_import(params: &GetTemplateVersionLogsParams) -> Result<LogRequest, ApiError> {
    let page = LogPage { after: params.after, before: params.before, limit: 0 };
    request(page, params.follow.as_deref(), params.format == Some(GetTemplateVersionLogsFormat::Text))
}

/// A request for the log of a dry run.
pub(crate) fn of_dry_run(params: &GetTemplateVersionDryRunLogsParams) -> Result<LogRequest, ApiError> {
    let page = LogPage { after: params.after, before: params.before, limit: 0 };
    request(page, params.follow.as_deref(), params.format == Some(GetTemplateVersionLogsFormat::Text))
}

/// A request for the log of a job.
pub(crate) fn request(page: LogPage, follow: Option<&str>, text: bool) -> Result<LogRequest, ApiError> {
    let follows = follow.is_some_and(|follow| follow != "false");
    match (follows, text) {
        (true, true) => {
            let detail = "must be json, or left out, when the log is followed";
            Err(Fault::unknown_filter("format", detail).into())
        }
        (true, false) => Ok(LogRequest::Follow { after: page.after.unwrap_or(0).max(0) }),
        (false, true) => Ok(LogRequest::Text(page)),
        (false, false) => Ok(LogRequest::List(page)),
    }
}
