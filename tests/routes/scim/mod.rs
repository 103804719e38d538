//! SCIM 2.0: what identity providers may do, and what it does to people and groups here.

pub mod scene;

mod bulk;
mod clients;
mod discovery;
mod groups;
mod key;
mod lists;
mod members;
mod races;
mod root;
mod state;
mod users;
mod versions;
