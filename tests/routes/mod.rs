//! Named behaviour: `routes/<resource>/<verb>.rs`.

mod stored;

mod audit;
mod groups;
mod idpsync;
mod keys;
mod members;
mod organizations;
mod protocol;
mod scim;
mod sessions;
mod users;

rooms![audit, groups, idpsync, keys, members, organizations, protocol, scim, sessions, users];
