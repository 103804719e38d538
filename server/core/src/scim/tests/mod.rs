//! PATCH on documents, and properties for all inputs.

mod clients;
mod patch;
mod properties;

use super::document::{self, Document};
use super::patch::{apply, read};
use super::schema::ResourceType;
use serde_json::{Value, json};

/// The document after the operations, or the refusal's kind.
fn patched(kind: &'static ResourceType, before: &Value, operations: &Value) -> Result<Value, &'static str> {
    let mut document: Document = document::attributes(kind, before.as_object().unwrap().clone()).unwrap();
    let body = json!({"Operations": operations});
    let operations = read(body.as_object().unwrap()).map_err(|fault| fault.kind.as_str())?.unwrap();
    apply(kind, &mut document, &operations).map_err(|fault| fault.kind.as_str())?;
    Ok(Value::Object(document))
}
