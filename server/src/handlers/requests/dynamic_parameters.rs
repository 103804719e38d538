//! What handlers take from those who ask for the parameters of a version.

use burgrave_api::decode::{self, Faults, rule};
use burgrave_api::{DynamicParametersRequest, FollowTemplateVersionParametersParams};
use burgrave_core::ids::{TemplateVersionId, UserId};

use crate::provisioning::dynamic::{Asked, Saying};

/// What is asked, and its id.
pub(crate) fn asked(version: TemplateVersionId, body: DynamicParametersRequest) -> (i64, Asked) {
    let Saying { id, owner, chosen } = saying(body);
    (id, Asked { version, owner, chosen })
}

/// What is asked before anything is said: about a workspace of the caller, or of somebody else.
pub(crate) fn first(params: &FollowTemplateVersionParametersParams, caller: UserId) -> Asked {
    let owner = params.user_id.filter(|id| !id.is_nil()).unwrap_or(caller);
    Asked { version: params.template_version, owner: Some(owner), chosen: Default::default() }
}

/// A message, or why it can't be read.
pub(crate) fn message(text: &str) -> Result<Saying, String> {
    let mut faults = Faults::new();
    let rule = rule::of::<DynamicParametersRequest>();
    match decode::json_body(text.as_bytes(), &rule, &mut faults) {
        Err(_) => Err("Send a JSON object with id, inputs and owner_id.".into()),
        Ok(Some(body)) => Ok(saying(body)),
        Ok(None) => {
            let faults =
                faults.into_list().into_iter().map(|fault| format!("{} {}", fault.field, fault.detail));
            Err(faults.collect::<Vec<_>>().join("; "))
        }
    }
}

fn saying(body: DynamicParametersRequest) -> Saying {
    Saying {
        id: body.id.unwrap_or_default(),
        owner: body.owner_id.filter(|id| !id.is_nil()),
        chosen: body.inputs.value().unwrap_or_default(),
    }
}
