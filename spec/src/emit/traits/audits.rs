//! The audit entries of all operations as constants.

use super::words::symbols;
use crate::emit::{Code, literal};
use crate::model::{Api, AuditEntry, Names, Operation, Symbol, snake};

/// Whether some operation is audited.
pub(in crate::emit) fn any(api: &Api) -> bool {
    api.operations.iter().any(|operation| operation.audit.is_some())
}

/// The index of the operation in `operations::ALL`.
pub(in crate::emit) fn place(api: &Api, operation: &Operation) -> Option<usize> {
    operation.audit.as_ref()?;
    let audited = api.operations.iter().filter(|one| one.audit.is_some());
    audited.map(|one| &one.id).position(|id| *id == operation.id)
}

pub(super) fn write(api: &Api, code: &mut Code) {
    if !any(api) {
        return;
    }
    symbols(code, "AuditKind", "A kind of object in the audit log (`x-audit`).", &api.audit_kinds);
    symbols(code, "AuditAction", "What was done, in the audit log (`x-audit`).", &api.audit_actions);
    code.blank().doc("What the audit entry of an operation says.");
    code.line("pub type AuditedOperation = runtime::AuditedOperation<AuditKind, AuditAction>;");
    code.blank().doc("The audit entry of each operation that has `x-audit`.");
    code.block("pub mod operations", |code| module(api, code));
}

fn module(api: &Api, code: &mut Code) {
    code.line("use super::{AuditAction, AuditKind, AuditedOperation};");
    let mut names = Names::without(["ALL"]);
    let mut all = vec![];
    // Operations are named before outcomes, so that no outcome takes the name of an operation.
    let audited: Vec<_> =
        api.operations.iter().filter_map(|one| one.audit.as_ref().map(|audit| (one, audit))).collect();
    for (operation, audit) in &audited {
        let name = names.give(constant(&operation.rust));
        code.blank().doc(format!("`{}`.", operation.id));
        entry(api, code, &name, operation, &audit.entry);
        all.push(name);
    }
    for (operation, audit) in &audited {
        for (outcome, found) in &audit.outcomes {
            let name = names.give(format!("{}_{}", constant(&operation.rust), constant(&snake(outcome))));
            code.blank().doc(format!("`{}`, outcome `{outcome}`.", operation.id));
            entry(api, code, &name, operation, found);
        }
    }
    code.blank().doc("The entry of the success of every audited operation.");
    code.enclosed(
        format!("pub const ALL: [AuditedOperation; {}] = [", all.len()),
        |code| {
            for name in all {
                code.line(format!("{name},"));
            }
        },
        "];",
    );
}

fn entry(api: &Api, code: &mut Code, name: &str, operation: &Operation, entry: &AuditEntry) {
    code.enclosed(
        format!("pub const {name}: AuditedOperation = AuditedOperation {{"),
        |code| {
            code.line(format!("id: {},", literal(&operation.id)));
            code.line(format!("kind: AuditKind::{},", variant(&api.audit_kinds, &entry.resource)));
            code.line(format!("action: AuditAction::{},", variant(&api.audit_actions, &entry.action)));
            code.line(format!("status: {},", entry.status));
        },
        "};",
    );
}

fn variant<'a>(symbols: &'a [Symbol], name: &str) -> &'a str {
    &symbols.iter().find(|symbol| symbol.name == name).expect("the model lists every word").rust
}

fn constant(snake: &str) -> String {
    snake.trim_start_matches("r#").to_ascii_uppercase()
}
