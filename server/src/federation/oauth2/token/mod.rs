//! What is redeemed for tokens.
//!
//! - `request`: the request. `decision`: what becomes of it. `redeem`: the tokens, in the transaction that
//!   spends what was redeemed.

mod decision;
mod redeem;
mod request;

pub(crate) use redeem::{IssuedTokens, redeem};
pub(crate) use request::TokenRequest;
