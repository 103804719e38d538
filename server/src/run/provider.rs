//! The identity provider at the start: asked once, so that a wrong setting is reported at once and not to the
//! first person who wants to log in.

use std::sync::Arc;

use burgrave_core::Clock;
use slog::{Logger, info, warn};

use super::StartError;
use crate::config::OidcConfig;
use crate::federation::oidc::{Provider, ProviderFault};

/// The provider, if there is one.
///
/// # Errors
/// What it says about itself isn't what the settings say. One that is away is no reason not to start: it is
/// asked again at the first login.
pub(super) async fn open(
    config: Option<&OidcConfig>,
    clock: Arc<dyn Clock>,
    log: &Logger,
) -> Result<Option<Provider>, StartError> {
    let Some(config) = config else { return Ok(None) };
    let provider = Provider::new(config.clone(), clock);
    let provider =
        provider.map_err(|fault| StartError::Other(format!("can't ask the identity provider: {fault}")))?;
    match provider.check().await {
        Ok(()) => {
            info!(log, "people log in through the identity provider"; "issuer" => &config.issuer)
        }
        Err(fault @ ProviderFault::Away { .. }) => {
            let text = "the identity provider is away; it is asked again at the first login";
            warn!(log, "{}", text; "cause" => %fault);
        }
        Err(fault @ ProviderFault::Wrong { .. }) => {
            return Err(StartError::Other(format!("{fault}; correct oidc-issuer-url")));
        }
    }
    Ok(Some(provider))
}
