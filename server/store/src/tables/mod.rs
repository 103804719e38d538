//! The tables: records, and the queries as methods of [`crate::Reader`] and [`crate::Tx`].

mod api_keys;
mod audit;
mod audit_chain;
mod audit_lists;
mod audit_names;
mod audit_receivers;
mod authentication;
mod candidates;
mod custom_roles;
mod ended_keys;
mod git_ssh_keys;
mod governance;
mod group_lists;
mod group_members;
mod groups;
mod idp_sync;
mod key_lists;
mod key_scope;
mod member_lists;
mod members;
mod memberships;
mod oauth2;
mod organizations;
mod page;
mod passcodes;
mod provisioning;
mod proxies;
mod refresh_turns;
mod replicas;
mod scim_groups;
mod scim_lists;
mod scim_members;
mod scim_users;
mod settings;
mod task_leases;
mod user_claims;
mod user_index;
mod user_links;
mod user_lists;
mod user_pages;
mod user_personal;
mod user_preferences;
mod user_status_changes;
mod users;

pub use api_keys::{ApiKeyRecord, KeptKeys, NewApiKey, UserKeys};
pub use audit::{AuditRecord, NewAuditEntry};
pub use audit_chain::{AuditBlock, ChainEnd, NewAuditBlock};
pub use audit_lists::AuditFilter;
pub use audit_receivers::ReceiverHold;
pub use authentication::{Authentication, Standing};
pub use candidates::Candidates;
pub use custom_roles::{CustomRoleRecord, NewCustomRole};
pub use ended_keys::EndedKey;
pub use git_ssh_keys::GitSshKey;
pub use governance::{
    Deliveries, DeliveryFilter, DeliveryRecord, HeldMessage, Inbox, InboxFilter, InboxRecord, LicenseRecord,
    MessagesWaiting, MethodRecord, NewInboxMessage, NewLicense, NewNotificationEvent, NewNotificationMessage,
    NewRoute, NewScan, NotificationEventRecord, NotificationMessageRecord, PreferenceRecord, Preferences,
    RouteRecord, ScanRecord, SendingMethod,
};
pub use group_lists::{GroupFilter, GroupsOf};
pub use groups::{GroupRecord, GroupUpdate, NewGroup};
pub use idp_sync::{ORGANIZATION_SYNC, SyncKind, SyncSettings};
pub use key_lists::{KeyFilter, KeyWithUser};
pub use members::{MemberRecord, MemberRoles, MemberWithUser, NewMember};
pub use memberships::Membership;
pub use oauth2::{
    AppFilter, AppRecord, AppSecretRecord, AppUpdate, CodeRecord, DeviceCodeRecord, GrantRecord,
    GrantedScopes, NewApp, NewAppSecret, NewCode, NewDeviceCode, NewGrant, NewSigningKey, Reissue, Rotation,
    SigningKeyRecord,
};
pub use organizations::{
    NewOrganization, OrganizationFilter, OrganizationHoldings, OrganizationName, OrganizationRecord,
    OrganizationUpdate,
};
pub use page::{Page, Paged};
pub use passcodes::{NewPasscode, PasscodeRecord};
pub use provisioning::*;
pub use proxies::{
    CryptoKeyRecord, NewCryptoKey, NewProxyReplica, NewWorkspaceProxy, ProxyFinding, ProxyPlace,
    ProxyReplicaRecord, ProxySecret, WorkspaceProxyRecord, WorkspaceProxyUpdate,
};
pub use replicas::{NewReplica, REPLICA_SILENCE, ReplicaCondition, ReplicaRecord};
pub use scim_groups::{ScimGroupRecord, ScimGroupRow};
pub use scim_lists::ScimSearch;
pub use scim_members::{ScimMemberChanges, ScimMemberRecord, ScimMemberRow};
pub use scim_users::{ScimUserRecord, ScimUserRow};
pub use task_leases::{LeaseOutcome, LeaseRequest};
pub use user_links::UserLinkRecord;
pub use user_lists::{Span, UserFilter};
pub use user_personal::Appearance;
pub use user_preferences::UserPreferences;
pub use user_status_changes::StatusChanges;
pub use users::{LoginRecord, NewUser, SiteRoles, UserRecord};
