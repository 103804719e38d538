//! External accounts that the workspaces of a template use.

use std::collections::BTreeMap;

use burgrave_core::provisioning::version::ExternalAuth;

use super::ObjectFault;
use super::document::Document;
use crate::wire::{self, ExternalAuthProviderResource};

/// The providers, by id. A block of the newer type takes precedence over one of the older.
pub(super) fn external_auth(document: &Document) -> Result<Vec<ExternalAuth>, ObjectFault> {
    let blocks = document.data("coder_git_auth").chain(document.data("coder_external_auth"));
    let provider = |instance: &super::instance::Instance| {
        let fields = instance.fields();
        (fields.text("id"), fields.is("optional"))
    };
    let providers: BTreeMap<_, _> = blocks.map(provider).collect();
    let providers = providers.into_iter().map(|(id, optional)| ExternalAuthProviderResource { id, optional });
    wire::external_auth(providers.collect()).map_err(ObjectFault::Unfit)
}
