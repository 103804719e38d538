//! Members of organizations: `routes/members/<verb>.rs`.

mod add;
mod list;
mod page;
mod remove;

rooms![add, list, page, remove];
