//! Request bodies. progenitor knows few media types, and one for a call; the client's hook sends the real
//! one.

use serde_json::{Value, json};

use super::schemas::Schemas;
use crate::model::{Body, BodyKind, Media, Type};

/// The `requestBody` of the document, and the content type that goes out; none where the caller has to say
/// it, because several are possible. JSON wins over other types of the same body.
pub(super) fn lower<'a>(body: &'a Body, schemas: &Schemas<'_>) -> (Value, Option<&'a str>) {
    let first = |wanted: &dyn Fn(&Media) -> bool| body.media.iter().find(|media| wanted(media));
    let structured = first(&|media| media.content_type == "application/json")
        .or_else(|| first(&|media| media.kind == BodyKind::Json))
        .or_else(|| first(&|media| media.kind == BodyKind::Form));
    let only = first(&|media| body.media.len() == 1 && !media.content_type.contains('*'));
    let media = structured.or(only);
    let (known, schema) = match media {
        Some(Media { kind: BodyKind::Json, .. }) => ("application/json", schemas.of(&body.ty)),
        Some(Media { kind: BodyKind::Form, .. }) => {
            ("application/x-www-form-urlencoded", schemas.of(&body.ty))
        }
        Some(Media { kind: BodyKind::Text | BodyKind::Html, .. }) => {
            ("text/plain", json!({ "type": "string" }))
        }
        _ => ("application/octet-stream", schemas.of(&Type::Binary)),
    };
    let content = json!({ known: { "schema": schema } });
    let request = json!({ "content": content, "required": true, "description": body.description });
    (request, media.map(|media| media.content_type.as_str()))
}
