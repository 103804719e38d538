//! The seam between the runtime, which knows no operation, and the generated shims, which know no HTTP.

use std::any::Any;

use futures::future::BoxFuture;
use http::{HeaderName, HeaderValue, StatusCode};

use super::{ApiError, Call, Credential, Cx, Operation, Outcome, RateStatus, Reply};

/// Who calls: the value that the guard gave, without its type.
pub struct AnyCaller {
    /// The caller's place among the callers of the specification.
    pub kind: usize,
    /// What authentication yielded.
    pub value: Box<dyn Any + Send + Sync>,
}

impl AnyCaller {
    /// A caller of this kind.
    pub fn new<T: Any + Send + Sync>(kind: usize, value: T) -> Self {
        Self { kind, value: Box::new(value) }
    }

    /// The value.
    ///
    /// # Panics
    /// When the value is of another type: then the generated table and the generated traits disagree.
    pub fn get<T: Any>(&self) -> &T {
        self.value.downcast_ref().expect("the guard gave a caller of this type")
    }

    /// A clone of the value.
    ///
    /// # Panics
    /// As [`AnyCaller::get`].
    pub fn cloned<T: Any + Clone>(&self) -> T {
        self.get::<T>().clone()
    }

    /// The caller of an operation that requires authentication.
    ///
    /// # Panics
    /// When the runtime calls a shim without one.
    pub fn known(caller: Option<&Self>) -> &Self {
        caller.expect("callers without authentication were refused before")
    }
}

/// Headers of an answer beside those of its operation.
pub type Headers = Vec<(HeaderName, HeaderValue)>;

/// The generated half of the server. Numbers are places in the generated tables.
pub trait Service: Send + Sync + 'static {
    /// Every operation; its place here is its number.
    fn operations(&self) -> &'static [Operation];

    /// Checks a credential, or says what is missing without one.
    fn authenticate<'a>(
        &'a self,
        kind: usize,
        cx: &'a Cx,
        credential: Option<Credential>,
    ) -> BoxFuture<'a, Result<AnyCaller, ApiError>>;

    /// What `X-CSRF-TOKEN` must hold beside this credential.
    fn csrf_token(&self, kind: usize, credential: &str) -> String;

    /// Counts a call against its caller.
    fn limit(&self, cx: &Cx, caller: &AnyCaller, class: usize) -> Result<RateStatus, ApiError>;

    /// Counts a call without a caller against its address.
    fn limit_address(&self, cx: &Cx, class: usize) -> Result<RateStatus, ApiError>;

    /// Counts a call that leads to no operation against its address.
    fn limit_unknown(&self, cx: &Cx) -> Result<RateStatus, ApiError> {
        let _ = cx;
        Ok(RateStatus::UNLIMITED)
    }

    /// Refuses a feature that isn't enabled.
    fn feature(&self, feature: usize) -> Result<(), ApiError>;

    /// Whether the caller has a site-wide permission.
    fn permit<'a>(
        &'a self,
        cx: &'a Cx,
        caller: &'a AnyCaller,
        permission: usize,
    ) -> BoxFuture<'a, Result<bool, ApiError>>;

    /// Told of each 4xx on an operation with `x-audit`.
    fn refused<'a>(
        &'a self,
        cx: &'a Cx,
        caller: Option<&'a AnyCaller>,
        audit: usize,
        status: StatusCode,
    ) -> BoxFuture<'a, ()>;

    /// Whether the caller may not know of an object that the path names. Asked when the input can't be taken.
    fn hides<'a>(&'a self, cx: &'a Cx, caller: Option<&'a AnyCaller>) -> BoxFuture<'a, bool> {
        let _ = (cx, caller);
        Box::pin(async { false })
    }

    /// Told of each 4xx that a handler gives, which may be because of a wrong credential.
    fn refused_credential<'a>(
        &'a self,
        cx: &'a Cx,
        status: StatusCode,
    ) -> BoxFuture<'a, Result<(), ApiError>> {
        let _ = (cx, status);
        Box::pin(async { Ok(()) })
    }

    /// Gives each error what its caller has to know of it, before it is written.
    fn dress(&self, cx: &Cx, caller: Option<&AnyCaller>, error: ApiError) -> ApiError {
        let _ = (cx, caller);
        error
    }

    /// What the answer to this caller tells beside what its operation says.
    fn announce(&self, cx: &Cx, caller: Option<&AnyCaller>) -> Headers {
        let _ = (cx, caller);
        Vec::new()
    }

    /// Told of every call's end.
    fn observe(&self, cx: &Cx, outcome: &Outcome);

    /// Decodes, calls the handler, and encodes.
    fn call<'a>(&'a self, operation: usize, call: Call<'a>) -> BoxFuture<'a, Result<Reply, ApiError>>;
}
