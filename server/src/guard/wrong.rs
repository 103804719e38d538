//! What becomes of a wrong credential: it is counted against where it came from, in the metrics, and, as
//! often as there is room, in the audit log.

use burgrave_api::operations;
use burgrave_api::runtime::{ApiError, Cx, Operation, StatusCode};

use super::concerned::PathTarget;
use super::refusals::{self, Refusal};
use crate::application::ClientInfo;
use crate::limits::{Kind, LimitSubject};
use crate::service::Service;

/// The operation that takes the setup token.
pub(super) const SETUP: &str = "createFirstUser";

/// Whether a credential of this kind may be looked at.
///
/// # Errors
/// 429 when too many from there were wrong.
pub(super) fn admit(app: &Service, cx: &Cx, kind: Kind) -> Result<(), ApiError> {
    app.limits()
        .failures()
        .map_or(Ok(()), |failures| failures.admit(kind, LimitSubject::address(cx.client_address)))
}

/// Counts one that is wrong, and records it as a login that failed.
///
/// # Errors
/// 429 when there were too many before it.
pub(super) async fn credential(app: &Service, cx: &Cx, kind: Kind) -> Result<(), ApiError> {
    count(app, cx, kind)?;
    let who = LimitSubject::address(cx.client_address);
    if app.limits().records().admit_credential(kind, who) {
        let refusal = Refusal {
            operation: operations::LOGIN,
            target: kind.name().into(),
            place: PathTarget::Nowhere,
            status: StatusCode::UNAUTHORIZED.as_u16(),
        };
        refusals::record(app, app.audit_context(ClientInfo::from(cx)), None, refusal).await;
    }
    Ok(())
}

/// Counts one that is wrong and that the operation takes itself: an audited operation records the refusal as
/// its own.
///
/// # Errors
/// As [`credential`].
pub(super) async fn own_credential(app: &Service, cx: &Cx, kind: Kind) -> Result<(), ApiError> {
    if cx.operation.audit.is_some() { count(app, cx, kind) } else { credential(app, cx, kind).await }
}

fn count(app: &Service, cx: &Cx, kind: Kind) -> Result<(), ApiError> {
    app.metrics().wrong_credential(kind.as_str());
    let who = LimitSubject::address(cx.client_address);
    app.limits().failures().map_or(Ok(()), |failures| failures.count(kind, who))
}

/// The kind of credential that an operation's handler has found to be wrong, as its answer tells.
pub(super) fn told_by(operation: &Operation, status: StatusCode) -> Option<Kind> {
    let takes = |name: &str| operation.callers.iter().any(|kind| kind.name == name);
    match status {
        StatusCode::UNAUTHORIZED if takes("Oauth2Client") => Some(Kind::OAuth2Client),
        StatusCode::UNAUTHORIZED if takes("RegistrationToken") => Some(Kind::Registration),
        StatusCode::FORBIDDEN if operation.id == SETUP => Some(Kind::Setup),
        _ => None,
    }
}
