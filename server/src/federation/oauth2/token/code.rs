//! Authorization codes (RFC 6749 §4.1.3).

use burgrave_core::oauth2::{Credential, ErrorCode, Refusal, pkce, redirect, resource, scope};
use burgrave_store::{CodeRecord, Reader};
use chrono::{DateTime, Utc};

use super::Asked;
use super::asked::given;
use super::judge::{Issue, Redeemed, Verdict, active_user, is_of, redeemed_before};
use crate::fault::Fault;
use crate::federation::oauth2::client::Client;

pub(super) async fn judge(
    reader: &Reader,
    asked: &Asked,
    text: &str,
    client: Client,
    now: DateTime<Utc>,
) -> Result<Verdict, Fault> {
    let invalid = || Refusal::grant("The authorization code is invalid or expired");
    let found = match Credential::parse(text) {
        Some(shown) => {
            let code = reader.oauth2_code(&shown.prefix).await?;
            code.filter(|code| shown.matches(&code.hashed_secret.0) && is_of(&client.app, code.app_id))
        }
        None => None,
    };
    let Some(code) = found else { return Ok(Verdict::Refuse(invalid())) };
    if let Some(spent) = code.spent_at {
        let (user, issue) = (code.user_id, code.issue_id);
        return redeemed_before(reader, client, user, issue, now - spent, invalid()).await;
    }
    if code.expires_at <= now || !same_redirect(&client, &code, given(&asked.redirect_uri)) {
        return Ok(Verdict::Refuse(invalid()));
    }
    if let Some(verdict) = proof_key(&code, given(&asked.code_verifier)) {
        return Ok(verdict);
    }
    if !same_resource(&code.resource, given(&asked.resource)) {
        let refusal = Refusal::new(ErrorCode::InvalidTarget, "The resource parameter is invalid");
        return Ok(Verdict::Refuse(refusal));
    }
    let scopes = scope::known(&code.scope);
    let user = active_user(reader, code.user_id).await?;
    Ok(match user.filter(|_| !scopes.is_empty() && scope::is_allowed(&client.app.scope, &scopes)) {
        None => Verdict::Refuse(invalid()),
        Some(user) => {
            Verdict::Issue(Box::new(Issue { client, user, scopes, redeemed: Redeemed::Code(code) }))
        }
    })
}

/// What stood in the request for the code must stand here too (RFC 6749 §4.1.3); what didn't may, when it is registered.
fn same_redirect(client: &Client, code: &CodeRecord, asked: Option<&str>) -> bool {
    match (code.redirect_uri.as_str(), asked) {
        ("", None) => true,
        ("", asked) => redirect::choose(&client.app.redirect_uris, asked).is_some(),
        (before, asked) => asked == Some(before),
    }
}

/// A challenge needs its verifier, and a verifier its challenge (RFC 9700 §2.1.1). Whoever fails at it has the code from
/// somewhere: it is burnt.
fn proof_key(code: &CodeRecord, verifier: Option<&str>) -> Option<Verdict> {
    let fits = match (code.code_challenge.as_str(), verifier) {
        ("", None) => true,
        ("", Some(_)) | (_, None) => false,
        (challenge, Some(verifier)) => pkce::verifies(verifier, challenge),
    };
    (!fits).then(|| Verdict::Burn {
        prefix: code.prefix.clone(),
        refusal: Refusal::grant("The PKCE code verifier is invalid"),
    })
}

fn same_resource(before: &str, asked: Option<&str>) -> bool {
    match (before, asked) {
        ("", None) => true,
        ("", Some(_)) | (_, None) => false,
        (before, Some(asked)) => {
            resource::normal(asked).is_some_and(|asked| resource::normal(before) == Some(asked))
        }
    }
}
