//! What is redeemed for tokens.
//!
//! - `asked`: the request. `judge`: what becomes of it; `code`, `refresh` and `device` know their kinds.
//! - `issue`: the tokens, in the transaction that spends what was redeemed; `fresh`: their secrets, made before it.

mod asked;
mod code;
mod device;
mod fresh;
mod issue;
mod judge;
mod redeem;
mod refresh;

pub(crate) use asked::Asked;
pub(crate) use redeem::{Issued, redeem};

use chrono::TimeDelta;

/// Two uses of one code or refresh token within this time are the same client's, which sent its request twice; only later ones
/// are somebody else's.
const RACE: TimeDelta = TimeDelta::seconds(2);
