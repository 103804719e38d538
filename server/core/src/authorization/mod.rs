//! Permissions: who may do what to which object.
//!
//! - `vocabulary`, `actions`: resources and actions.
//! - `permission`, `grants`, `site_roles`, `organization_roles`: the rules, and the built-in roles as data;
//!   `role_permissions` lists what these may do.
//! - `subject`, `object`: who acts, and on what.
//! - `access`: what access lists of templates and workspaces give.
//! - `scope`: how far a credential reaches.
//! - `evaluate`: the decision. `explain`: why it is so. `witness`: its proof, as a type. `visible`: the
//!   decision for lists.
//! - `assign`: who may give and take which role.
//! - `accounts`: who may act on whose account. `owners`: the last active owner stays.

mod access;
mod accounts;
mod actions;
mod assign;
mod evaluate;
mod explain;
mod grants;
mod member_roles;
mod object;
mod organization_roles;
mod owners;
mod permission;
mod role_permissions;
mod scope;
mod site_roles;
mod subject;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_workspaces;
mod visible;
mod vocabulary;
mod witness;

pub use access::{AccessList, AccessRole, MOST_ENTRIES};
pub use accounts::{AccountRoles, HeldRole, may_act_on_account};
pub use assign::{may_assign_organization_role, may_assign_site_role};
pub use evaluate::authorize;
pub use explain::{Explanation, Reason, Source, explain};
pub use member_roles::{MOST_ROLES_OF_MEMBER, within_limit};
pub use object::{Allowed, Location, Object};
pub use organization_roles::{OrganizationRole, ROLES_PER_MEMBER};
pub use owners::{LastOwner, OwnerStanding, keep_an_owner};
pub use permission::Permission;
pub use role_permissions::RolePermissions;
pub use scope::{AllowEntry, AllowList, Composite, Scope, ScopeName, UnknownObject, UnknownScope};
pub use site_roles::SiteRole;
pub use subject::{Membership, Subject};
pub use visible::{ByLists, ByRoles, Visible, visible};
pub use vocabulary::{Action, Resource};
pub use witness::{
    ActionType, Assign, Authorized, Automatic, Create, Delete, Protected, Read, ReadPersonal, Refused, Share,
    Start, Stop, Update, UpdatePersonal, Use, ViewInsights,
};
