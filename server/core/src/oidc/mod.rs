//! The identity of people by an OpenID Connect provider.
//!
//! - `document`: what the provider says of itself. `token_answer`: what its token endpoint answers.
//! - `id_token`: what its tokens must say.
//! - `merge`: the claims of the id_token and of userinfo together.
//! - `identity`: subject, address, names and picture. `username`: a valid username from the given names.
//! - `domain`: which addresses may come in.

mod document;
mod domain;
pub mod id_token;
mod identity;
mod merge;
mod token_answer;
mod username;

pub use document::{Document, DocumentFault};
pub use domain::in_domains;
pub use identity::{ClaimNames, Identity, IdentityFault, identity};
pub use merge::{Precedence, merge};
pub use token_answer::{TokenAnswer, says_no};
pub use username::username;
