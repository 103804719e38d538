//! The page of all named schemas.

use serde_json::Value;

use super::markdown::{HEADER, json, paragraph};
use super::rows::{enumerated, schema_table};
use super::types::{restrictions, type_name};
use super::values::{component, example};
use crate::node::value::{entries, text};

/// The page, in the order of names.
pub(super) fn schemas(bundle: &Value) -> String {
    let components = bundle.get("components").unwrap_or(&Value::Null);
    let mut names: Vec<&str> = entries(components, "schemas").map(|(name, _)| name).collect();
    names.sort_unstable_by_key(|name| (name.to_lowercase(), *name));
    let mut out = format!("{HEADER}# Schemas\n\n");
    for name in names {
        if let Some(schema) = component(bundle, name) {
            out.push_str(&section(bundle, name, schema));
        }
    }
    out
}

fn section(bundle: &Value, name: &str, schema: &Value) -> String {
    let mut out = format!("## {name}\n\n{}", paragraph(text(schema, "description").unwrap_or_default()));
    if let Some(example) = example(bundle, schema) {
        out.push_str(&json(&example));
    }
    let rows = schema_table(bundle, schema);
    if rows.is_empty() {
        let limits = restrictions(schema);
        let limits = if limits.is_empty() { limits } else { format!(": {limits}") };
        out.push_str(&format!("{}{limits}\n\n", type_name(schema)));
    }
    out.push_str(&rows);
    if schema.get("enum").is_some() {
        out.push_str(&enumerated("Schema", &[(name.to_owned(), schema)]));
    }
    out
}
