//! A schema as rows of a table, with `»` for each level of nesting, and its enumerated values.

use serde_json::Value;

use super::markdown::{code, table};
use super::types::{restrictions, type_name};
use crate::node::value::{array, entries, reference, resolve, text};

const HEADS: [&str; 5] = ["Name", "Type", "Required", "Restrictions", "Description"];

/// The levels of nesting that are shown.
const DEPTH_LIMIT: usize = 6;

/// The table of a schema's properties and of its enumerated values; nothing for one without properties.
pub(super) fn schema_table(bundle: &Value, schema: &Value) -> String {
    let mut rows = Rows { bundle, open: Vec::new(), rows: Vec::new(), values: Vec::new() };
    rows.top(schema);
    let mut text = table(&HEADS, &rows.rows);
    text.push_str(&enumerated("Property", &rows.values));
    text
}

/// The table of enumerated values: (name, schema).
pub(super) fn enumerated(what: &str, values: &[(String, &Value)]) -> String {
    let rows: Vec<Vec<String>> = values
        .iter()
        .map(|(name, schema)| {
            let values: Vec<String> = array(schema, "enum").iter().map(value_code).collect();
            vec![code(name), values.join(", ")]
        })
        .collect();
    if rows.is_empty() {
        String::new()
    } else {
        format!("#### Enumerated Values\n\n{}", table(&[what, "Value(s)"], &rows))
    }
}

fn value_code(value: &Value) -> String {
    value.as_str().map_or_else(|| code(&value.to_string()), code)
}

struct Rows<'a> {
    bundle: &'a Value,
    open: Vec<&'a str>,
    rows: Vec<Vec<String>>,
    values: Vec<(String, &'a Value)>,
}

impl<'a> Rows<'a> {
    fn top(&mut self, schema: &'a Value) {
        let (inner, opened) = self.enter(schema);
        if text(inner, "type") == Some("array") {
            self.row("[array item]", 0, schema, inner, true);
            if let Some(items) = inner.get("items") {
                self.properties(items, 1);
            }
        } else {
            self.members(inner, 0);
        }
        if opened {
            self.open.pop();
        }
    }

    /// Follows a reference; true if it was one that isn't open yet.
    fn enter(&mut self, schema: &'a Value) -> (&'a Value, bool) {
        match reference(schema) {
            Some(target) if !self.open.contains(&target) => {
                self.open.push(target);
                (resolve(self.bundle, schema), true)
            }
            Some(_) => (&Value::Null, false),
            None => (schema, false),
        }
    }

    /// The rows below a property: those of its own properties, or of the items or values that it contains.
    fn properties(&mut self, schema: &'a Value, level: usize) {
        if level > DEPTH_LIMIT {
            return;
        }
        let (inner, opened) = self.enter(schema);
        if let Some(items) = inner.get("items") {
            self.properties(items, level);
        } else {
            self.members(inner, level);
        }
        if opened {
            self.open.pop();
        }
    }

    fn members(&mut self, schema: &'a Value, level: usize) {
        for key in ["allOf", "oneOf", "anyOf"] {
            for part in array(schema, key) {
                self.properties(part, level);
            }
        }
        let required = array(schema, "required");
        for (name, property) in entries(schema, "properties") {
            let is_required = required.iter().any(|required| required == name);
            self.row(name, level, property, resolve(self.bundle, property), is_required);
            self.properties(property, level + 1);
        }
        if let Some(additional) =
            schema.get("additionalProperties").filter(|additional| additional.is_object())
        {
            self.row("[any property]", level, additional, resolve(self.bundle, additional), false);
            self.properties(additional, level + 1);
        }
    }

    fn row(&mut self, name: &str, level: usize, schema: &'a Value, resolved: &'a Value, required: bool) {
        let marks = if level == 0 { String::new() } else { format!("{} ", "»".repeat(level)) };
        let description =
            text(schema, "description").or_else(|| text(resolved, "description")).unwrap_or_default();
        self.rows.push(vec![
            format!("`{marks}{name}`"),
            type_name(schema),
            required.to_string(),
            restrictions(if reference(schema).is_some() { resolved } else { schema }),
            description.to_owned(),
        ]);
        let whole = match array(schema, "allOf") {
            [only] => resolve(self.bundle, only),
            _ => resolved,
        };
        let listed = whole.get("items").map_or(whole, |items| resolve(self.bundle, items));
        if listed.get("enum").is_some() {
            self.values.push((name.to_owned(), listed));
        }
    }
}
