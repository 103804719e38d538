//! Members of organizations: `routes/members/<verb>.rs`.

mod add;
mod candidates;
mod get;
mod list;
mod page;
mod remove;
