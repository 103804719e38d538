//! The program of a proxy, as a caller: whoever shows the proxy's token.

use std::sync::Arc;

use burgrave_core::ids::{UserId, WorkspaceProxyId};
use burgrave_core::proxies::ProxyToken;
use burgrave_store::{Reader, StoreError, WorkspaceProxyRecord};

use crate::application::App;
use crate::application::command::Actor;
use crate::fault::{Fault, SignedOut};

/// A program with the token of a proxy.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    token: ProxyToken,
}

/// Why a token proves nothing, for people.
pub(crate) type TokenFault = &'static str;

/// The program that shows this token.
///
/// # Errors
/// The database's; inside, why it proves nothing.
pub(crate) async fn authenticate(app: &App, shown: &str) -> Result<Result<Program, TokenFault>, StoreError> {
    let Some(token) = ProxyToken::parse(shown) else {
        return Ok(Err("The token must be the id of a proxy, a colon and 64 characters."));
    };
    let program = Program { token };
    let looked = program.clone();
    let found = app.store().read(move |reader| {
        let looked = looked.clone();
        async move { looked.standing(&reader).await }
    });
    Ok(found.await?.map(|()| program))
}

impl Program {
    /// Whose it is.
    pub(crate) fn proxy(&self) -> WorkspaceProxyId {
        self.token.proxy
    }

    async fn standing(&self, reader: &Reader) -> Result<Result<(), TokenFault>, StoreError> {
        Ok(match reader.proxy_secret(self.token.proxy).await? {
            None => Err("Proxy not found."),
            Some(kept) if !self.token.matches(&kept.hashed_secret.0) => Err("Invalid proxy token secret."),
            Some(kept) if kept.deleted_at.is_some() => Err("Proxy has been deleted."),
            Some(_) => Ok(()),
        })
    }
}

impl Actor for Arc<Program> {
    type Current = WorkspaceProxyRecord;

    async fn reload(&self, reader: &Reader) -> Result<WorkspaceProxyRecord, Fault> {
        let wrong = |detail: &str| Fault::SignedOut(SignedOut::Wrong { detail: detail.into() });
        self.standing(reader).await?.map_err(wrong)?;
        reader.workspace_proxy(self.token.proxy).await?.ok_or_else(|| wrong("Proxy has been deleted."))
    }

    fn user(_: &WorkspaceProxyRecord) -> Option<UserId> {
        None
    }
}
