//! Answers about synchronization from claims.

use burgrave_api::Field;
use burgrave_api::{
    GroupSyncSettings, IgnoredClaim, IgnoredClaimKind, OrganizationSyncSettings, PreviewedGroup,
    PreviewedOrganization, PreviewedRole, RoleSyncSettings, SyncPreview,
};
use burgrave_core::idpsync::{GroupSync, OrganizationSync, RoleSync};
use burgrave_core::ids::OrganizationId;

use crate::federation::idpsync::preview::{self, Kind, Preview};

pub(crate) fn groups(of: GroupSync) -> GroupSyncSettings {
    GroupSyncSettings {
        field: Field::Value(of.field),
        mapping: Field::Value(of.mapping),
        regex_filter: of.regex_filter.map_or(Field::Null, Field::Value),
        auto_create_missing_groups: Field::Value(of.auto_create_missing_groups),
        legacy_group_name_mapping: match of.legacy_group_name_mapping {
            names if names.is_empty() => Field::Absent,
            names => Field::Value(names),
        },
    }
}

pub(crate) fn roles(of: RoleSync) -> RoleSyncSettings {
    RoleSyncSettings { field: Field::Value(of.field), mapping: Field::Value(of.mapping) }
}

pub(crate) fn organizations(of: OrganizationSync) -> OrganizationSyncSettings {
    OrganizationSyncSettings {
        field: Field::Value(of.field),
        mapping: Field::Value(of.mapping),
        organization_assign_default: Field::Value(of.assign_default),
    }
}

pub(crate) fn preview(of: Preview) -> SyncPreview {
    let organization =
        |(id, name, reason): (OrganizationId, String, String)| PreviewedOrganization { id, name, reason };
    let role = |(name, place, reason): (String, Option<OrganizationId>, String)| PreviewedRole {
        name,
        organization_id: place,
        reason,
    };
    SyncPreview {
        organizations: of.organizations.into_iter().map(organization).collect(),
        groups: of.groups.into_iter().map(group).collect(),
        roles: of.roles.into_iter().map(role).collect(),
        ignored: of.ignored.into_iter().map(ignored).collect(),
    }
}

fn group(of: preview::PreviewedGroup) -> PreviewedGroup {
    PreviewedGroup {
        created: of.id.is_none(),
        id: of.id,
        name: of.name,
        organization_id: of.organization,
        reason: of.reason,
    }
}

fn ignored(of: preview::PreviewedFault) -> IgnoredClaim {
    IgnoredClaim {
        kind: match of.kind {
            Kind::Organizations => IgnoredClaimKind::Organizations,
            Kind::Groups => IgnoredClaimKind::Groups,
            Kind::Roles => IgnoredClaimKind::Roles,
        },
        field: of.field,
        organization_id: of.organization,
        reason: of.reason,
        refuses: of.refuses,
    }
}
