//! Logging in through an OpenID Connect provider.
//!
//! - `provider`: what the provider says about itself. `http`: how it is asked.
//! - `begin`: the way there. `exchange`: from the code that comes back to tokens and claims. `verify`: what tokens are worth.
//! - `arrive`: from claims to a user with a session. `account`: finding, linking and making the user.
//! - `tokens`: the provider's tokens at rest. `refresh`: new ones while a session is used.
//! - `convert`: a password account becomes one of the provider. `logout`: the session there ends too.

mod account;
mod arrive;
mod begin;
mod callback;
mod convert;
mod exchange;
mod http;
mod logout;
mod provider;
mod refresh;
mod tokens;
mod verify;

pub(crate) use begin::Departure;
pub(crate) use callback::{Came, Outcome, callback};
pub(crate) use convert::convert;
pub(crate) use logout::logout_url;
pub(crate) use provider::{Provider, ProviderFault};
pub(crate) use refresh::{Freshness, Refreshing, keep_fresh};
