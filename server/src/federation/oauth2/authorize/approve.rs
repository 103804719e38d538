//! A person says yes: the app gets a code.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::oauth2::Credential;
use burgrave_store::{NewCode, Redacted};
use chrono::TimeDelta;

use super::check::{AuthorizationRequest, Checked, Consent, check, stored_app};
use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;
use crate::federation::oauth2::bearer;
use crate::federation::oauth2::documents::ClientDocument;

/// How long a code lasts (RFC 6749 §4.1.2 recommends no more).
const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// Issues a code on behalf of the caller; gives the address to which the browser goes with it, or with what
/// is wrong.
pub(crate) struct ApproveAuthorization {
    /// What the app asks for.
    pub(crate) request: AuthorizationRequest,
    /// What the app says about itself, where its id is the address of that.
    pub(crate) document: Option<Arc<ClientDocument>>,
    /// The code.
    pub(crate) code: Credential,
    /// Who answers: the access URL.
    pub(crate) issuer: String,
    /// Whether a page leads on, in the place of a redirect.
    pub(crate) by_page: bool,
}

type Context = CommandContext<Arc<Caller>>;

impl Command for ApproveAuthorization {
    type Actor = Arc<Caller>;
    type Output = String;

    fn audit(&self) -> Audit {
        match self.by_page {
            true => operations::APPROVE_OAUTH2_AUTHORIZATION_BY_PAGE.into(),
            false => operations::APPROVE_OAUTH2_AUTHORIZATION.into(),
        }
    }

    /// # Errors
    /// `Forbidden` without a full session; `Protocol` for errors that must not be sent to the app's address.
    async fn run(&self, context: &Context) -> Result<Outcome<String>, Fault> {
        let caller = context.caller();
        full_session(caller)?;
        let app = match &self.document {
            Some(document) => document.app(context.now),
            None => stored_app(context, &self.request).await?,
        };
        let consent = match check(app, &self.issuer, &self.request)? {
            Checked::Redirect(address) => return Ok(Outcome::unrecorded(address)),
            Checked::Stopped { refusal, .. } => return Err(Fault::Protocol(refusal)),
            Checked::Consent(consent) => *consent,
        };
        if let Some(document) = &self.document {
            document.keep(context.tx(), context.now).await?;
        }
        context.insert_oauth2_code(&self.new_code(&consent, context)).await?;
        let diff = Diff::default().field("scope", "", consent.scopes.to_string());
        let entry = Entry::new(consent.app.id, &consent.app.name).diff(diff);
        Ok(Outcome::changed(consent.answer.with(&[("code", &self.code.reveal())])?, entry))
    }
}

impl ApproveAuthorization {
    fn new_code(&self, consent: &Consent, context: &Context) -> NewCode {
        let caller = context.caller();
        NewCode {
            prefix: self.code.prefix.clone(),
            hashed_secret: Redacted(self.code.hash().to_vec()),
            app_id: consent.app.id,
            user_id: caller.user.id,
            redirect_uri: consent.sent_uri.clone(),
            scope: consent.scopes.to_string(),
            resource: consent.resource.clone(),
            code_challenge: consent.code_challenge.clone(),
            session_id: Some(caller.key.id.clone()),
            nonce: consent.nonce.clone(),
            authenticated_at: caller.key.created_at,
            expires_at: context.now + LIFETIME,
            now: context.now,
        }
    }
}

/// Refuses callers without a full session.
///
/// # Errors
/// `Forbidden`.
pub(crate) fn full_session(caller: &Caller) -> Result<(), Fault> {
    if bearer::is_full_session(caller) {
        return Ok(());
    }
    let detail =
        "Only a full session can let apps in; log in, or use a token without narrower scopes.".into();
    Err(Fault::Forbidden { detail })
}
