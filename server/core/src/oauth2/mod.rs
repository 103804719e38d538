//! The rules of the OAuth2 provider: what RFC 6749 and its companions say about texts, before anything is
//! stored or sent.
//!
//! - [`Credential`]: client secrets, codes and refresh tokens. [`UserCode`]: what people type for a device.
//! - [`redirect`]: which redirect URIs may be registered, and which request matches them.
//! - [`pkce`]: proof that a code is redeemed by the client that requested it. [`resource`]: the audience of a
//!   token.
//! - [`SigningKey`]: what ID tokens are signed with.
//! - [`ClientAuthentication`]: how a client says who it is. [`GrantType`]: what it may redeem.
//! - [`scope`]: what an app may request, and what it gets. [`id_token`]: its claims about the person.
//! - [`document`]: clients whose id is the address of what they say about themselves.
//! - [`registration`]: what a client says about itself (RFC 7591).
//! - [`Refusal`], [`describe`]: the errors of the protocol.

mod client;
mod credential;
pub mod document;
mod grant;
pub mod id_token;
pub mod pkce;
pub mod redirect;
mod refusal;
pub mod registration;
pub mod resource;
pub mod scope;
mod signing;
mod user_code;

pub use client::{Basic, ClientAuthentication, ClientFault};
pub use credential::Credential;
pub use grant::{AuthMethod, ClientType, GrantType, SigningAlgorithm};
pub use refusal::{ErrorCode, Refusal, describe};
pub use signing::{SigningFault, SigningKey};
pub use user_code::UserCode;
