//! The servers that are measured beside the real one: the same two reads, each on less and less.

mod data;
mod dropshot;
mod generated;
mod hyper;
mod kind;

pub(crate) use kind::{Kind, serve};
