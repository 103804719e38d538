//! What people may spend on workspaces, and what these cost.
//!
//! - `enforced`: whether quotas count on this server at all.
//! - `get`: budget and consumption of one user. `preview`: what a workspace would make of them.
//! - `scope`: whose entries of the ledger somebody sees. `ledger`: lists of them. `export`, `csv`: all of
//!   them as a stream. `sums`: what they come to.

mod csv;
mod enforced;
mod export;
mod get;
mod ledger;
mod preview;
mod scope;
mod sums;

pub(crate) use enforced::enforced;
pub(crate) use export::export;
pub(crate) use get::{Holder, get};
pub(crate) use ledger::{LedgerPage, ledger};
pub(crate) use preview::{PreviewRequest, QuotaPreview, preview};
pub(crate) use scope::LedgerSearch;
pub(crate) use sums::sums;
