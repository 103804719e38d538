//! Answers about groups.

use burgrave_api::{Group, GroupSource};
use burgrave_store as store;

use super::int64;
use super::users::reduced_user;
use crate::identity::groups::GroupView;

pub(crate) fn group(of: GroupView) -> Group {
    let GroupView { group, size, members } = of;
    Group {
        id: group.id,
        name: group.name,
        display_name: group.display_name,
        organization_id: group.organization_id,
        organization_name: group.organization_name,
        organization_display_name: group.organization_display_name,
        members: members.into_iter().map(reduced_user).collect(),
        total_member_count: int64(size),
        avatar_url: group.avatar_url,
        quota_allowance: group.quota_allowance,
        source: match group.source {
            store::GroupSource::User => GroupSource::User,
            store::GroupSource::Oidc => GroupSource::Oidc,
        },
    }
}
