//! What the provider allows.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_store::{Reader, StoreError};
use uuid::Uuid;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller};
use crate::fault::Fault;

/// The setting that lets clients register themselves.
const REGISTRATION: &str = "oauth2_dynamic_client_registration";
/// The setting that lets the address of a document be a client id.
const DOCUMENTS: &str = "oauth2_client_id_metadata_documents";

/// What owners decide. Neither is allowed unless an owner said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ProviderSettings {
    /// Clients may register themselves.
    pub(crate) registration: bool,
    /// The address of a document may be a client id.
    pub(crate) documents: bool,
}

/// What is allowed.
///
/// # Errors
/// The storage's.
pub(super) async fn read(reader: &Reader) -> Result<ProviderSettings, StoreError> {
    let registration = reader.setting(REGISTRATION).await?.as_deref() == Some("true");
    let documents = reader.setting(DOCUMENTS).await?.as_deref() == Some("true");
    Ok(ProviderSettings { registration, documents })
}

/// The same from outside of a transaction.
///
/// # Errors
/// The storage's.
pub(crate) async fn get(app: &App) -> Result<ProviderSettings, Fault> {
    app.store().read(|reader| async move { Ok(read(&reader).await?) }).await
}

/// Changes what is allowed; what is none stays. Gives how it is then.
pub(crate) struct UpdateProviderSettings {
    /// Whether clients may register themselves.
    pub(crate) registration: Option<bool>,
    /// Whether the address of a document may be a client id.
    pub(crate) documents: Option<bool>,
}

impl Command for UpdateProviderSettings {
    type Actor = Arc<Caller>;
    type Output = ProviderSettings;

    fn audit(&self) -> Audit {
        operations::UPDATE_OAUTH2_PROVIDER_SETTINGS.into()
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<ProviderSettings>, Fault> {
        let before = read(context).await?;
        let after = ProviderSettings {
            registration: self.registration.unwrap_or(before.registration),
            documents: self.documents.unwrap_or(before.documents),
        };
        if after.registration != before.registration {
            context.set_setting(REGISTRATION, &after.registration.to_string(), context.now).await?;
        }
        if after.documents != before.documents {
            context.set_setting(DOCUMENTS, &after.documents.to_string(), context.now).await?;
        }
        let diff = Diff::default()
            .field("dynamic_client_registration_enabled", before.registration, after.registration)
            .field("client_id_metadata_document_enabled", before.documents, after.documents);
        Ok(Outcome::changed(after, Entry::new(Uuid::nil(), "").diff(diff)))
    }
}
