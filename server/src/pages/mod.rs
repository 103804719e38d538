//! Pages for people: login, consent, devices, errors. All are of one look, which comes from [`Brand`].
//!
//! - `brand`: name, colour and logo. `assets`: the stylesheet and the logo as they are served.
//! - `login`, `consent`, `onward`, `device`, `cli_auth`, `front`, `notice`: the pages; their templates are
//!   in `server/templates`.
//! - `setup`: the form for the first user. `account`: where people keep their own account. `reference`: the
//!   reference of the API.
//! - `problems`: what is wrong with a form. `words`: what scopes mean.
//! - `redirect`: the destinations that a login may have.

pub(crate) mod account;
pub(crate) mod assets;
mod brand;
pub(crate) mod cli_auth;
pub(crate) mod consent;
pub(crate) mod device;
pub(crate) mod front;
pub(crate) mod login;
pub(crate) mod notice;
pub(crate) mod onward;
mod problems;
pub(crate) mod redirect;
pub(crate) mod reference;
pub(crate) mod setup;
mod words;

pub(crate) use brand::{Brand, Looks};
pub(crate) use problems::Problems;
