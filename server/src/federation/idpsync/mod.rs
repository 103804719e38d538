//! How claims of the identity provider become organizations, groups and roles.
//!
//! - `permitted`: who may look at the settings and change them. `stored`: how they are kept.
//! - `organization_settings`, `settings`: reading and changing them. `claims`: what users brought along.
//! - `plan`: what the settings make of claims. `preview`: the same, to look at. `apply`: the same, done.
//! - `old_filters`: filters that only earlier versions took.

pub(crate) mod apply;
pub(crate) mod claims;
pub(crate) mod old_filters;
pub(crate) mod organization_settings;
mod permitted;
mod plan;
pub(crate) mod preview;
pub(crate) mod settings;
mod stored;

pub(crate) use stored::{GroupConfig, OfOrganization};
