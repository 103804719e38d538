//! Who somebody is, by what an OpenID Connect provider says.
//!
//! - `merge`: the claims of the id_token and of userinfo together.
//! - `identity`: subject, address, names and picture. `username`: a fit username from whatever was given.
//! - `domain`: which addresses may come in.

mod domain;
mod identity;
mod merge;
mod username;

pub use domain::in_domains;
pub use identity::{ClaimNames, Identity, IdentityFault, identity};
pub use merge::{Precedence, merge};
pub use username::username;
