//! Paths: full templates whose variables are whole segments. No two operations have the same.

use std::collections::HashMap;

use serde_json::Value;

use super::json::At;
use super::reader::Reader;
use crate::model::{Location, Method, Operation};

impl Reader<'_> {
    /// The variables of a path template, in order. What can't be matched is a fault.
    pub(super) fn variables(&mut self, pointer: &str, path: &str) -> Vec<String> {
        let mut variables: Vec<String> = vec![];
        if !path.starts_with('/') {
            self.fault(pointer, format!("the path `{path}` doesn't start with `/`"), "write the full path");
        }
        if path.contains(['?', '#', '*'])
            || path.chars().any(|letter| letter.is_whitespace() || letter.is_control())
        {
            self.fault(
                pointer,
                format!("the path `{path}` holds a character that no path can match"),
                "leave it out",
            );
        }
        for segment in path.split('/').filter(|segment| segment.contains(['{', '}'])) {
            let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            match name.filter(|name| !name.is_empty() && !name.contains(['{', '}'])) {
                Some(name) if variables.iter().any(|one| one == name) => {
                    self.fault(
                        pointer,
                        format!("the variable `{name}` stands in the path twice"),
                        "rename one",
                    );
                }
                Some(name) => variables.push(name.to_owned()),
                None => self.fault(
                    pointer,
                    format!("the segment `{segment}` mixes text and variables"),
                    "make the variable a whole segment and read its parts in the handler",
                ),
            }
        }
        variables
    }

    /// `x-also-at`: further full paths with the same variables.
    pub(super) fn also_at(&mut self, at: At<'_, '_>, variables: &[String]) -> Vec<String> {
        let place = at.step("x-also-at");
        let mut mounts = vec![];
        if at.get("x-also-at").is_some_and(|one| !one.is_array()) {
            self.fault(&place, "`x-also-at` must be a list", "list full paths");
        }
        for value in at.list("x-also-at") {
            let Some(path) = value.as_str() else {
                self.fault(&place, "`x-also-at` must list strings", "list full paths");
                continue;
            };
            let mut own = self.variables(&place, path);
            let mut wanted = variables.to_vec();
            own.sort();
            wanted.sort();
            if own != wanted {
                self.fault(
                    &place,
                    format!("`{path}` has other variables than the operation's own path"),
                    "use the same variables",
                );
            }
            mounts.push(path.to_owned());
        }
        mounts
    }

    /// Faults for operations that would get the same requests.
    pub(super) fn check_mounts(&mut self, operations: &[Operation]) {
        let mut mounts: HashMap<(String, Method), &Operation> = HashMap::new();
        let mut faults: Vec<(String, Method, String, String)> = vec![];
        for operation in operations {
            for path in std::iter::once(&operation.path).chain(&operation.also_at) {
                let plain: Vec<&str> = path
                    .split('/')
                    .map(|segment| if segment.starts_with('{') { "{}" } else { segment })
                    .collect();
                if let Some(before) = mounts.insert((plain.join("/"), operation.method), operation) {
                    faults.push((
                        operation.pointer.clone(),
                        operation.method,
                        path.clone(),
                        before.id.clone(),
                    ));
                }
            }
        }
        for (pointer, method, path, before) in faults {
            self.fault(
                &pointer,
                format!("{} {path} is answered by `{before}` already", method.as_str()),
                "give each operation a path and method of its own",
            );
        }
    }

    /// Faults for variables without a parameter and parameters without a variable.
    pub(super) fn check_variables(&mut self, operation: &Operation, variables: &[String]) {
        let declared: Vec<&str> = operation
            .parameters
            .iter()
            .filter(|one| one.location == Location::Path)
            .map(|one| one.name.as_str())
            .collect();
        for name in variables.iter().filter(|name| !declared.contains(&name.as_str())) {
            self.fault(
                &operation.pointer,
                format!("the path's variable `{name}` has no parameter"),
                "declare it with `in: path`",
            );
        }
        for name in declared.iter().filter(|name| !variables.iter().any(|one| one == *name)) {
            self.fault(
                &operation.pointer,
                format!("the path has no variable `{name}`"),
                "remove the parameter or add the variable",
            );
        }
    }
}

/// The tags of an operation.
pub(super) fn tags_of(value: &Value) -> Vec<&str> {
    value.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}
