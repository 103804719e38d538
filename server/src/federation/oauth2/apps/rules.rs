//! The rules of redirect URIs, scopes and resources that a schema can't express.

use burgrave_core::oauth2::{redirect, resource, scope};

use crate::fault::{Fault, FieldFault};

/// Where answers may go, as a request says it.
#[derive(Debug, Clone, Default)]
pub(crate) struct RedirectTargets {
    /// The documented one.
    pub(crate) callback_url: Option<String>,
    /// Several; they go before it.
    pub(crate) redirect_uris: Option<Vec<String>>,
}

/// The redirect URIs that a request names; none where it says nothing. All faults are found, those of the
/// scope and of the resources too.
///
/// # Errors
/// `Invalid`.
pub(super) fn check(
    targets: &RedirectTargets,
    allowed: Option<&str>,
    resources: Option<&[String]>,
    needed: bool,
) -> Result<Option<Vec<String>>, Fault> {
    let mut faults = Vec::new();
    let mut add = |field: String, detail: &str| faults.push(FieldFault { field, detail: detail.into() });
    // An empty list is as one that is left out.
    let several = targets.redirect_uris.as_ref().filter(|uris| !uris.is_empty());
    let uris = match (several, &targets.callback_url) {
        (Some(uris), _) => {
            if uris.len() > redirect::MOST {
                add("redirect_uris".into(), "must have at most 32 entries");
            }
            for (place, uri) in uris.iter().enumerate() {
                if let Err(problem) = redirect::check(uri) {
                    add(format!("redirect_uris[{place}]"), problem);
                }
            }
            Some(uris.clone())
        }
        (None, Some(callback)) => {
            if let Err(problem) = redirect::check_callback(callback) {
                add("callback_url".into(), problem);
            }
            Some(vec![callback.clone()])
        }
        (None, None) => {
            if needed {
                add("callback_url".into(), "is required, unless redirect_uris has entries");
            }
            None
        }
    };
    if let Some(problem) = allowed.and_then(scope::list_problem) {
        add("scope".into(), problem);
    }
    for (place, written) in resources.unwrap_or_default().iter().enumerate() {
        if resource::normal(written).is_none() {
            add(format!("resources[{place}]"), "must be an absolute URI without a fragment");
        }
    }
    if faults.is_empty() { Ok(uris) } else { Err(Fault::Invalid(faults)) }
}
