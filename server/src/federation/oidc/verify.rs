//! Whether a token is one that the provider made for this server and this login.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use burgrave_core::idpsync::Claims;
use burgrave_core::oidc::id_token::{self, Expected};
use burgrave_core::token;
use openidconnect::JsonWebKey as _;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};

use super::Provider;
use super::keys::{SignatureFault, Signed};
use crate::application::App;
use crate::fault::Fault;

/// Which token it is.
#[derive(Clone, Copy)]
pub(super) enum Kind<'a> {
    /// An id_token, beside this access token.
    Id {
        /// The access token, which the id_token may name.
        access_token: &'a str,
        /// The nonce that it must have.
        nonce: Nonce<'a>,
    },
    /// An access token: it may be for another audience and have no times.
    Access,
    /// Userinfo that is signed (OpenID Connect Core section 5.3.2).
    Userinfo,
}

/// Which nonce a token must have.
#[derive(Clone, Copy)]
pub(super) enum Nonce<'a> {
    /// The one with which this browser was sent to the provider.
    Sent {
        /// As this browser has kept it.
        nonce: Option<&'a str>,
        /// Whether a token without one is refused.
        required: bool,
    },
    /// A refreshed id_token may repeat that of the login (OpenID Connect Core section 12.2).
    Any,
}

impl Nonce<'_> {
    fn holds(self, found: Option<&str>) -> Result<(), &'static str> {
        match (self, found) {
            (Self::Sent { nonce: Some(sent), .. }, Some(found)) if token::same_secret(sent, found) => Ok(()),
            (Self::Sent { nonce: Some(_), .. }, Some(_)) => Err("The nonce is another one."),
            (Self::Sent { nonce: None, .. }, Some(_)) => Err("This browser has kept no nonce."),
            (Self::Sent { required: true, .. }, None) => Err("The nonce is missing."),
            (Self::Sent { required: false, .. }, None) | (Self::Any, _) => Ok(()),
        }
    }
}

/// The claims of a token whose signature, issuer, audience, time and nonce hold.
///
/// # Errors
/// `BrokenRule` for what doesn't hold.
pub(super) async fn verified(
    app: &App,
    provider: &Provider,
    token: &str,
    kind: Kind<'_>,
) -> Result<Claims, Fault> {
    let signed = Signed::parse(token).ok_or_else(|| refused("The token is no signed JWT."))?;
    let metadata = provider.metadata().await?;
    let allowed = &metadata.document.signing_algorithms;
    if let Kind::Id { .. } = kind
        && !allowed.is_empty()
        && !allowed.iter().any(|allowed| allowed == signed.algorithm())
    {
        return Err(refused(SignatureFault::Algorithm(signed.algorithm().chars().take(20).collect())));
    }
    match metadata.keys.signer(&signed) {
        Ok((key, algorithm)) => says(app, provider, &signed, kind, key, &algorithm)?,
        Err(fault @ SignatureFault::Algorithm(_)) => return Err(refused(fault)),
        Err(SignatureFault::NoKey | SignatureFault::Wrong) => {
            // The provider may have new keys, also under an id that is known.
            let renewed = provider.renewed(&metadata).await?;
            let (key, algorithm) = renewed.keys.signer(&signed).map_err(refused)?;
            says(app, provider, &signed, kind, key, &algorithm)?;
        }
    }
    Ok(signed.claims)
}

/// Holds what a signed token says against what it must say.
fn says(
    app: &App,
    provider: &Provider,
    signed: &Signed<'_>,
    kind: Kind<'_>,
    key: &CoreJsonWebKey,
    algorithm: &CoreJwsSigningAlgorithm,
) -> Result<(), Fault> {
    let config = &provider.config;
    let claims = &signed.claims;
    // Signed userinfo may leave out whom it is for and when; what it says of them must hold.
    let present = |name: &str| claims.get(name).is_some_and(|value| !value.is_null());
    let userinfo = matches!(kind, Kind::Userinfo);
    let checks_issuer = !config.skip_issuer_checks && (!userinfo || present("iss"));
    let checks_audience = matches!(kind, Kind::Id { .. }) || (userinfo && present("aud"));
    let expected = Expected {
        issuer: checks_issuer.then_some(config.issuer.as_str()),
        audience: checks_audience.then_some(config.client_id.as_str()),
        now: app.now().timestamp(),
        times: matches!(kind, Kind::Id { .. }),
    };
    id_token::check(claims, &expected).map_err(refused)?;
    let Kind::Id { access_token, nonce } = kind else { return Ok(()) };
    nonce.holds(id_token::text(claims, "nonce").map_err(refused)?).map_err(refused)?;
    match id_token::text(claims, "at_hash").map_err(refused)? {
        Some(hash) if hash != half_hash(access_token, key, algorithm)? => {
            Err(refused("The access token is not the one that the id token names."))
        }
        _ => Ok(()),
    }
}

/// The left half of an access token's hash (OpenID Connect Core section 3.1.3.6).
fn half_hash(
    access_token: &str,
    key: &CoreJsonWebKey,
    algorithm: &CoreJwsSigningAlgorithm,
) -> Result<String, Fault> {
    let hash = key.hash_bytes(access_token.as_bytes(), algorithm).map_err(refused)?;
    Ok(URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2]))
}

fn refused(detail: impl std::fmt::Display) -> Fault {
    Fault::BrokenRule {
        message: "Failed to verify OIDC token.".into(),
        detail: Some(detail.to_string()),
        fields: Vec::new(),
    }
}

/// The claims of a token that was verified before.
///
/// # Errors
/// `BrokenRule` for what is no token.
pub(super) fn payload(token: &str) -> Result<Claims, Fault> {
    let signed = Signed::parse(token);
    signed.map(|signed| signed.claims).ok_or_else(|| refused("The token is no signed JWT."))
}
