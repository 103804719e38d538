//! The path of every operation, for links and addresses.

use crate::emit::{Code, literal};
use crate::model::{Api, Location, Operation};

/// Writes a constant for each path without variables, and a function for each other one.
pub(super) fn write(api: &Api, code: &mut Code) {
    code.blank().doc("The path of each operation, named after it.");
    code.block("pub mod paths", |code| {
        let variables = api.operations.iter().any(|one| one.path.contains('{'));
        if variables {
            code.line("use burgrave_api::{prelude, runtime};");
        }
        for operation in &api.operations {
            one(code, operation);
        }
    });
}

fn one(code: &mut Code, operation: &Operation) {
    code.blank().doc(format!("`{} {}`.", operation.method.as_str(), operation.path));
    let name = operation.rust.trim_start_matches("r#");
    // In the order of the path.
    let variables: Vec<_> =
        operation.parameters.iter().filter(|one| one.location == Location::Path).collect();
    if variables.is_empty() {
        let text = literal(&operation.path);
        code.line(format!("pub const {}: &str = {text};", name.to_ascii_uppercase()));
        return;
    }
    let mut parts = operation.path.split('/').skip(1);
    let mut arguments = vec![];
    let mut pieces: Vec<String> = vec![];
    for part in parts.by_ref() {
        let variable = variables.iter().find(|one| part == format!("{{{}}}", one.name));
        pieces.push(match variable {
            Some(one) => {
                arguments.push(format!("{}: impl prelude::fmt::Display", one.field));
                format!("runtime::Segment::Variable(&{})", one.field)
            }
            None => format!("runtime::Segment::Literal({})", literal(part)),
        });
    }
    code.block(format!("pub fn {}({}) -> prelude::String", operation.rust, arguments.join(", ")), |code| {
        code.line(format!("runtime::path(&[{}])", pieces.join(", ")));
    });
}
