//! Sessions and tokens as things that people manage.

mod end;
mod everything;
mod list;
mod scopes;
mod sessions;
mod tokens;
