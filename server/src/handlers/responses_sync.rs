//! What answers about claims show.

use std::collections::BTreeMap;

use burgrave_api::Field;
use burgrave_api::{
    GroupSyncSettings, IgnoredClaim, IgnoredClaimKind, OrganizationSyncSettings, PreviewedGroup,
    PreviewedOrganization, PreviewedRole, RoleSyncSettings, SyncPreview,
};
use burgrave_core::idpsync::{GroupSync, Mapping, OrganizationSync, RoleSync};
use burgrave_core::ids::OrganizationId;
use uuid::Uuid;

use crate::federation::idpsync::preview::{self, Kind, Preview};

pub(super) fn groups(of: GroupSync) -> GroupSyncSettings {
    GroupSyncSettings {
        field: Field::Value(of.field),
        mapping: Field::Value(uuids(of.mapping)),
        regex_filter: of.regex_filter.map_or(Field::Null, Field::Value),
        auto_create_missing_groups: Field::Value(of.auto_create_missing_groups),
        legacy_group_name_mapping: match of.legacy_group_name_mapping {
            names if names.is_empty() => Field::Absent,
            names => Field::Value(names),
        },
    }
}

pub(super) fn roles(of: RoleSync) -> RoleSyncSettings {
    RoleSyncSettings { field: Field::Value(of.field), mapping: Field::Value(of.mapping) }
}

pub(super) fn organizations(of: OrganizationSync) -> OrganizationSyncSettings {
    OrganizationSyncSettings {
        field: Field::Value(of.field),
        mapping: Field::Value(uuids(of.mapping)),
        organization_assign_default: Field::Value(of.assign_default),
    }
}

fn uuids<Id: Into<Uuid>>(mapping: Mapping<Id>) -> BTreeMap<String, Vec<Uuid>> {
    let uuids = |ids: Vec<Id>| ids.into_iter().map(Into::into).collect();
    mapping.into_iter().map(|(value, ids)| (value, uuids(ids))).collect()
}

pub(super) fn preview(of: Preview) -> SyncPreview {
    let organization = |(id, name, reason): (OrganizationId, String, String)| PreviewedOrganization {
        id: id.into(),
        name,
        reason,
    };
    let role = |(name, place, reason): (String, Option<OrganizationId>, String)| PreviewedRole {
        name,
        organization_id: place.map(Into::into),
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
        id: of.id.map(Into::into),
        name: of.name,
        organization_id: of.organization.into(),
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
        organization_id: of.organization.map(Into::into),
        reason: of.reason,
        refuses: of.refuses,
    }
}
