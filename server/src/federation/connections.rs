//! The application with its connections to other systems.

use std::ops::Deref;
use std::sync::Arc;

use super::oauth2::Documents;
use super::oidc::{Provider, Refreshing};
use crate::application::App;

/// An [`App`] that knows the identity provider and the documents of clients. Clones share everything.
#[derive(Clone)]
pub(crate) struct Federation {
    app: App,
    connections: Arc<Connections>,
}

struct Connections {
    provider: Option<Provider>,
    refreshing: Refreshing,
    documents: Documents,
}

impl Federation {
    /// Without any refreshes in progress.
    pub(crate) fn new(app: App, provider: Option<Provider>, documents: Documents) -> Self {
        let connections = Connections { provider, refreshing: Refreshing::default(), documents };
        Self { app, connections: Arc::new(connections) }
    }

    /// Through whom people log in, if anybody.
    pub(crate) fn provider(&self) -> Option<&Provider> {
        self.connections.provider.as_ref()
    }

    /// Whose tokens of the provider are being renewed.
    pub(crate) fn refreshing(&self) -> &Refreshing {
        &self.connections.refreshing
    }

    /// What clients say about themselves at the addresses that are their ids.
    pub(crate) fn documents(&self) -> &Documents {
        &self.connections.documents
    }
}

impl Deref for Federation {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}
