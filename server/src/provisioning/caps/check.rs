//! Whether there is room for one more.

use burgrave_core::ids::{UserId, WorkspaceId};
use burgrave_core::provisioning::caps::{cap_of, check_cap};
use burgrave_store::{Reader, TemplateRecord};

use crate::fault::Fault;

/// Whether a user may have one more workspace of a template, or one more that runs. `besides` is the
/// workspace in question, where it is there already.
///
/// # Errors
/// `Refused` with the cap that stands against it.
pub(crate) async fn check(
    reader: &Reader,
    owner: UserId,
    template: &TemplateRecord,
    besides: Option<WorkspaceId>,
    runs: bool,
) -> Result<(), Fault> {
    let place = template.organization_id;
    let caps = reader.workspace_caps_of(place, owner, template.id).await?;
    let new = besides.is_none();
    let own = cap_of(caps.own, caps.groups);
    for (cap, only, of) in [
        (Some(own), None, "In this organization".to_owned()),
        (caps.template, Some(template.id), format!("For the template {}", template.name)),
    ] {
        let Some(cap) = cap.filter(|cap| cap.workspaces.is_some() || cap.running.is_some()) else { continue };
        let held = reader.workspaces_held(place, owner, only, besides).await?;
        check_cap(cap, held, new, runs)
            .map_err(|over| Fault::Refused { message: format!("{of}, {over}") })?;
    }
    Ok(())
}
