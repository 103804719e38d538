//! What the store promises, on every engine that can be had.

#![allow(clippy::unwrap_used, unreachable_pub, missing_docs, reason = "tests")]

mod batches;
#[allow(dead_code, reason = "the suite of the server asks more of it")]
mod cluster;
mod copy;
mod declarations;
mod engines;
mod folders;
mod groups;
mod histories;
mod known;
mod lists;
mod makers;
mod measured;
mod pages;
mod people;
mod plans;
mod postgres;
mod provisioning;
mod restored;
mod rules;
mod scim;
mod signals;
mod statements;
mod steps;
mod user_statuses;
mod visibility;
mod wire;
