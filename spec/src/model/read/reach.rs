//! The types that requests and answers contain.

use std::collections::{HashMap, HashSet};

use super::boxes::members;
use crate::model::{NamedType, Operation, Presence, Shape, Type};

/// Marks types that are decoded and types that are serialised. A `readOnly` property of a decoded type may be
/// absent.
pub(super) fn mark(types: &mut [NamedType], operations: &[Operation]) {
    let (input, output) = {
        let by_name: HashMap<&str, &NamedType> = types.iter().map(|one| (one.name.as_str(), one)).collect();
        let mut input = HashSet::new();
        let mut output = HashSet::new();
        for operation in operations {
            for parameter in &operation.parameters {
                reach(&parameter.ty, &by_name, &mut input);
            }
            if let Some(body) = &operation.body {
                reach(&body.ty, &by_name, &mut input);
            }
            for body in operation.answers.iter().filter_map(|answer| answer.body.as_ref()) {
                reach(&body.ty, &by_name, &mut output);
            }
        }
        // Unused types are kept and serialised, and so are their members.
        for named in types.iter().filter(|one| !input.contains(&one.name)) {
            reach(&Type::Named(named.name.clone()), &by_name, &mut output);
        }
        (input, output)
    };
    for named in types {
        named.input = input.contains(&named.name);
        named.output = output.contains(&named.name);
        let (true, Shape::Struct { properties, .. }) = (named.input, &mut named.shape) else { continue };
        for property in properties.iter_mut().filter(|one| one.read_only) {
            match property.presence {
                Presence::Required | Presence::Default(_, false) => property.presence = Presence::Optional,
                Presence::Nullable | Presence::Default(_, true) => property.presence = Presence::Either,
                _ => {}
            }
        }
    }
}

fn reach(ty: &Type, types: &HashMap<&str, &NamedType>, seen: &mut HashSet<String>) {
    match ty {
        Type::Named(name) if seen.insert(name.clone()) => {
            let shape = types.get(name.as_str()).map(|named| &named.shape);
            for member in shape.into_iter().flat_map(members) {
                reach(member, types, seen);
            }
        }
        Type::Array(array) => reach(&array.items, types, seen),
        Type::Map(map) => reach(&map.values, types, seen),
        Type::Boxed(inner) | Type::Nullable(inner) => reach(inner, types, seen),
        _ => {}
    }
}
