//! What stands between a request and its handler, in order: who calls, may it come from there, too often, at
//! all.

use http::{HeaderMap, StatusCode};

use super::operation::{CallerKind, Operation, Refusal, Switching};
use super::service::Service;
use super::{AnyCaller, ApiError, Credential, Cx, RateStatus, Rejection, credentials, csrf, handshake};

/// The parts of a request that the checks read.
pub(super) struct Seen<'a> {
    pub(super) cx: &'a Cx,
    pub(super) headers: &'a HeaderMap,
    pub(super) query: &'a str,
    pub(super) authority: Option<&'a str>,
    /// Host and port of the access URL.
    pub(super) own_host: Option<&'a str>,
}

/// What the checks found out, kept where a refusal leaves it: the answer tells of the limit in any case.
#[derive(Default)]
pub(super) struct Passed {
    pub(super) caller: Option<AnyCaller>,
    pub(super) rate: Option<RateStatus>,
    /// The CSRF token that the browser has.
    pub(super) csrf_cookie: Option<String>,
    /// The cookie of the CSRF token that it is given because it has none.
    pub(super) first_csrf_token: Option<String>,
    /// What the form has to hold, where the header held no CSRF token and the operation lets a form hold it.
    pub(super) csrf: Option<String>,
}

/// Authenticates, then CSRF, limits, feature and permission.
///
/// # Errors
/// The first refusal.
pub(super) async fn all(
    service: &dyn Service,
    operation: &'static Operation,
    seen: &Seen<'_>,
    passed: &mut Passed,
) -> Result<(), ApiError> {
    let credential = caller(service, operation, seen, passed).await?;
    if let (Some(caller), Some(credential)) = (&passed.caller, &credential) {
        passed.csrf = csrf::check(operation, credential, seen.headers, seen.query, |value| {
            service.csrf_token(caller.kind, value)
        })
        .map_err(|error| error.rejected(Rejection::Csrf))?;
        if operation.websocket != Switching::Never
            && handshake::is_asked_for(seen.headers)
            && credential.carrier == super::Carrier::Cookie
            && !csrf::same_origin(seen.headers, seen.authority, seen.own_host)
        {
            let error = ApiError::forbidden("A WebSocket with a cookie must be opened by the same origin.");
            return Err(error.rejected(Rejection::Origin));
        }
    }
    if let Some(class) = operation.rate_class {
        let counted = match &passed.caller {
            Some(caller) => service.limit(seen.cx, caller, class.index),
            None => service.limit_address(seen.cx, class.index),
        };
        passed.rate = Some(counted.map_err(|error| error.rejected(Rejection::RateLimit))?);
    }
    // Counted first: such a refusal may be recorded.
    if passed.caller.is_none() {
        csrf::check_site(operation, seen.headers, seen.authority, seen.own_host)
            .map_err(|error| error.rejected(Rejection::Csrf))?;
    }
    if let Some(feature) = operation.feature {
        service.feature(feature.index).map_err(|error| error.rejected(Rejection::Feature))?;
    }
    match operation.permission {
        Some(refusal) => permission(service, refusal, seen.cx, passed.caller.as_ref()).await,
        None => Ok(()),
    }
}

/// An anonymous caller has no permission: such calls are refused, even if the specification allows them.
async fn permission(
    service: &dyn Service,
    refusal: Refusal,
    cx: &Cx,
    caller: Option<&AnyCaller>,
) -> Result<(), ApiError> {
    let permitted = match caller {
        Some(caller) => service.permit(cx, caller, refusal.permission.index).await?,
        None => false,
    };
    if permitted {
        Ok(())
    } else if refusal.status == StatusCode::NOT_FOUND.as_u16() {
        Err(ApiError::not_found().rejected(Rejection::Permission))
    } else {
        Err(ApiError::forbidden(format!("You do not have the permission {}.", refusal.permission.name)))
    }
}

/// Finds out who calls: the first kind of caller whose credential is there and right. Where all are wrong,
/// the first refusal is the answer; where there is none, the first kind says what it misses.
async fn caller(
    service: &dyn Service,
    operation: &'static Operation,
    seen: &Seen<'_>,
    passed: &mut Passed,
) -> Result<Option<Credential>, ApiError> {
    let shown = |kind: &'static CallerKind| {
        let candidates = credentials::candidates(kind, seen.headers, seen.query);
        candidates.into_iter().map(move |credential| (kind, credential))
    };
    let mut refused = None;
    for (kind, credential) in operation.callers.iter().flat_map(|kind| shown(kind)) {
        match service.authenticate(kind.index, seen.cx, Some(credential.clone())).await {
            Ok(caller) => {
                passed.caller = Some(caller);
                return Ok(Some(credential));
            }
            // Only a wrong credential lets another one try; a database that is away doesn't.
            Err(error) if error.status() == StatusCode::UNAUTHORIZED => {
                refused.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    if let Some(refused) = refused {
        return Err(refused);
    }
    match operation.callers.first() {
        Some(kind) if !operation.anonymous_too => {
            passed.caller = Some(service.authenticate(kind.index, seen.cx, None).await?);
            Ok(None)
        }
        _ => Ok(None),
    }
}
