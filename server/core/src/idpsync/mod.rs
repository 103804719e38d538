//! What an identity provider's claims make of a user: their organizations, groups and roles.
//!
//! - `claims`: which values a claim holds.
//! - `settings`: what administrators decide. `mapping`: how they change it piece by piece.
//! - `filter`: which values of groups count, by a regular expression. `removal`: what happens to mappings of
//!   what is deleted.
//! - `organizations`, `groups`, `roles`: from values to the user's targets, with reasons.
//! - `rights`: who may change the settings.

mod claims;
mod filter;
mod groups;
mod mapping;
mod organizations;
mod outcome;
mod removal;
mod rights;
mod roles;
mod settings;

pub use claims::{ClaimFault, Claims, values};
pub use filter::{Filter, FilterFault};
pub use groups::{GroupTarget, KnownGroup, groups};
pub use mapping::{Mapping, MappingChange, Pair};
pub use organizations::organizations;
pub use outcome::{Ignored, Outcome, Reason};
pub use removal::{without_group, without_organization, without_role};
pub use rights::{
    MissingRights, OrganizationDefaults, givable_roles, may_make_member, may_set_groups,
    may_set_organizations, may_set_roles,
};
pub use roles::{organization_roles, site_roles};
pub use settings::{GroupSync, OrganizationSync, RoleSync, SiteRoleSync};
