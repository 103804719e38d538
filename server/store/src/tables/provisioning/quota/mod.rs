//! What the owners of workspaces may spend in an organization, and what each build has cost.
//!
//! - `commit`: budgets, consumption, and the decision about a build that has been planned.
//! - `ledger`: what each build cost, for ever. `sums`: what that comes to.

mod commit;
mod ledger;
mod sums;

pub use commit::{Quota, QuotaCommit, QuotaRequest};
pub use ledger::{LedgerFilter, LedgerRecord};
pub use sums::{LedgerBy, LedgerSum};
