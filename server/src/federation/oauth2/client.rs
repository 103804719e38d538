//! Who a client is, proven.

use burgrave_core::oauth2::{
    Basic, ClientAuthentication, ClientFault, ClientType, Credential, ErrorCode, GrantType, Refusal, document,
};
use burgrave_store::{AppRecord, AppSecretRecord, Reader};
use uuid::Uuid;

use crate::fault::Fault;

/// Where a request may say who its client is.
#[derive(Clone, Default)]
pub(crate) struct ClientCredentials {
    /// The header.
    pub(crate) basic: Option<Basic>,
    /// `client_id` of the query.
    pub(crate) in_query: Option<String>,
    /// `client_id` of the form.
    pub(crate) in_form: Option<String>,
    /// `client_secret` of the form.
    pub(crate) secret: Option<String>,
}

/// A client that proved who it is, as far as it can.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// The app.
    pub(crate) app: AppRecord,
    /// The secret that proved it; a public client has none.
    pub(crate) secret: Option<AppSecretRecord>,
}

impl ClientCredentials {
    /// Who the client says it is.
    ///
    /// # Errors
    /// `invalid_request` when no place names it, or they contradict each other.
    pub(crate) fn read(&self) -> Result<ClientAuthentication, Refusal> {
        let in_query = self.in_query.as_deref().filter(|id| !id.is_empty());
        let in_form = self.in_form.as_deref().filter(|id| !id.is_empty());
        if matches!((in_query, in_form), (Some(one), Some(other)) if one != other) {
            return Err(Refusal::request("Conflicting client_id parameters"));
        }
        let id = in_query.or(in_form);
        ClientAuthentication::read(self.basic.as_ref(), id, self.secret.as_deref())
            .map_err(ClientFault::refusal)
    }
}

/// The app that a `client_id` names: its UUID, or the address of its document.
///
/// # Errors
/// `invalid_client`, the same for an invalid and an unknown id.
pub(crate) async fn app(reader: &Reader, client_id: &str) -> Result<AppRecord, Fault> {
    let (id, url) = match document::address(client_id) {
        Some(address) => (Some(document::app_id(&address)), client_id),
        None => (Uuid::try_parse(client_id).ok(), ""),
    };
    let found = match id {
        Some(id) => reader.oauth2_app(id.into()).await?.filter(|app| app.document_url == url),
        None => None,
    };
    found.ok_or(Fault::Protocol(Refusal::client()))
}

/// By which id an app is known to the protocol.
pub(crate) fn client_id(app: &AppRecord) -> String {
    if app.document_url.is_empty() { app.id.to_string() } else { app.document_url.clone() }
}

/// Holds an app to what the request shows: a confidential one to its secret, a public one to having none.
///
/// # Errors
/// `invalid_request` when the secret is missing, `invalid_client` when it is wrong.
pub(crate) async fn prove(reader: &Reader, app: AppRecord, secret: Option<&str>) -> Result<Client, Fault> {
    let wrong = || Fault::Protocol(Refusal::client());
    match (is_public(&app), secret) {
        (true, None) => Ok(Client { app, secret: None }),
        (true, Some(_)) => Err(wrong()),
        (false, None) => Err(Fault::Protocol(Refusal::missing("client_secret"))),
        (false, Some(secret)) => {
            let shown = Credential::parse(secret).ok_or_else(wrong)?;
            let found = reader.oauth2_app_secret_by_prefix(&shown.prefix).await?.ok_or_else(wrong)?;
            if found.app_id != app.id || !shown.matches(&found.hashed_secret.0) {
                return Err(wrong());
            }
            Ok(Client { app, secret: Some(found) })
        }
    }
}

/// Both: the app that the request names, and its proof.
///
/// # Errors
/// As of both.
pub(crate) async fn authenticate(reader: &Reader, shown: &ClientCredentials) -> Result<Client, Fault> {
    let said = shown.read().map_err(Fault::Protocol)?;
    let app = app(reader, &said.client_id).await?;
    prove(reader, app, said.client_secret.as_deref()).await
}

/// Whether the app can keep no secret.
pub(crate) fn is_public(app: &AppRecord) -> bool {
    app.client_type == ClientType::Public.as_str()
}

/// Whether the app is unreviewed: it registered itself, or its id is the address of a document.
pub(crate) fn is_unverified(app: &AppRecord) -> bool {
    !app.registration_prefix.is_empty() || !app.document_url.is_empty()
}

/// Whether the app is registered for a grant type.
pub(crate) fn has_grant(app: &AppRecord, grant: GrantType) -> bool {
    app.grant_types.iter().any(|word| word == grant.as_str())
}

/// Holds an app to what it may redeem.
///
/// # Errors
/// `unauthorized_client`.
pub(crate) fn may_redeem(app: &AppRecord, grant: GrantType) -> Result<(), Fault> {
    if has_grant(app, grant) {
        return Ok(());
    }
    let description = format!("The client is not registered for the grant type {}", grant.as_str());
    Err(Fault::Protocol(Refusal::new(ErrorCode::UnauthorizedClient, description)))
}
