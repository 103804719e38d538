//! Types as progenitor and typify spell them.

use super::schemas::Schemas;
use crate::model::{Format, Type};

/// The spelling of a type in a module beside `types`. A map without a name gets one like `hint`.
pub(super) fn spelled(ty: &Type, hint: &str, schemas: &mut Schemas<'_>) -> String {
    let named = |name: &str| format!("super::types::{name}");
    match ty {
        Type::Boolean => "bool".into(),
        Type::Integer(integer) => (if integer.narrow { "i32" } else { "i64" }).into(),
        Type::Number(_) => "f64".into(),
        Type::Text(text) => match (&text.id, text.format) {
            (Some(id), _) => named(&schemas.name(id)),
            (None, Format::Plain) if text.secret => "burgrave_client::Secret".into(),
            (None, Format::Uuid) => "::uuid::Uuid".into(),
            (None, Format::DateTime) => "::chrono::DateTime<::chrono::offset::Utc>".into(),
            (None, Format::Date) => "::chrono::naive::NaiveDate".into(),
            (None, _) => "String".into(),
        },
        Type::Binary => "burgrave_client::Bytes".into(),
        Type::Array(array) => format!("Vec<{}>", spelled(&array.items, &format!("{hint}_item"), schemas)),
        Type::Map(map) => match &map.name.0 {
            Some(name) => named(&schemas.name(name)),
            None => named(&schemas.lift(hint, ty, "")),
        },
        Type::Any => "::serde_json::Value".into(),
        Type::Named(name) => named(&schemas.name(name)),
        Type::Boxed(inner) => spelled(inner, hint, schemas),
        Type::Nullable(inner) => format!("Option<{}>", spelled(inner, hint, schemas)),
    }
}
