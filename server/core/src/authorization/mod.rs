//! Permissions: who may do what to which object.
//!
//! - `vocabulary`: resources and actions.
//! - `permission`, `grants`, `site_roles`, `organization_roles`: the rules, and the built-in roles as data.
//! - `subject`, `object`: who acts, and on what.
//! - `evaluate`: the decision. `witness`: its proof, as a type.
//! - `assign`: who may give and take which role.

mod assign;
mod evaluate;
mod grants;
mod object;
mod organization_roles;
mod permission;
mod site_roles;
mod subject;
#[cfg(test)]
mod tests;
mod vocabulary;
mod witness;

pub use assign::{may_assign_organization_role, may_assign_site_role};
pub use evaluate::authorize;
pub use object::{Allowed, Object, Place};
pub use organization_roles::OrganizationRole;
pub use permission::Permission;
pub use site_roles::SiteRole;
pub use subject::{Membership, Scope, Subject};
pub use vocabulary::{Action, Resource};
pub use witness::{ActionType, Authorized, Create, Delete, Protected, Read, Refused, Update};
