//! A panic becomes an error instead of a dropped connection.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use futures::FutureExt;
use uuid::Uuid;

use super::{ApiError, request_id};

/// What the future of this request gives, or 500 with the panic's message for the log where that is a
/// literal.
///
/// # Errors
/// The future's own, and 500 when it panics. Its state is dropped with it.
pub(super) async fn caught<T>(
    request: Uuid,
    future: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    AssertUnwindSafe(request_id::during(request, future))
        .catch_unwind()
        .await
        .unwrap_or_else(|panic| Err(ApiError::internal(format!("panicked: {}", message(panic.as_ref())))))
}

/// Whether it ends without a panic.
pub(super) fn survives(work: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(work)).is_ok()
}

/// Only what stands in the source: a message that was put together may show a password or a token.
fn message(panic: &(dyn Any + Send)) -> &'static str {
    panic.downcast_ref::<&'static str>().copied().unwrap_or("its message isn't logged, it may hold secrets")
}
