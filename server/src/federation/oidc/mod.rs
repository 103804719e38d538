//! Logging in through an OpenID Connect provider.
//!
//! - `provider`: what the provider says about itself. `http`: how it is asked. `keys`: what it signs with.
//! - `begin`: the way there. `login_state`: what the browser keeps meanwhile. `callback`: the way back.
//! - `token_endpoint`: from a code or refresh token to tokens. `exchange`: from them to claims, with
//!   `userinfo`. `verify`: what tokens are worth.
//! - `arrive`: from claims to a user with a session. `account`: finding, linking and making the user.
//! - `tokens`: the provider's tokens at rest. `refresh`: new ones while a session is used. `turns`: one
//!   replica at a time. `keep`: what comes of it.
//! - `convert`: a password account becomes one of the provider. `logout`: the session there ends too.
//! - `claims`: the claims of the caller's last login.

mod account;
mod arrive;
mod begin;
mod callback;
mod claims;
mod convert;
mod exchange;
mod http;
mod keep;
mod keys;
mod login_state;
mod logout;
mod provider;
mod refresh;
mod token_endpoint;
mod tokens;
mod turns;
mod userinfo;
mod verify;

pub(crate) use begin::Departure;
pub(crate) use callback::{CallbackRequest, Failure, Outcome, callback};
pub(crate) use claims::claims_of;
pub(crate) use convert::convert;
pub(crate) use logout::logout_url;
pub(crate) use provider::{Provider, ProviderFault};
pub(crate) use refresh::{Freshness, keep_fresh};
pub(crate) use turns::Refreshing;
