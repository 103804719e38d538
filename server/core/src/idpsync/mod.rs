//! What an identity provider's claims make of a user: their organizations, groups and roles.
//!
//! - `claims`: which values a claim holds.
//! - `settings`: what administrators decide. `mapping`: how they change it piece by piece.
//! - `organizations`, `groups`, `roles`: from values to what a user shall have, and why.

mod claims;
mod groups;
mod mapping;
mod organizations;
mod outcome;
mod roles;
mod settings;

pub use claims::{ClaimFault, Claims, values};
pub use groups::{GroupTarget, KnownGroup, groups};
pub use mapping::{Mapping, Pair, edit};
pub use organizations::organizations;
pub use outcome::{Ignored, Outcome, Reason};
pub use roles::{organization_roles, site_roles};
pub use settings::{GroupSync, OrganizationSync, RoleSync, SiteRoleSync};
