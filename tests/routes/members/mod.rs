//! Members of organizations: `routes/members/<verb>.rs`.

mod add;
mod candidates;
mod list;
mod page;
mod remove;

rooms![add, candidates, list, page, remove];
