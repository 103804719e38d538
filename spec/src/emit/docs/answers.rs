//! The answers of an operation.

use serde_json::Value;

use super::markdown::{code, json, table};
use super::rows::schema_table;
use super::statuses::meaning;
use super::types::type_name;
use super::values::example_of;
use crate::node::value::{entries, flag, resolve, text};

/// Examples of the successes, the table of all answers, their headers, and the schemas of the successes.
pub(super) fn answers(bundle: &Value, operation: &Value) -> String {
    let answers: Vec<(&str, &Value)> =
        entries(operation, "responses").map(|(status, answer)| (status, resolve(bundle, answer))).collect();
    let successes: Vec<(&str, &Value)> =
        answers.iter().copied().filter(|(status, _)| status.starts_with(['1', '2', '3'])).collect();
    let mut out = examples(bundle, &successes);
    out.push_str("### Responses\n\n");
    let rows: Vec<Vec<String>> = answers.iter().map(|(status, answer)| row(status, answer)).collect();
    out.push_str(&table(&["Status", "Meaning", "Description", "Schema"], &rows));
    out.push_str(&headers(bundle, &answers));
    for (status, answer) in successes {
        let Some((_, content)) = entries(answer, "content").next() else { continue };
        let rows = content.get("schema").map(|schema| schema_table(bundle, schema)).unwrap_or_default();
        if !rows.is_empty() {
            out.push_str(&format!("### Response Schema\n\nStatus Code **{status}**\n\n{rows}"));
        }
    }
    out
}

fn examples(bundle: &Value, successes: &[(&str, &Value)]) -> String {
    let mut out = String::new();
    for (status, answer) in successes {
        let Some((media, content)) = entries(answer, "content").next() else { continue };
        if !media.contains("json") {
            continue;
        }
        if let Some(example) = example_of(bundle, content) {
            out.push_str(&format!("> {status} Response\n\n{}", json(&example)));
        }
    }
    if out.is_empty() { out } else { format!("### Example responses\n\n{out}") }
}

fn row(status: &str, answer: &Value) -> Vec<String> {
    let schemas: Vec<String> = entries(answer, "content")
        .map(|(media, content)| match content.get("schema") {
            Some(schema) if media == "application/json" => type_name(schema),
            Some(schema) => format!("{} ({})", type_name(schema), code(media)),
            None => code(media),
        })
        .collect();
    let description = text(answer, "description").unwrap_or_default();
    vec![status.to_owned(), meaning(status), description.to_owned(), schemas.join(" or ")]
}

fn headers(bundle: &Value, answers: &[(&str, &Value)]) -> String {
    let mut rows = Vec::new();
    for (status, answer) in answers {
        for (name, header) in entries(answer, "headers") {
            let header = resolve(bundle, header);
            rows.push(vec![
                (*status).to_owned(),
                code(name),
                type_name(header.get("schema").unwrap_or(&Value::Null)),
                flag(header, "required").to_string(),
                text(header, "description").unwrap_or_default().to_owned(),
            ]);
        }
    }
    let table = table(&["Status", "Header", "Type", "Required", "Description"], &rows);
    if table.is_empty() { table } else { format!("### Response Headers\n\n{table}") }
}
