//! How claims of an identity provider become organizations, groups and roles.

mod claims;
mod groups;
mod organization;
mod permission;
mod preview;
mod removal;
mod rights;
mod roles;

/// Settings of the default organization.
pub const HERE: &str = "/api/v2/organizations/default/settings/idpsync";

/// Settings of the deployment.
pub const EVERYWHERE: &str = "/api/v2/settings/idpsync";
