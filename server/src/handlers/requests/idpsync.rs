//! Requests about synchronization from claims. Some clients write the names of a mapping's pairs with a
//! capital letter.

use burgrave_api::Field;
use burgrave_api::{
    GroupSyncSettings, IdMappingChange, IdMappingPair, NameMappingChange, NameMappingPair,
    OrganizationSyncSettings, RoleSyncSettings,
};
use burgrave_core::idpsync::{GroupSync, MappingChange, OrganizationSync, Pair, RoleSync};
use uuid::Uuid;

use crate::fault::{Fault, FieldFault};

/// All settings of groups.
pub(crate) fn groups(body: GroupSyncSettings) -> Result<GroupSync, Fault> {
    if body.legacy_group_name_mapping.value().is_some_and(|names| !names.is_empty()) {
        return Err(Fault::BrokenRule {
            message: "Unexpected field 'legacy_group_name_mapping'.".into(),
            detail: Some("Leave the field out: only the operator's settings can give such names.".into()),
            fields: vec![FieldFault {
                field: "legacy_group_name_mapping".into(),
                detail: "must be left out, null or empty".into(),
            }],
        });
    }
    Ok(GroupSync {
        field: body.field.value().unwrap_or_default(),
        mapping: body.mapping.value().unwrap_or_default(),
        regex_filter: filter(body.regex_filter),
        auto_create_missing_groups: body.auto_create_missing_groups.value().unwrap_or_default(),
        legacy_group_name_mapping: Default::default(),
    })
}

/// A filter; an empty one counts as absent.
pub(crate) fn filter(text: Field<String>) -> Option<String> {
    text.value().filter(|text| !text.is_empty())
}

/// All settings of roles.
pub(crate) fn roles(body: RoleSyncSettings) -> RoleSync {
    RoleSync {
        field: body.field.value().unwrap_or_default(),
        mapping: body.mapping.value().unwrap_or_default(),
    }
}

/// All settings of organizations.
pub(crate) fn organizations(body: OrganizationSyncSettings) -> OrganizationSync {
    OrganizationSync {
        field: body.field.value().unwrap_or_default(),
        mapping: body.mapping.value().unwrap_or_default(),
        assign_default: body.organization_assign_default.value().unwrap_or_default(),
    }
}

/// Pairs of a value and an id.
pub(crate) fn id_pairs<Id: From<Uuid>>(body: IdMappingChange) -> Result<MappingChange<Id>, Fault> {
    let parts = |pair: IdMappingPair| (pair.given.or(pair.given2), pair.gets.or(pair.gets2).map(Id::from));
    let add = both(body.add, body.add2).map(parts);
    let remove = both(body.remove, body.remove2).map(parts);
    change(add, remove)
}

/// Pairs of a value and a name.
pub(crate) fn name_pairs(body: NameMappingChange) -> Result<MappingChange<String>, Fault> {
    let parts = |pair: NameMappingPair| (pair.given.or(pair.given2), pair.gets.or(pair.gets2));
    let add = both(body.add, body.add2).map(parts);
    let remove = both(body.remove, body.remove2).map(parts);
    change(add, remove)
}

fn both<T>(small: Field<Vec<T>>, capital: Field<Vec<T>>) -> impl Iterator<Item = T> {
    let (small, capital) = (small.value().unwrap_or_default(), capital.value().unwrap_or_default());
    small.into_iter().chain(capital)
}

type Parts<T> = (Option<String>, Option<T>);

fn change<T>(
    add: impl Iterator<Item = Parts<T>>,
    remove: impl Iterator<Item = Parts<T>>,
) -> Result<MappingChange<T>, Fault> {
    let mut faults = Vec::new();
    let change =
        MappingChange { add: pairs("add", add, &mut faults), remove: pairs("remove", remove, &mut faults) };
    if faults.is_empty() { Ok(change) } else { Err(Fault::Invalid(faults)) }
}

fn pairs<T>(list: &str, parts: impl Iterator<Item = Parts<T>>, faults: &mut Vec<FieldFault>) -> Vec<Pair<T>> {
    let mut pairs = Vec::new();
    for (place, (given, gets)) in parts.enumerate() {
        let mut missing = |name: &str| {
            faults
                .push(FieldFault { field: format!("{list}[{place}].{name}"), detail: "is required".into() });
        };
        match (given, gets) {
            (Some(given), Some(gets)) => pairs.push(Pair { given, gets }),
            (given, gets) => {
                if given.is_none() {
                    missing("given");
                }
                if gets.is_none() {
                    missing("gets");
                }
            }
        }
    }
    pairs
}
