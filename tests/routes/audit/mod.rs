//! The audit log: `list` its pages, `search` its `q`, `visible` who sees what, `entries` what is written
//! down.

mod entries;
mod list;
mod scene;
mod search;
mod visible;
