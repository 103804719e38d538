//! The limits of a credential, beside its owner's permissions: scopes, and an allow list of objects.
//!
//! - `name`: the names of scopes, and their catalogue. `composite`: those that stand for several permissions.
//! - `allow_list`: the objects. `reach`: both together.

mod allow_list;
mod composite;
mod name;
mod reach;
#[cfg(test)]
mod tests;

pub use allow_list::{AllowEntry, AllowList, UnknownObject};
pub use composite::Composite;
pub use name::{ScopeName, UnknownScope};
pub use reach::Scope;
