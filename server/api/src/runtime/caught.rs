//! A panic becomes an error: a dropped connection tells nobody anything.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;

use super::ApiError;

/// What the future gives, or 500 with the panic's message for the log.
///
/// # Errors
/// The future's own, and 500 when it panics. Whatever it held is dropped with it.
pub(super) async fn caught<T>(future: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
    AssertUnwindSafe(future)
        .catch_unwind()
        .await
        .unwrap_or_else(|panic| Err(ApiError::internal(format!("panicked: {}", message(panic.as_ref())))))
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
