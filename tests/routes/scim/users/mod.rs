//! Users: what comes back, and what becomes of the accounts.

mod accounts;
mod adopted;
mod audit;
mod create;
mod older;
mod patch;
mod replace;
