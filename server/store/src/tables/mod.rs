//! The tables: records, and the queries as methods of [`crate::Reader`] and [`crate::Tx`].

mod api_keys;
mod audit;
mod audit_lists;
mod audit_names;
mod authentication;
mod candidates;
mod custom_roles;
mod ended_keys;
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
mod provisioning;
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
mod users;

pub use api_keys::{ApiKeyRecord, KeptKeys, NewApiKey, UserKeys};
pub use audit::{AuditRecord, NewAuditEntry};
pub use audit_lists::AuditFilter;
pub use authentication::{Authentication, Standing};
pub use candidates::Candidates;
pub use custom_roles::{CustomRoleRecord, NewCustomRole};
pub use ended_keys::EndedKey;
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
pub use provisioning::*;
pub use replicas::{NewReplica, ReplicaRecord};
pub use scim_groups::{ScimGroupRecord, ScimGroupRow};
pub use scim_lists::ScimSearch;
pub use scim_members::{ScimMemberChanges, ScimMemberRecord, ScimMemberRow};
pub use scim_users::{ScimUserRecord, ScimUserRow};
pub use task_leases::{LeaseOutcome, LeaseRequest};
pub use user_links::UserLinkRecord;
pub use user_lists::{Span, UserFilter};
pub use user_personal::Appearance;
pub use users::{LoginRecord, NewUser, SiteRoles, UserRecord};
