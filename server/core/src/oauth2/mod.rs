//! The rules of the OAuth2 provider: what RFC 6749 and its companions say about texts, before anything is stored or sent.
//!
//! - [`Credential`]: client secrets, codes and refresh tokens. [`UserCode`]: what people type for a device.
//! - [`redirect`]: which redirect URIs may be registered, and which request matches them.
//! - [`pkce`]: proof that a code is redeemed by whoever asked for it. [`resource`]: whom a token is meant for.
//! - [`ClientAuthentication`]: how a client says who it is. [`GrantType`]: what it may redeem.
//! - [`scope`]: what an app may ask for, and what it gets.
//! - [`registration`]: what a client says about itself (RFC 7591).
//! - [`Refusal`], [`describe`]: the errors of the protocol.

mod client;
mod credential;
mod grant;
pub mod pkce;
pub mod redirect;
mod refusal;
pub mod registration;
pub mod resource;
pub mod scope;
mod user_code;

pub use client::{Basic, ClientAuthentication, ClientFault};
pub use credential::Credential;
pub use grant::{AuthMethod, ClientType, GrantType};
pub use refusal::{ErrorCode, Refusal, describe};
pub use user_code::UserCode;
