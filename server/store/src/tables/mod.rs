//! The tables: records, and the queries as methods of [`crate::Reader`] and [`crate::Tx`].

mod api_keys;
mod audit;
mod audit_lists;
mod audit_names;
mod authentication;
mod custom_roles;
mod group_lists;
mod group_members;
mod groups;
mod idp_sync;
mod key_scope;
mod member_lists;
mod members;
mod organizations;
mod page;
mod replicas;
mod settings;
mod task_leases;
mod user_claims;
mod user_lists;
mod users;

pub use api_keys::{ApiKeyRecord, NewApiKey};
pub use audit::NewAuditEntry;
pub use audit_lists::{AuditFilter, AuditRecord};
pub use authentication::{Authentication, Membership};
pub use custom_roles::CustomRoleRecord;
pub use group_lists::{GroupFilter, GroupVisibility};
pub use groups::{GroupRecord, GroupSource, GroupUpdate, NewGroup};
pub use idp_sync::SyncKind;
pub use members::{MemberRecord, MemberWithUser};
pub use organizations::{NewOrganization, OrganizationHoldings, OrganizationRecord, OrganizationUpdate};
pub use page::{Page, Paged};
pub use replicas::{NewReplica, ReplicaRecord};
pub use task_leases::{LeaseOutcome, LeaseRequest};
pub use user_lists::UserFilter;
pub use users::{LoginRecord, NewUser, UserRecord};
