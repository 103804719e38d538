//! The settings of one organization: groups and roles.

use std::sync::Arc;

use burgrave_core::authorization::{Read, Update};
use burgrave_core::idpsync::MappingChange;

use super::permitted;
use super::stored::{self, OfOrganization};
use crate::application::command::{Audit, Command, CommandContext, Entry, Outcome};
use crate::application::{App, Caller};
use crate::config::OidcSync;
use crate::fault::Fault;

/// What of the settings changes.
pub(crate) enum Change<S: OfOrganization> {
    /// All of it.
    All(S),
    /// All but the mapping.
    Config(S::Config),
    /// Pairs of the mapping.
    Mapping(MappingChange<S::Target>),
}

/// The settings of the organization that `written` names.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn get<S: OfOrganization>(
    app: &App,
    caller: Arc<Caller>,
    written: String,
) -> Result<S, Fault> {
    let defaults = app.settings().oidc_sync.clone();
    app.store()
        .read(move |reader| async move {
            let settings = permitted::settings::<Read>(&reader, &caller, &written).await?;
            stored::of(&reader, settings.organization_id, &defaults).await
        })
        .await
}

/// Changes the settings of an organization, and gives what they are now.
pub(crate) struct ChangeSync<S: OfOrganization> {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// What changes.
    pub(crate) change: Change<S>,
    /// What the operator decided.
    pub(crate) defaults: Arc<OidcSync>,
}

impl<S: OfOrganization> Command for ChangeSync<S> {
    type Actor = Arc<Caller>;
    type Output = S;

    fn audit(&self) -> Audit {
        let [all, config, mapping] = S::OPERATIONS;
        match self.change {
            Change::All(_) => all.into(),
            Change::Config(_) => config.into(),
            Change::Mapping(_) => mapping.into(),
        }
    }

    /// # Errors
    /// `Hidden`; `Forbidden` also for those who may not give by hand what the settings give; `Invalid` for
    /// what can't be kept.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<S>, Fault> {
        let caller = context.caller();
        let settings = permitted::settings::<Update>(context, caller, &self.organization).await?;
        let organization = settings.organization_id;
        let before: S = stored::of(context, organization, &self.defaults).await?;
        let mut after = before.clone();
        match &self.change {
            Change::All(all) => after.replace(all),
            Change::Config(config) => after.configure(config),
            Change::Mapping(change) => change.apply(after.mapping()),
        }
        after.permit(context, caller, organization, &before).await?;
        stored::keep(context, &settings, &after, context.now).await?;
        let entry = Entry::new(organization, S::TITLE).within(organization).diff(before.diff(&after));
        Ok(Outcome::changed(after, entry))
    }
}
