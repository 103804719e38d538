//! Named behaviour: `routes/<resource>/<verb>.rs`.

mod stored;

mod groups;
mod idpsync;
mod members;
mod organizations;
mod protocol;
mod sessions;
mod users;

rooms![groups, idpsync, members, organizations, protocol, sessions, users];
