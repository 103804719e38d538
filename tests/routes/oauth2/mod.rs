//! The OAuth2 provider.

pub mod scene;

mod apps;
mod apps_of_users;
mod audit;
mod authorize;
mod bearer;
mod cascades;
mod code;
mod device;
mod documents;
mod introspect;
mod limits;
mod metadata;
mod openid;
mod pages;
mod races;
mod refresh;
mod register;
mod revoke;
mod secrets;
mod switch;
