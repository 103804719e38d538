//! Whether a token is one that the provider made for this server and this login.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use burgrave_core::idpsync::Claims;
use burgrave_core::token;
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreTokenResponse};
use openidconnect::{
    AccessTokenHash, ClaimsVerificationError, ClientId, Nonce, OAuth2TokenResponse as _,
    SignatureVerificationError,
};

use super::Provider;
use super::provider::Metadata;
use crate::application::App;
use crate::fault::Fault;

/// Which nonce a token must have.
#[derive(Clone, Copy)]
pub(super) enum Expected<'a> {
    /// The one with which this browser was sent to the provider.
    Sent {
        /// As its cookie has it.
        nonce: Option<&'a str>,
        /// Whether a token without one is refused.
        required: bool,
    },
    /// A refreshed id_token may repeat that of the login (OpenID Connect Core section 12.2), an access token may have anything.
    Any,
}

impl Expected<'_> {
    fn holds(self, found: Option<&Nonce>) -> Result<(), String> {
        match (self, found) {
            (Self::Sent { nonce: Some(sent), .. }, Some(found))
                if token::same_secret(sent, found.secret()) =>
            {
                Ok(())
            }
            (Self::Sent { nonce: Some(_), .. }, Some(_)) => Err("it is another one".into()),
            (Self::Sent { nonce: None, .. }, Some(_)) => Err("the cookie \"oauth_nonce\" is missing".into()),
            (Self::Sent { required: true, .. }, None) => Err("there is none".into()),
            (Self::Sent { required: false, .. }, None) | (Self::Any, _) => Ok(()),
        }
    }
}

/// Signature, issuer, audience, time and nonce. `response` stands beside an id_token; an access token has another audience.
///
/// # Errors
/// `BrokenRule` for what doesn't hold.
pub(super) async fn verify(
    app: &App,
    provider: &Provider,
    token: &CoreIdToken,
    response: Option<&CoreTokenResponse>,
    nonce: Expected<'_>,
) -> Result<(), Fault> {
    let metadata = provider.metadata().await?;
    let mut verified = verified(app, provider, &metadata, token, response, nonce);
    if matches!(
        verified,
        Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey))
    ) {
        // The provider may have new keys.
        verified = self::verified(app, provider, &*provider.renewed().await?, token, response, nonce);
    }
    verified.map_err(|fault| Fault::BrokenRule {
        message: "Failed to verify OIDC token.".into(),
        detail: Some(match fault {
            ClaimsVerificationError::InvalidIssuer(_) => {
                "The id token was issued by a different provider.".into()
            }
            ClaimsVerificationError::SignatureVerification(cause) => {
                format!("The signature doesn't hold: {cause}.")
            }
            other => format!("{other}."),
        }),
        fields: Vec::new(),
    })
}

fn verified(
    app: &App,
    provider: &Provider,
    metadata: &Metadata,
    token: &CoreIdToken,
    response: Option<&CoreTokenResponse>,
    nonce: Expected<'_>,
) -> Result<(), ClaimsVerificationError> {
    let config = &provider.config;
    let id = ClientId::new(config.client_id.clone());
    let (issuer, keys) = (metadata.issuer().clone(), metadata.jwks().clone());
    let clock = app.clone();
    // Keys of the provider sign, never the client's secret: whoever knows that could make tokens of their own.
    let algorithms = metadata.id_token_signing_alg_values_supported().iter().filter(|one| asymmetric(one));
    let verifier = CoreIdTokenVerifier::new_public_client(id, issuer, keys)
        .set_allowed_algs(algorithms.cloned())
        .require_issuer_match(!config.skip_issuer_checks)
        .require_audience_match(response.is_some())
        .set_other_audience_verifier_fn(|_| true)
        .set_time_fn(move || clock.now());
    let claims = token.claims(&verifier, |found: Option<&Nonce>| nonce.holds(found))?;
    let (Some(response), Some(hash)) = (response, claims.access_token_hash()) else { return Ok(()) };
    let other = |fault: &dyn std::fmt::Display| ClaimsVerificationError::Other(fault.to_string());
    let algorithm = token.signing_alg().map_err(|fault| other(&fault))?;
    let key = token.signing_key(&verifier).map_err(|fault| other(&fault))?;
    let expected = AccessTokenHash::from_token(response.access_token(), algorithm, key);
    let expected = expected.map_err(|fault| other(&fault))?;
    if expected == *hash {
        Ok(())
    } else {
        Err(other(&"the access token is not the one that the id token names"))
    }
}

fn asymmetric(algorithm: &CoreJwsSigningAlgorithm) -> bool {
    use CoreJwsSigningAlgorithm as A;
    !matches!(algorithm, A::None | A::HmacSha256 | A::HmacSha384 | A::HmacSha512)
}

/// The claims of a token that was verified, all of them.
///
/// # Errors
/// `BrokenRule` for what is no token.
pub(super) fn payload(token: &str) -> Result<Claims, Fault> {
    let part = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let read = part.and_then(|bytes| serde_json::from_slice::<Claims>(&bytes).ok());
    read.ok_or_else(|| Fault::rule("The claims of the OIDC token can't be read."))
}
