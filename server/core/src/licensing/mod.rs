//! Licences, and what they entitle a deployment to.
//!
//! - `feature`: the features and the sets of them.
//! - `keys`: the public keys that licences are signed with. `token`: a licence as it is sent, and its
//!   signature. `claims`: what a licence says, and its rules. `admit`: whether it may be added.
//! - `granted`: a feature as one licence or several grant it.
//! - `entitlements`: all licences together. `grants`: what each of them gives. `warnings`: what
//!   administrators should know.
//! - `issue`: making licences.

mod admit;
mod claims;
mod entitlements;
mod feature;
mod granted;
mod grants;
mod issue;
mod keys;
#[cfg(test)]
mod tests;
mod token;
mod warnings;

pub use admit::{Refusal, admit};
pub use claims::{Claims, LONGEST_TERM};
pub use entitlements::{Deployment, Entitlements, KeptLicense, entitlements, free};
pub use feature::{Feature, FeatureSet};
pub use granted::{Entitlement, Granted, UsagePeriod};
pub use issue::{IssueFault, generate, issue, private_key, read_private_key};
pub use keys::{KeyFault, PublicKeys};
pub use token::{LONGEST_TOKEN, License, TokenFault};
