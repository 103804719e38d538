//! Reading one template.

use std::sync::Arc;

use burgrave_core::authorization::{ActionType, Authorized, Read};
use burgrave_core::ids::TemplateId;
use burgrave_store::{Reader, Template, TemplateRecord};

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Which template is meant.
#[derive(Debug, Clone)]
pub(crate) enum TemplateReference {
    /// The one with this id.
    Id(TemplateId),
    /// The one of this name in the organization that the first text names.
    InOrganization(String, String),
}

/// The template.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn get(
    app: &App,
    caller: Arc<Caller>,
    reference: TemplateReference,
) -> Result<TemplateRecord, Fault> {
    app.store()
        .scan(move |reader| async move {
            let found = referenced::<Read>(&reader, &caller, &reference, "read this template").await?;
            Ok(found.into_inner().record)
        })
        .await
}

/// A template that the caller has just made or changed.
///
/// # Errors
/// `Hidden` when it is gone again.
pub(super) async fn changed(app: &App, id: TemplateId) -> Result<TemplateRecord, Fault> {
    let found = app.store().scan(move |reader| async move { reader.template_by_id(id).await }).await?;
    found.map(|template| template.record).ok_or(Fault::Hidden)
}

/// The template, on which the caller may do `A`.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(super) async fn referenced<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    reference: &TemplateReference,
    what: &str,
) -> Result<Authorized<A, Template>, Fault> {
    match reference {
        TemplateReference::Id(id) => find::template(reader, caller, *id, what).await,
        TemplateReference::InOrganization(organization, name) => {
            let organization = find::organization::<Read>(reader, caller, organization, what).await?;
            find::template_in(reader, caller, &organization, name, what).await
        }
    }
}
