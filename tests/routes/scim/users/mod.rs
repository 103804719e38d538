//! Users: the answers, and the accounts behind them.

mod accounts;
mod adopted;
mod audit;
mod create;
mod older;
mod patch;
mod replace;
