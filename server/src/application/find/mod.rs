//! From what a caller wrote to the record that they may read. What is hidden is not told apart from what isn't there.

mod group;
mod member;
mod organization;
mod text;
mod user;

pub(crate) use group::{group, group_in};
pub(crate) use member::member;
pub(crate) use organization::{organization, organization_name, organization_record};
pub(crate) use user::{ME, any_user, user, user_to, users_id};
