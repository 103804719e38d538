//! What somebody told a template's workspaces last.

use std::collections::BTreeSet;
use std::sync::Arc;

use burgrave_core::authorization::{Authorized, Read};
use burgrave_core::ids::TemplateId;
use burgrave_core::provisioning::parameters::DescribedParameter;
use burgrave_store::BuildParameter;

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// The values that a user's workspaces of a template were given last, in the order of their names; those of
/// parameters that hold for one build only are left out. None for a template that the caller can't read.
///
/// # Errors
/// `Hidden` for a user other than the caller, and whom the caller may not read.
pub(crate) async fn autofill(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    template: TemplateId,
) -> Result<Vec<BuildParameter>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let user = find::user(&reader, &caller, &written).await?;
            if user.id != caller.user.id {
                return Err(Fault::Hidden);
            }
            let Some(found) = reader.template_by_id(template).await? else { return Ok(Vec::new()) };
            let Ok(found) = Authorized::<Read, _>::check(&caller.subject, found) else {
                return Ok(Vec::new());
            };
            let mut passing = BTreeSet::new();
            for one in reader.version_parameters(found.active_version_id).await? {
                let read: DescribedParameter = serde_json::from_str(&one.definition)
                    .map_err(|error| Fault::Internal(format!("what an import found: {error}")))?;
                if read.rule.ephemeral {
                    passing.insert(read.rule.name);
                }
            }
            let values = reader.latest_parameters(user.id, template).await?;
            Ok(values.into_iter().filter(|value| !passing.contains(&value.name)).collect())
        })
        .await
}
