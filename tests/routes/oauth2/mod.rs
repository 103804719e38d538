//! The OAuth2 provider.

mod scene;

mod apps;
mod audit;
mod authorize;
mod bearer;
mod cascades;
mod code;
mod device;
mod introspect;
mod metadata;
mod pages;
mod races;
mod refresh;
mod register;
mod revoke;
mod secrets;
mod switch;

rooms![
    apps, audit, authorize, bearer, cascades, code, device, introspect, metadata, pages, races, refresh,
    register, revoke, secrets, switch
];
