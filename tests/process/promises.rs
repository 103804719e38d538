//! What the documents say is tested, is.

use std::collections::BTreeSet;
use std::path::Path;

use regex::Regex;

async fn every_test_that_the_documents_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut functions = BTreeSet::new();
    for folder in ["tests", "server", "client", "spec", "xtask"] {
        functions_in(&root.join(folder), &mut functions);
    }
    let table = std::fs::read_to_string(root.join("docs/compatibility.md")).unwrap();
    let last_column = Regex::new(r"`([a-z0-9_]+)` \|$").unwrap();
    let named: Vec<_> = table
        .lines()
        .filter_map(|line| last_column.captures(line))
        .map(|found| found[1].to_owned())
        .collect();
    assert!(!named.is_empty(), "the table names its tests in its last column");
    let missing: Vec<_> = named.into_iter().filter(|name| !functions.contains(name)).collect();
    assert!(
        missing.is_empty(),
        "docs/compatibility.md names tests that nobody has written:\n{}",
        missing.join("\n")
    );
}

async fn the_operators_page_names_every_setting_with_its_default() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operations.md");
    let page = std::fs::read_to_string(page).unwrap();
    for setting in burgrave::config::Setting::all() {
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

cases_once![
    every_test_that_the_documents_name_exists,
    the_operators_page_names_every_setting_with_its_default
];
