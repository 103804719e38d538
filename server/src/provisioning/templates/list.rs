//! Listing templates.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Read, Resource};
use burgrave_core::ids::{OrganizationId, UserId};
use burgrave_core::provisioning::search::{IdOrName, TemplateSearch, Username};
use burgrave_core::search::KeyFault;
use burgrave_store::{Reader, TemplateFilter, TemplateRecord};

use crate::application::{App, Caller, find};
use crate::fault::{Fault, FieldFault};

/// The templates that match and that the caller may read, in one organization or in all.
///
/// # Errors
/// `Hidden` for the organization; `UnknownFilter` with everything that is wrong with the search.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    organization: Option<String>,
    q: &str,
) -> Result<Vec<TemplateRecord>, Fault> {
    let search = TemplateSearch::parse(q);
    app.store()
        .scan(move |reader| async move {
            let within = match organization {
                Some(written) => {
                    Some(find::organization::<Read>(&reader, &caller, &written, "read it").await?.id)
                }
                None => None,
            };
            let search = search.map_err(refused)?;
            // None has an AI task.
            if search.has_ai_task == Some(true) {
                return Ok(Vec::new());
            }
            let Some(filter) = resolved(&reader, &caller, search).await? else { return Ok(Vec::new()) };
            if within.is_some() && filter.organization.is_some() && within != filter.organization {
                return Ok(Vec::new());
            }
            let organization = within.or(filter.organization);
            Ok(reader.templates(&TemplateFilter { organization, ..filter }).await?)
        })
        .await
}

/// The search as the store reads it; none where nothing can match.
async fn resolved(
    reader: &Reader,
    caller: &Caller,
    search: TemplateSearch,
) -> Result<Option<TemplateFilter>, Fault> {
    let organization = match &search.organization {
        Some(written) => Some(organization(reader, caller, written).await?),
        None => None,
    };
    let author = match (search.author_id, &search.author) {
        (None, None) => None,
        (id, name) => {
            let named = match name {
                Some(name) => author(reader, caller, name).await?,
                None => id,
            };
            match (id, named) {
                (Some(id), Some(named)) if id != named => return Ok(None),
                (_, Some(named)) => Some(named),
                (_, None) => return Ok(None),
            }
        }
    };
    Ok(Some(TemplateFilter {
        ids: search.ids,
        organization,
        name: search.name,
        exact_name: search.exact_name,
        display_name: search.display_name,
        exact_display_name: search.exact_display_name,
        deprecated: search.deprecated,
        deleted: search.deleted,
        author,
        external_agent: search.has_external_agent,
        visible: Some(caller.visible(Action::Read, Resource::Template)),
    }))
}

async fn organization(reader: &Reader, caller: &Caller, written: &IdOrName) -> Result<OrganizationId, Fault> {
    let written = match written {
        IdOrName::Id(id) => id.to_string(),
        IdOrName::Name(name) => name.clone(),
    };
    match find::organization::<Read>(reader, caller, &written, "read it").await {
        Ok(found) => Ok(found.id),
        Err(Fault::Hidden) => Err(Fault::unknown_filter("organization", "must name an organization")),
        Err(fault) => Err(fault),
    }
}

async fn author(reader: &Reader, caller: &Caller, name: &Username) -> Result<Option<UserId>, Fault> {
    Ok(match name {
        Username::Caller => Some(caller.user.id),
        Username::Named(name) => find::users_id(reader, caller, name).await?,
    })
}

fn refused(faults: Vec<KeyFault>) -> Fault {
    let field = |fault: KeyFault| FieldFault { field: fault.key, detail: fault.detail };
    Fault::UnknownFilter(faults.into_iter().map(field).collect())
}
