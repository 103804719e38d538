//! Typed identifiers: the id of a user is no id of a group, although both are UUIDs.
//!
//! Those that requests or answers contain are schemas of the same name in `spec/schemas/ids.yaml`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$about:meta])* $name:ident;)+) => {
        $(
            $(#[$about])*
            #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(Uuid);

            impl $name {
                /// The id with this UUID.
                #[must_use]
                pub const fn new(uuid: Uuid) -> Self {
                    Self(uuid)
                }

                /// The UUID.
                #[must_use]
                pub const fn uuid(self) -> Uuid {
                    self.0
                }

                /// Whether this is the UUID of zeros.
                #[must_use]
                pub const fn is_nil(self) -> bool {
                    self.0.is_nil()
                }

                /// The UUID of zeros, which no stored object has.
                #[must_use]
                pub const fn nil() -> Self {
                    Self(Uuid::nil())
                }
            }

            impl From<Uuid> for $name {
                fn from(uuid: Uuid) -> Self {
                    Self(uuid)
                }
            }

            impl From<$name> for Uuid {
                fn from(id: $name) -> Self {
                    id.0
                }
            }

            impl FromStr for $name {
                type Err = uuid::Error;

                fn from_str(text: &str) -> Result<Self, uuid::Error> {
                    text.parse().map(Self)
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.fmt(f)
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}({})", stringify!($name), self.0)
                }
            }
        )+
    };
}

ids! {
    /// A user.
    UserId;
    /// An organization.
    OrganizationId;
    /// A group.
    GroupId;
    /// A workspace.
    WorkspaceId;
    /// A client of the OAuth2 provider.
    AppId;
    /// A secret of such a client.
    AppSecretId;
    /// What a user lets a client do.
    GrantId;
    /// One redemption of an authorization code, device code or grant: what was issued by it carries its id.
    IssueId;
    /// An entry of the audit log.
    AuditEntryId;
    /// An entry of the ledger of costs.
    LedgerEntryId;
    /// A request, as its header and the audit log name it.
    RequestId;
    /// A running server.
    ReplicaId;
    /// An uploaded archive.
    FileId;
    /// A template.
    TemplateId;
    /// A version of a template.
    TemplateVersionId;
    /// A preset of a template version.
    PresetId;
    /// A job: the import of a template version, a build or a dry run.
    ProvisionerJobId;
    /// A provisioner daemon, which carries out jobs.
    ProvisionerDaemonId;
    /// A key of provisioner daemons.
    ProvisionerKeyId;
    /// A workspace proxy.
    WorkspaceProxyId;
    /// A build of a workspace.
    WorkspaceBuildId;
    /// A resource that a job has planned or made.
    ResourceId;
    /// An agent of a workspace.
    AgentId;
}

impl OrganizationId {
    /// The organization's group Everyone, which has the organization's UUID.
    #[must_use]
    pub const fn everyone(self) -> GroupId {
        GroupId::new(self.0)
    }
}

impl GroupId {
    /// Whether this is the group Everyone of the organization.
    #[must_use]
    pub fn is_everyone_of(self, organization: OrganizationId) -> bool {
        self.0 == organization.0
    }
}

/// An API key: the part of a session or token before the hyphen.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiKeyId(String);

impl ApiKeyId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for ApiKeyId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for ApiKeyId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<ApiKeyId> for String {
    fn from(id: ApiKeyId) -> Self {
        id.0
    }
}

impl fmt::Display for ApiKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ApiKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKeyId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_and_written_as_its_uuid() {
        let text = "0193b7c2-4a5e-7d10-8f00-0123456789ab";
        let id: UserId = text.parse().expect("a UUID");
        assert_eq!(id.to_string(), text);
        assert_eq!(serde_json::to_string(&id).expect("JSON"), format!("\"{text}\""));
        assert_eq!(UserId::from(Uuid::from(id)), id);
        assert_eq!(format!("{id:?}"), format!("UserId({text})"));
    }

    #[test]
    fn everyone_has_the_uuid_of_its_organization() {
        let organization = OrganizationId::new(Uuid::from_u128(7));
        assert!(organization.everyone().is_everyone_of(organization));
        assert!(!GroupId::new(Uuid::from_u128(8)).is_everyone_of(organization));
    }
}
