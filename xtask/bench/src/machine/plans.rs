//! What PostgreSQL's auto_explain wrote into its log: plans of statements, with the rows that each node came
//! upon.

use serde_json::Value;

use super::examined::{Effort, Statements};

/// The plans in a piece of the log.
pub(super) fn read(log: &str) -> Statements {
    let mut statements = Statements::new();
    for piece in log.split("duration: ").skip(1) {
        let Some((took, plan)) = piece.split_once(" ms  plan:\n") else { continue };
        // The lines of an entry after its first are indented.
        let lines = plan.lines().take_while(|line| line.starts_with('\t'));
        let Ok(entry) = serde_json::from_str::<Value>(&lines.collect::<String>()) else { continue };
        let Some(sql) = entry["Query Text"].as_str() else { continue };
        let effort = statements.entry(sql.to_owned()).or_default();
        *effort = Effort {
            examined: effort.examined + rows(&entry["Plan"]),
            ms: effort.ms + took.parse::<f64>().unwrap_or_default(),
        };
    }
    statements
}

/// Rows that the node and those below it took from tables and indexes, shown or not.
fn rows(node: &Value) -> f64 {
    let figure = |name: &str| node[name].as_f64().unwrap_or_default();
    let below: f64 = node["Plans"].as_array().into_iter().flatten().map(rows).sum();
    let reads = ["Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan"];
    if !reads.iter().any(|kind| node["Node Type"] == *kind) {
        return below;
    }
    let seen =
        figure("Actual Rows") + figure("Rows Removed by Filter") + figure("Rows Removed by Index Recheck");
    below + seen * figure("Actual Loops")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_where_they_are_read() {
        let log = "LOG:  duration: 0.5 ms  plan:\n\t{\n\t \"Query Text\": \"SELECT 1\",\n\t \"Plan\": {\"Node Type\": \"Nested Loop\", \
                   \"Actual Rows\": 9, \"Actual Loops\": 1, \"Plans\": [{\"Node Type\": \"Seq Scan\", \"Actual Rows\": 3, \
                   \"Actual Loops\": 1, \"Rows Removed by Filter\": 2}, {\"Node Type\": \"Index Scan\", \"Actual Rows\": 1, \
                   \"Actual Loops\": 3}]}\n\t}\nLOG:  something else\n";
        let statements = read(log);
        assert_eq!((statements["SELECT 1"].examined, statements["SELECT 1"].ms), (8.0, 0.5));
    }
}
