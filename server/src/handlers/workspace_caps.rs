//! Caps on the number of workspaces.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ListWorkspaceCapsParams, OrganizationPath, UpdateWorkspaceCapsRequest, WorkspaceCap, WorkspaceCapKind,
    WorkspaceCapRequest, WorkspaceCaps,
};
use burgrave_core::provisioning::caps::{Cap, CapKind};
use burgrave_store::CapRecord;

use super::requests;
use crate::application::Caller;
use crate::provisioning::caps::{self, CapSetting, ChangeCaps};
use crate::service::Service;

impl WorkspaceCaps for Service {
    async fn list_workspace_caps(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListWorkspaceCapsParams,
    ) -> Result<Vec<WorkspaceCap>, ApiError> {
        let page = requests::page::<()>(params.limit, params.offset, None);
        let found = caps::list(self, caller, params.organization, page.offset, page.limit).await?;
        Ok(found.into_iter().map(shown).collect())
    }

    async fn update_workspace_caps(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: UpdateWorkspaceCapsRequest,
    ) -> Result<(), ApiError> {
        let caps = body.caps.unwrap_or_default().into_iter().map(setting).collect();
        Ok(self.execute(ChangeCaps { organization: params.organization, caps }, caller, cx).await?)
    }
}

fn shown(of: CapRecord) -> WorkspaceCap {
    let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    WorkspaceCap {
        kind: match of.kind {
            CapKind::User => WorkspaceCapKind::User,
            CapKind::Group => WorkspaceCapKind::Group,
            CapKind::Template => WorkspaceCapKind::Template,
        },
        id: of.subject_id,
        name: of.name.unwrap_or_default(),
        workspaces: of.workspaces.map(number),
        running: of.running.map(number),
    }
}

fn setting(given: WorkspaceCapRequest) -> CapSetting {
    CapSetting {
        kind: match given.kind {
            WorkspaceCapKind::User => CapKind::User,
            WorkspaceCapKind::Group => CapKind::Group,
            WorkspaceCapKind::Template => CapKind::Template,
        },
        subject: given.id,
        cap: Cap {
            workspaces: given.workspaces.value().map(i64::from),
            running: given.running.value().map(i64::from),
        },
    }
}
