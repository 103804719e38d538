//! What the deployment as a whole may do.

mod entitlements;

pub(crate) use entitlements::{Feature, entitlements};
