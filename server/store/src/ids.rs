//! Typed identifiers as columns and values.

use crate::row::{Cell, Column};
use crate::value::Value;
use crate::value::{Kind, Stored};
use burgrave_core::ids::{
    AgentId, ApiKeyId, AppId, AppSecretId, AuditEntryId, FileId, GrantId, GroupId, IssueId, LedgerEntryId,
    OrganizationId, PresetId, ProvisionerDaemonId, ProvisionerJobId, ProvisionerKeyId, ReplicaId, RequestId,
    ResourceId, TemplateId, TemplateVersionId, UserId, WorkspaceBuildId, WorkspaceId, WorkspaceProxyId,
};
use uuid::Uuid;

macro_rules! stored_ids {
    ($($id:ident),+ $(,)?) => {
        $(
            impl Stored for $id {
                const KIND: Kind = Kind::Uuid;
            }

            impl Column for $id {
                fn from_cell(cell: Cell<'_>) -> Option<Self> {
                    Uuid::from_cell(cell).map(Self::new)
                }
            }

            impl From<$id> for Value<'_> {
                fn from(id: $id) -> Self {
                    Value::Uuid(Some(id.uuid()))
                }
            }

            impl From<&$id> for Value<'_> {
                fn from(id: &$id) -> Self {
                    Value::from(*id)
                }
            }

            impl From<Option<$id>> for Value<'_> {
                fn from(id: Option<$id>) -> Self {
                    Value::Uuid(id.map($id::uuid))
                }
            }

            impl From<&Option<$id>> for Value<'_> {
                fn from(id: &Option<$id>) -> Self {
                    Value::from(*id)
                }
            }
        )+
    };
}

stored_ids! {
    AgentId, AppId, AppSecretId, AuditEntryId, FileId, GrantId, GroupId, IssueId, LedgerEntryId, OrganizationId,
    PresetId, ProvisionerDaemonId, ProvisionerJobId, ProvisionerKeyId, ReplicaId, RequestId, ResourceId, TemplateId,
    TemplateVersionId, UserId, WorkspaceBuildId, WorkspaceId, WorkspaceProxyId,
}

impl Stored for ApiKeyId {
    const KIND: Kind = Kind::Text;
}

impl Column for ApiKeyId {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        String::from_cell(cell).map(Self::from)
    }
}

impl<'a> From<&'a ApiKeyId> for Value<'a> {
    fn from(id: &'a ApiKeyId) -> Self {
        Value::from(id.as_str())
    }
}
