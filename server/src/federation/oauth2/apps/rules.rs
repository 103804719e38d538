//! The rules of redirect URIs and scopes that a schema can't express.

use burgrave_core::oauth2::{redirect, scope};

use crate::fault::{Fault, FieldFault};

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    /// The documented one.
    pub(crate) callback_url: Option<String>,
    /// Several; they go before it.
    pub(crate) redirect_uris: Option<Vec<String>>,
}

/// The redirect URIs that are asked for; none where nothing is said. All faults are found, those of the scope too.
///
/// # Errors
/// `Invalid`.
pub(super) fn check(
    places: Places,
    allowed: Option<&str>,
    needed: bool,
) -> Result<Option<Vec<String>>, Fault> {
    let mut faults = Vec::new();
    let mut add = |field: String, detail: &str| faults.push(FieldFault { field, detail: detail.into() });
    let uris = match (places.redirect_uris, places.callback_url) {
        (Some(uris), _) => {
            if uris.is_empty() || uris.len() > redirect::MOST {
                add("redirect_uris".into(), "must have 1 to 32 entries");
            }
            for (place, uri) in uris.iter().enumerate() {
                if let Err(problem) = redirect::check(uri) {
                    add(format!("redirect_uris[{place}]"), problem);
                }
            }
            Some(uris)
        }
        (None, Some(callback)) => {
            if let Err(problem) = redirect::check_callback(&callback) {
                add("callback_url".into(), problem);
            }
            Some(vec![callback])
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
    if faults.is_empty() { Ok(uris) } else { Err(Fault::Invalid(faults)) }
}
