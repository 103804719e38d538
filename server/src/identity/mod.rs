//! People and their places: accounts, sessions and keys, organizations with members, groups and roles, and
//! the log of what was changed. One room a kind of object, one file an action. `governed`: what can't be
//! changed by hand while the identity provider decides it.

pub(crate) mod audit;
pub(crate) mod authorization;
pub(crate) mod governed;
pub(crate) mod groups;
pub(crate) mod keys;
pub(crate) mod members;
pub(crate) mod organizations;
pub(crate) mod roles;
pub(crate) mod search;
pub(crate) mod sessions;
pub(crate) mod users;
