//! What the documents say is tested, is.

use std::collections::BTreeSet;
use std::path::Path;

use regex::Regex;

#[apply(case)]
async fn every_test_that_the_documents_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut functions = BTreeSet::new();
    for folder in ["tests", "server", "client", "spec", "xtask"] {
        functions_in(&root.join(folder), &mut functions);
    }
    let page = std::fs::read_to_string(root.join("docs/compatibility.md")).unwrap();
    let mut faults = Vec::new();
    for table in page.split("\n\n").filter(|part| part.starts_with('|')) {
        let mut rows = table.lines().map(cells);
        let columns = rows.next().unwrap().len();
        for row in rows.skip(1) {
            let tests: Vec<_> = row.last().copied().unwrap_or_default().split(", ").collect();
            let exists = |cell: &&str| {
                let test = cell.strip_prefix('`').and_then(|cell| cell.strip_suffix('`'));
                test.is_some_and(|test| functions.contains(test))
            };
            if row.len() != columns || !tests.iter().all(exists) {
                faults.push(row.join(" | "));
            }
        }
    }
    assert!(page.matches("\n| `").count() > 50, "the tables are read");
    assert!(
        faults.is_empty(),
        "docs/compatibility.md has rows with a missing test or without all columns:\n{}",
        faults.join("\n")
    );
}

/// The cells of a row of a table.
fn cells(row: &str) -> Vec<&str> {
    row.trim_matches('|').split(" | ").map(str::trim).collect()
}

#[apply(case)]
async fn the_operators_page_names_every_setting_with_its_default() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operations.md");
    let page = std::fs::read_to_string(page).unwrap();
    for setting in burgrave::config::Setting::of_all() {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{}` |", setting.key)));
        let row = row.unwrap_or_else(|| panic!("docs/operations.md has no row for {}", setting.key));
        assert!(setting.default.is_empty() || row.contains(&format!("| `{}` |", setting.default)), "{row}");
    }
}

fn functions_in(folder: &Path, found: &mut BTreeSet<String>) {
    let function = Regex::new(r"\bfn ([a-z0-9_]+)").unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            functions_in(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.extend(function.captures_iter(&text).map(|one| one[1].to_owned()));
        }
    }
}
