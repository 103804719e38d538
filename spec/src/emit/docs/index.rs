//! The first page.

use serde_json::Value;

use super::access::carrier;
use super::markdown::{HEADER, anchor, code, finish, paragraph, table};
use super::sample::TOKEN;
use super::tag::Tag;
use crate::node::value::{entries, text};

/// The page: how to authenticate, and all operations.
pub(super) fn index(bundle: &Value, tags: &[Tag<'_>]) -> String {
    let info = bundle.get("info").unwrap_or(&Value::Null);
    let title = text(info, "title").unwrap_or("API");
    let mut out = format!("{HEADER}# {title} API {}\n\n", text(info, "version").unwrap_or_default());
    out.push_str(&paragraph(text(info, "description").unwrap_or_default()));
    for tag in tags {
        out.push_str(&format!("## [{}]({})\n\n{}", tag.name, tag.file(), paragraph(tag.description)));
        let rows: Vec<Vec<String>> = tag
            .operations
            .iter()
            .map(|operation| {
                let title = operation.title();
                vec![format!("[{title}]({}#{})", tag.file(), anchor(title)), code(&operation.line())]
            })
            .collect();
        out.push_str(&table(&["Operation", "Request"], &rows));
    }
    out.push_str("All objects are described under [schemas](schemas.md).\n\n");
    out.push_str(&samples());
    out.push_str(&authentication(bundle));
    finish(out)
}

/// The variables in the samples.
fn samples() -> String {
    let text = format!(
        "The samples can be pasted into a shell in which `URL` holds the server's address \
         (`http://127.0.0.1:3000` by default) and `{TOKEN}` a session or API token; other credentials have \
         variables of their own. Their ids and names are examples: put your own in their place."
    );
    format!("## Samples\n\n{}", paragraph(&text))
}

fn authentication(bundle: &Value) -> String {
    let components = bundle.get("components").unwrap_or(&Value::Null);
    let rows: Vec<Vec<String>> = entries(components, "securitySchemes")
        .map(|(name, scheme)| {
            let caller = text(scheme, "x-caller").unwrap_or(name);
            vec![code(caller), carrier(scheme), text(scheme, "description").unwrap_or_default().to_owned()]
        })
        .collect();
    let table = table(&["Caller", "Carried by", "Description"], &rows);
    if table.is_empty() { table } else { format!("## Authentication\n\n{table}") }
}
