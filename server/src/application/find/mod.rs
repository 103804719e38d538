//! From what a caller wrote to the record that they may read. What is hidden is not told apart from what isn't there.

mod group;
mod member;
mod organization;
mod text;
mod user;

pub use group::{group, group_in, with_group};
pub use member::member;
pub use organization::organization;
pub use user::{user, users_id};
