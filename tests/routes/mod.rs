//! Named behaviour: `routes/<resource>/<verb>.rs`.

pub mod stored;

mod audit;
mod authorization;
mod groups;
mod idpsync;
mod keys;
mod members;
mod organizations;
mod protocol;
mod roles;
mod scim;
mod sessions;
mod users;

rooms![
    audit,
    authorization,
    groups,
    idpsync,
    keys,
    members,
    organizations,
    protocol,
    roles,
    scim,
    sessions,
    users
];
