//! Named behaviour: `routes/<resource>/<verb>.rs`.

mod stored;

mod groups;
mod members;
mod organizations;
mod protocol;
mod sessions;
mod users;

rooms![groups, members, organizations, protocol, sessions, users];
