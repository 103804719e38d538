//! Logging in through an OpenID Connect provider: a small one that misbehaves on demand stands in the suite itself.

mod admission;
mod begin;
mod claims;
mod convert;
mod finding;
mod logout;
mod organizations;
mod provider;
mod random;
mod refresh;
mod scene;
mod start;
mod sync;
mod tokens;

rooms![
    admission,
    begin,
    claims,
    convert,
    finding,
    logout,
    organizations,
    random,
    refresh,
    start,
    sync,
    tokens
];
