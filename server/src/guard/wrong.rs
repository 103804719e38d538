//! Wrong credentials: each is counted against the address of its client and in the metrics, and recorded in
//! the audit log as far as the limit of such records allows.

use burgrave_api::operations;
use burgrave_api::runtime::{ApiError, Cx, Operation, StatusCode};

use super::concerned::PathTarget;
use super::refusals::{self, Refusal};
use crate::application::ClientInfo;
use crate::limits::{Kind, LimitSubject};
use crate::service::Service;

/// The operations that take the setup token.
pub(super) const SETUP: [&str; 2] = ["createFirstUser", "submitSetup"];

/// Whether a credential of this kind may be checked.
///
/// # Errors
/// 429 when this address has sent too many wrong ones.
pub(super) fn admit(app: &Service, cx: &Cx, kind: Kind) -> Result<(), ApiError> {
    app.limits()
        .failures()
        .map_or(Ok(()), |failures| failures.admit(kind, LimitSubject::address(cx.client_address)))
}

/// Whether what a daemon shows may be looked at.
///
/// # Errors
/// As [`admit`].
pub(crate) fn admit_daemon(app: &Service, cx: &Cx) -> Result<(), ApiError> {
    admit(app, cx, Kind::ProvisionerKey)
}

/// Counts a secret of a daemon that is wrong.
///
/// # Errors
/// As [`credential`].
pub(crate) async fn wrong_daemon(app: &Service, cx: &Cx) -> Result<(), ApiError> {
    credential(app, cx, Kind::ProvisionerKey).await
}

/// Counts a wrong credential, and records it as a failed login.
///
/// # Errors
/// 429 when this address has sent too many before.
pub(super) async fn credential(app: &Service, cx: &Cx, kind: Kind) -> Result<(), ApiError> {
    count(app, cx, kind)?;
    let subject = LimitSubject::address(cx.client_address);
    if app.limits().records().admit_credential(kind, subject) {
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

/// Counts a wrong credential of an operation that checks it itself: an audited operation records the refusal
/// as its own.
///
/// # Errors
/// As [`credential`].
pub(super) async fn own_credential(app: &Service, cx: &Cx, kind: Kind) -> Result<(), ApiError> {
    if cx.operation.audit.is_some() { count(app, cx, kind) } else { credential(app, cx, kind).await }
}

fn count(app: &Service, cx: &Cx, kind: Kind) -> Result<(), ApiError> {
    app.metrics().wrong_credential(kind.as_str());
    let subject = LimitSubject::address(cx.client_address);
    app.limits().failures().map_or(Ok(()), |failures| failures.count(kind, subject))
}

/// The kind of credential that a handler has found to be wrong, by the status of its answer.
pub(super) fn kind_of_refusal(operation: &Operation, status: StatusCode) -> Option<Kind> {
    let takes = |name: &str| operation.callers.iter().any(|kind| kind.name == name);
    match status {
        StatusCode::UNAUTHORIZED if takes("Oauth2Client") => Some(Kind::OAuth2Client),
        StatusCode::UNAUTHORIZED if takes("RegistrationToken") => Some(Kind::Registration),
        StatusCode::FORBIDDEN if SETUP.contains(&operation.id) => Some(Kind::Setup),
        _ => None,
    }
}
