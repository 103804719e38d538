//! The conversion of Terraform's output for the folders in `fixtures`, which `fixtures/generate` writes.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::convert::{made, planned};
use super::*;

fn fixture(name: &str, file: &str) -> BufReader<File> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).join(file);
    BufReader::new(File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn graph(name: &str) -> Graph {
    Graph::read(fixture(name, "graph.dot")).expect("a graph")
}

/// The converted plan and state of a folder, without absent parts.
fn converted(name: &str) -> Value {
    let graph = graph(name);
    let plan = Document::plan(fixture(name, "plan.json")).expect("a plan");
    let plan = match planned(&plan, &graph) {
        Err(fault) => json!(fault.to_string()),
        Ok(told) => json!({
            "notices": told.notices,
            "resources": told.told.resources,
            "unattached_cost": told.told.unattached_cost,
            "parameters": told.told.parameters,
            "presets": told.told.presets,
            "external_auth": told.told.external_auth,
        }),
    };
    let state = Document::state(fixture(name, "state.json")).expect("a state");
    let state = match made(&state, &graph) {
        Err(fault) => json!(fault.to_string()),
        Ok(told) => json!({"notices": told.notices, "resources": told.told}),
    };
    let mut both = json!({"plan": plan, "state": state});
    prune(&mut both);
    both
}

/// Removes absent values, so that snapshots are short.
fn prune(value: &mut Value) {
    let empty = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Number(number) => number.as_i64() == Some(0),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(true) => false,
    };
    match value {
        Value::Array(list) => list.iter_mut().for_each(prune),
        Value::Object(map) => {
            map.values_mut().for_each(prune);
            map.retain(|_, value| !empty(value));
        }
        _ => {}
    }
}

#[test]
fn each_folder_is_converted_as_it_was() {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let entries = fs::read_dir(fixtures).expect("it is there").map(|entry| entry.expect("an entry"));
    let mut names: Vec<_> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("a text"))
        .collect();
    names.sort();
    assert!(names.len() > 10);
    for name in names {
        insta::assert_snapshot!(
            &*name,
            serde_json::to_string_pretty(&converted(&name)).expect("it can be written")
        );
    }
}

#[test]
fn machines_of_clouds_say_who_they_are_and_how_large() {
    let machine = |kind: &str, attribute: &str, size: &str| {
        let plan = json!({"values": {"root_module": {"resources": [
            {"address": "coder_agent.main", "mode": "managed", "type": "coder_agent", "name": "main",
             "values": {"auth": "its-machine", "id": "an id"}},
            {"address": format!("{kind}.vm"), "mode": "managed", "type": kind, "name": "vm",
             "values": {attribute: "i-1", size: "large", "other": {"deep": [1, 2, 3]}}},
        ]}}});
        let graph = format!(
            "\"[root] coder_agent.main (expand)\" [label = \"coder_agent.main\"]\n\
             \"[root] {kind}.vm (expand)\" [label = \"{kind}.vm\"]\n\
             \"[root] {kind}.vm (expand)\" -> \"[root] coder_agent.main (expand)\"\n"
        );
        let state = Document::state(plan.to_string().as_bytes()).expect("a state");
        let graph = Graph::read(graph.as_bytes()).expect("a graph");
        let told = made(&state, &graph).expect("it can be kept").told;
        (format!("{:?}", told[0].agents[0].auth), told[0].instance_type.clone())
    };
    let known = ("Instance(\"i-1\")".to_owned(), "large".to_owned());
    assert_eq!(machine("google_compute_instance", "instance_id", "machine_type"), known);
    assert_eq!(machine("aws_instance", "id", "instance_type"), known);
    assert_eq!(machine("aws_spot_instance_request", "spot_instance_id", "instance_type"), known);
    assert_eq!(machine("azurerm_linux_virtual_machine", "virtual_machine_id", "size"), known);
    assert_eq!(machine("azurerm_windows_virtual_machine", "virtual_machine_id", "size"), known);
    let unknown = ("Instance(\"\")".to_owned(), String::new());
    assert_eq!(machine("docker_container", "id", "size"), unknown);
}

#[test]
fn addresses_that_can_not_be_read_are_told_so() {
    let state = json!({"values": {"root_module": {"resources": [
        {"address": "not an address", "mode": "managed", "type": "x", "name": "y", "values": null},
    ]}}});
    let state = Document::state(state.to_string().as_bytes()).expect("a state");
    let told = made(&state, &Graph::default()).expect("it can be kept").told;
    assert_eq!(told[0].module_path, "invalid terraform address");
}

#[test]
fn nothing_is_made_of_nothing() {
    for text in [r#"{"format_version":"1.0"}"#, r#"{"values":{"root_module":{}}}"#, r#"{"values":null}"#] {
        let state = Document::state(text.as_bytes()).expect("a state");
        assert!(made(&state, &Graph::default()).expect("it can be kept").told.is_empty());
    }
    assert!(Document::plan(&b"Terraform will perform"[..]).is_err());
    let mut deep = String::from(r#"{"values":{"root_module":"#);
    deep.push_str(&r#"{"child_modules":["#.repeat(10_000));
    assert!(Document::state(deep.as_bytes()).expect_err("it is too deep").contains("recursion"));
}

#[test]
fn a_plan_of_many_megabytes_is_read_without_being_held() {
    // Skipped parts are never in memory as a whole: the text is generated while it is read.
    let large = "x".repeat(1024 * 1024);
    let resource = |at: usize| {
        format!(
            r#"{{"address":"a.b[{at}]","mode":"managed","type":"a","name":"b",
                "values":{{"text":"{large}"}}}},"#
        )
    };
    let last = r#"{"address":"a.c","mode":"managed","type":"a","name":"c","values":{"size":"s"}}"#;
    let head = r#"{"planned_values":{"root_module":{"resources":["#.to_owned();
    let tail = format!(r#"{last}]}}}},"configuration":{{"x":"{large}"}}}}"#);
    let mut pieces = std::iter::once(head).chain((0..32).map(resource)).chain([tail]);
    let plan = Document::plan(BufReader::new(Pieces {
        piece: std::io::Cursor::default(),
        next: move || pieces.next(),
    }));
    assert_eq!(plan.expect("a plan").planned.len(), 33);
}

struct Pieces<F> {
    piece: std::io::Cursor<Vec<u8>>,
    next: F,
}

impl<F: FnMut() -> Option<String>> std::io::Read for Pieces<F> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let read = self.piece.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            match (self.next)() {
                Some(piece) => self.piece = std::io::Cursor::new(piece.into_bytes()),
                None => return Ok(0),
            }
        }
    }
}
