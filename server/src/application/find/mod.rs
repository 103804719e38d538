//! From an id or name in a request to a record that the caller may read. A hidden record is the same as none.

mod group;
mod member;
mod organization;
mod template;
mod template_version;
mod text;
mod user;
mod workspace;

pub(crate) use group::{group, group_in};
pub(crate) use member::member;
pub(crate) use organization::{organization, organization_name, organization_record};
pub(crate) use template::{template, template_in};
pub(crate) use template_version::template_version;
pub(crate) use user::{ME, any_user, user, user_to, users_id};
pub(crate) use workspace::{any_workspace, build, workspace, workspace_of};
