//! Users: `routes/users/<verb>.rs`.

mod create;
mod first;
mod get;
mod refused;

rooms![create, first, get, refused];
