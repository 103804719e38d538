//! Boxes for types that contain themselves.

use crate::model::{NamedType, Shape, Type};

/// Boxes every member by which a type would be infinitely large.
pub(super) fn put_in_boxes(types: &mut [NamedType]) {
    for index in 0..types.len() {
        let own = types[index].name.clone();
        let members = members(&types[index].shape).len();
        for member in 0..members {
            let Some(target) = members_at(&types[index].shape, member).and_then(direct).map(str::to_owned)
            else {
                continue;
            };
            if reaches(&target, &own, types, &mut vec![])
                && let Some(ty) = members_mut(&mut types[index].shape).into_iter().nth(member)
            {
                wrap(ty);
            }
        }
    }
}

fn members_at(shape: &Shape, index: usize) -> Option<&Type> {
    members(shape).into_iter().nth(index)
}

/// The types of the parts of a value.
pub(super) fn members(shape: &Shape) -> Vec<&Type> {
    match shape {
        Shape::Struct { properties, additional, .. } => {
            properties.iter().map(|one| &one.ty).chain(additional.iter().map(|(_, ty)| ty)).collect()
        }
        Shape::Union { variants, .. } => variants.iter().map(|one| &one.ty).collect(),
        Shape::Newtype(ty) => vec![ty],
        Shape::Enum(_) => vec![],
    }
}

fn members_mut(shape: &mut Shape) -> Vec<&mut Type> {
    match shape {
        // Further keys are in a map, so on the heap; they are listed because the count must agree with
        // `members`.
        Shape::Struct { properties, additional, .. } => properties
            .iter_mut()
            .map(|one| &mut one.ty)
            .chain(additional.iter_mut().map(|(_, ty)| ty))
            .collect(),
        Shape::Union { variants, .. } => variants.iter_mut().map(|one| &mut one.ty).collect(),
        Shape::Newtype(ty) => vec![ty],
        Shape::Enum(_) => vec![],
    }
}

/// The named type that a value of this type contains without an indirection.
fn direct(ty: &Type) -> Option<&str> {
    match ty {
        Type::Named(name) => Some(name),
        Type::Nullable(inner) => direct(inner),
        _ => None,
    }
}

fn wrap(ty: &mut Type) {
    match ty {
        Type::Nullable(inner) => wrap(inner),
        Type::Named(_) => *ty = Type::Boxed(Box::new(ty.clone())),
        _ => {}
    }
}

fn reaches<'a>(from: &'a str, to: &str, types: &'a [NamedType], seen: &mut Vec<&'a str>) -> bool {
    if from == to {
        return true;
    }
    if seen.contains(&from) {
        return false;
    }
    seen.push(from);
    let Some(named) = types.iter().find(|one| one.name == from) else { return false };
    members(&named.shape).into_iter().filter_map(direct).any(|next| reaches(next, to, types, seen))
}
