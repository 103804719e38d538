//! Entries of the ledger as lines of CSV (RFC 4180).

use burgrave_store::LedgerRecord;
use chrono::SecondsFormat;

const NAMES: [&str; 15] = [
    "id",
    "at",
    "user_id",
    "username",
    "template_id",
    "template_name",
    "workspace_id",
    "workspace_name",
    "build_id",
    "transition",
    "cost",
    "previous_cost",
    "credits_consumed",
    "budget",
    "permitted",
];

/// The line of names.
pub(super) fn head() -> String {
    written(NAMES.map(str::to_owned))
}

/// The line of an entry.
pub(super) fn line(entry: &LedgerRecord) -> String {
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    written([
        entry.id.to_string(),
        entry.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        entry.owner_id.to_string(),
        name(&entry.owner_name),
        entry.template_id.to_string(),
        name(&entry.template_name),
        entry.workspace_id.to_string(),
        name(&entry.workspace_name),
        entry.build_id.to_string(),
        entry.transition.as_str().to_owned(),
        entry.cost.to_string(),
        entry.previous_cost.to_string(),
        entry.consumed_before.to_string(),
        entry.budget.to_string(),
        entry.permitted.to_string(),
    ])
}

fn written(fields: [String; NAMES.len()]) -> String {
    format!("{}\r\n", fields.map(|field| quoted(&field)).join(","))
}

/// A field in quotes where it needs them.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_need_it() {
        assert_eq!(quoted("dev-1"), "dev-1");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("say \"so\"\n"), "\"say \"\"so\"\"\n\"");
        assert!(head().starts_with("id,at,user_id,") && head().ends_with(",permitted\r\n"), "{}", head());
    }
}
