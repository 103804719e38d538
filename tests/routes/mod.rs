//! Named behaviour: `routes/<resource>/<verb>.rs`.

mod stored;

mod audit;
mod groups;
mod idpsync;
mod members;
mod organizations;
mod protocol;
mod scim;
mod sessions;
mod users;

rooms![audit, groups, idpsync, members, organizations, protocol, scim, sessions, users];
