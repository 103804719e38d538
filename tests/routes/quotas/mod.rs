//! What people may spend on workspaces: `routes/quotas/<what>.rs`.

mod get;
mod ledger;
mod preview;
pub mod scene;
mod sums;
