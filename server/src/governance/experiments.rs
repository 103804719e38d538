//! Documented experiments whose operations this server has.

use crate::application::App;

/// Their names: clients ask for these before they call such operations.
pub(crate) fn experiments(app: &App) -> Vec<&'static str> {
    let oauth2 = app.settings().deployment.oauth2_provider.then_some("oauth2");
    oauth2.into_iter().chain(["workspace-usage"]).collect()
}
