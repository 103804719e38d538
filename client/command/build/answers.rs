//! What a command gives: the kind of its answer, the list in it, and how its pages follow each other.

use burgrave_spec::model::{Api, BodyKind, ErrorFormat, Location, Operation, Property, Shape, Type};

use crate::inputs::shape;

/// Operations that people and scripts can't use, by id. `serveProvisionerDaemon` speaks a binary protocol:
/// `burgrave provisioner start` is its program.
const FOR_PROGRAMS: [&str; 1] = ["serveProvisionerDaemon"];

/// Whether an operation has a command. Pages, their forms and the ways back from other sites are for
/// browsers.
pub(crate) fn has_command(operation: &Operation) -> bool {
    let html = operation.successes().any(|answer| {
        let media = answer.body.iter().flat_map(|body| &body.media);
        media.into_iter().any(|media| media.kind == BodyKind::Html)
    });
    !html && operation.error_format != ErrorFormat::Html && !FOR_PROGRAMS.contains(&operation.id.as_str())
}

/// What an answer is.
pub(crate) struct Answer {
    pub(crate) kind: &'static str,
    pub(crate) media: Vec<String>,
    /// The property that has the list; empty where the answer itself is one.
    pub(crate) items: Option<String>,
    /// What each item of the list, or the object, has directly that isn't nested.
    pub(crate) columns: Vec<String>,
    pub(crate) paging: Option<String>,
}

pub(crate) fn of(api: &Api, operation: &Operation) -> Answer {
    let bodies: Vec<_> = operation.successes().filter_map(|answer| answer.body.as_ref()).collect();
    let media = || bodies.iter().flat_map(|body| &body.media);
    let kind = if media().any(|media| media.kind == BodyKind::Json) {
        "Json"
    } else if media().any(|media| media.content_type == "text/event-stream") {
        "Events"
    } else if media().any(|media| media.kind == BodyKind::Text) {
        "Text"
    } else if media().next().is_some() {
        "Bytes"
    } else {
        "Nothing"
    };
    let json = bodies.iter().find(|body| body.media.iter().any(|media| media.kind == BodyKind::Json));
    let listed = json.and_then(|body| list(api, &body.ty));
    let row = listed.as_ref().map(|(_, items)| items).or(json.map(|body| &body.ty));
    let has_id = row.is_some_and(|row| columns(api, row).iter().any(|name| name == "id"));
    let mut kinds: Vec<String> = media().map(|media| media.content_type.clone()).collect();
    kinds.dedup();
    Answer {
        kind,
        media: kinds,
        columns: row.map(|row| columns(api, row)).unwrap_or_default(),
        paging: listed.as_ref().and_then(|_| paging(operation, has_id)),
        items: listed.map(|(name, _)| name),
    }
}

/// The list in an answer: the answer itself, or the one list of objects among its properties.
fn list(api: &Api, ty: &Type) -> Option<(String, Type)> {
    if let Type::Array(array) = ty {
        return Some((String::new(), (*array.items).clone()));
    }
    let Some(Shape::Struct { properties, .. }) = shape(api, ty) else { return None };
    let is_list = |property: &&Property| matches!(property.ty, Type::Array(_));
    let mut lists = properties.iter().filter(is_list);
    let objects = |one: &&Property| match &one.ty {
        Type::Array(array) => matches!(*array.items, Type::Named(_) | Type::Map(_) | Type::Any),
        _ => false,
    };
    let others = properties.iter().filter(|one| !matches!(one.ty, Type::Array(_)));
    // An object with a name of its own is shown as one, even if a list is among its properties.
    if others.clone().any(|one| one.name == "id" || one.name == "name") {
        return None;
    }
    let found = lists.clone().find(objects).filter(|_| lists.by_ref().filter(objects).count() == 1)?;
    let Type::Array(array) = &found.ty else { return None };
    Some((found.name.clone(), (*array.items).clone()))
}

fn columns(api: &Api, ty: &Type) -> Vec<String> {
    match shape(api, ty) {
        Some(Shape::Struct { properties, .. }) => properties
            .iter()
            .filter(|property| is_plain(api, &property.ty))
            .map(|property| property.name.clone())
            .collect(),
        _ => Vec::new(),
    }
}

fn is_plain(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::Boolean | Type::Integer(_) | Type::Number(_) | Type::Text(_) => true,
        Type::Named(_) => matches!(shape(api, ty), Some(Shape::Enum(_))),
        Type::Boxed(inner) | Type::Nullable(inner) => is_plain(api, inner),
        Type::Binary | Type::Array(_) | Type::Map(_) | Type::Any => false,
    }
}

/// How the next page is asked for. The last id is surer than a place, which moves when items come and go.
fn paging(operation: &Operation, has_id: bool) -> Option<String> {
    let bound = |name: &str| {
        let parameters = &operation.parameters;
        let found = parameters.iter().find(|one| one.location == Location::Query && one.name == name)?;
        Some(match &found.ty {
            Type::Integer(integer) => integer.maximum.unwrap_or(i64::MAX),
            _ => i64::MAX,
        })
    };
    let (limit, most) = match (bound("limit"), bound("count")) {
        (Some(most), _) => (Some("limit"), most),
        (None, Some(most)) => (Some("count"), most),
        (None, None) => (None, i64::MAX),
    };
    let ways = [("after_id", "Last", has_id), ("starting_before", "Last", has_id)];
    let ways = ways.into_iter().chain([("offset", "Offset", true), ("startIndex", "Start", true)]);
    let (by, step, _) = ways.into_iter().find(|(name, _, fits)| *fits && bound(name).is_some())?;
    Some(format!("Paging {{ by: {by:?}, step: Step::{step}, limit: {limit:?}, most: {most} }}"))
}
