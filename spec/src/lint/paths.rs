//! Rules on paths and parameters.

use std::collections::HashMap;

use super::report::Report;
use super::scene::{Operation, Scene, array, entries, text};
use crate::node::pointer;

/// Paths are well-formed, and no two of them catch the same requests.
pub(super) fn paths(scene: &Scene<'_>, report: &mut Report<'_>) {
    let mut shapes: HashMap<String, String> = HashMap::new();
    for (path, _) in entries(scene.bundle, "paths") {
        check(path, &pointer::join("/paths", path), "", &mut shapes, report);
    }
    for operation in &scene.operations {
        for (index, also) in array(operation.value, "x-also-at").iter().enumerate() {
            let Some(also) = also.as_str() else { continue };
            let at = format!("{}/x-also-at/{index}", operation.pointer);
            // Several operations of one path go along to the same further path, each with its method.
            let kind = format!("{} ", operation.method);
            check(also, &at, &kind, &mut shapes, report);
            if sorted_variables(also) != sorted_variables(operation.path) {
                let problem = format!("`{also}` has other variables than `{}`", operation.path);
                report.add(at, problem, "use the same variables");
            }
        }
    }
}

fn check(path: &str, at: &str, kind: &str, shapes: &mut HashMap<String, String>, report: &mut Report<'_>) {
    let Some(rest) = path.strip_prefix('/') else {
        report.add(at, format!("the path `{path}` doesn't start with a slash"), "write the full path");
        return;
    };
    let mut shape = kind.to_owned();
    for segment in rest.split('/') {
        shape.push('/');
        if segment.is_empty() && !rest.is_empty() {
            let mend = "remove the doubled or final slash";
            report.add(at, format!("the path `{path}` has an empty segment"), mend);
        } else if let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
            if name.is_empty() || !name.chars().all(fits) {
                report.add(at, format!("`{segment}` is no variable"), "name it in letters, digits and `_`");
            }
            shape.push_str("{}");
        } else if segment.contains(['{', '}', '?', '#', '%', ' ']) {
            let problem =
                format!("the segment `{segment}` mixes a variable with text, or has a character apart");
            report.add(at, problem, "let a variable be a whole segment, and write text plainly");
        } else {
            shape.push_str(segment);
        }
    }
    let free = format!("/{}", shape.split_once('/').map_or("", |(_, rest)| rest));
    let clash = shapes.get(&shape).or_else(|| if kind.is_empty() { None } else { shapes.get(&free) });
    if let Some(first) = clash {
        let problem = format!("the path `{path}` catches the same requests as `{first}`");
        report.add(at, problem, "put their operations under one path");
    }
    shapes.entry(shape).or_insert_with(|| path.to_owned());
}

fn sorted_variables(path: &str) -> Vec<&str> {
    let mut names = variables(path);
    names.sort_unstable();
    names
}

fn variables(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// Each variable of a path is declared and required, each path parameter is used, and no parameter stands
/// twice.
pub(super) fn parameters(scene: &Scene<'_>, report: &mut Report<'_>) {
    for operation in &scene.operations {
        let variables = variables(operation.path);
        let found = operation.parameters(scene);
        for (index, (at, parameter)) in found.iter().enumerate() {
            let name = text(parameter, "name").unwrap_or_default();
            let place = text(parameter, "in").unwrap_or_default();
            if name.is_empty() || !matches!(place, "path" | "query" | "header" | "cookie") {
                report.add(
                    at,
                    "the parameter has no name or no place",
                    "write `name`, and `in`: path, query or header",
                );
                continue;
            }
            if place == "path" {
                check_path_parameter(operation, at, parameter, name, &variables, report);
            }
            if found[..index]
                .iter()
                .any(|(_, other)| text(other, "name") == Some(name) && text(other, "in") == Some(place))
            {
                report.add(at, format!("the {place} parameter `{name}` stands twice"), "remove one");
            }
        }
        for (index, variable) in variables.iter().enumerate() {
            if !found.iter().any(|(_, p)| text(p, "in") == Some("path") && text(p, "name") == Some(variable))
            {
                let mend = format!("add a parameter `{variable}` with `in: path`");
                report.add(
                    &operation.pointer,
                    format!("the path's variable `{variable}` is not declared"),
                    mend,
                );
            }
            if variables[..index].contains(variable) {
                report.add(&operation.pointer, format!("the path has `{{{variable}}}` twice"), "rename one");
            }
        }
    }
}

fn check_path_parameter(
    operation: &Operation<'_>,
    at: &str,
    parameter: &serde_json::Value,
    name: &str,
    variables: &[&str],
    report: &mut Report<'_>,
) {
    if !variables.contains(&name) {
        let problem = format!("the path `{}` has no variable `{name}`", operation.path);
        report.add(at, problem, "remove the parameter, or correct its name");
    }
    if parameter.get("required") != Some(&serde_json::Value::Bool(true)) {
        report.add(at, format!("the path parameter `{name}` is not required"), "add `required: true`");
    }
}
