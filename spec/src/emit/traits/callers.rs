//! The types of callers.

use crate::emit::Code;
use crate::model::{Api, Operation, Security};

/// The index of a caller among all callers.
pub(in crate::emit) fn caller_index(api: &Api, name: &str) -> usize {
    api.callers.iter().position(|caller| caller.name == name).expect("the model lists every caller")
}

/// The type of a trait method's `caller`; none where nobody authenticates.
pub(in crate::emit) fn argument(security: &Security) -> Option<String> {
    let name = match (&security.caller_type, security.callers.as_slice()) {
        (_, []) => return None,
        (Some(all), _) => format!("{all}<Self>"),
        (None, [one, ..]) => format!("Self::{one}"),
    };
    Some(if security.optional { format!("prelude::Option<{name}>") } else { name })
}

pub(super) fn write(api: &Api, code: &mut Code) {
    if !api.callers.is_empty() {
        any(api, code);
    }
    let mut written: Vec<&str> = vec![];
    for operation in &api.operations {
        if let Some(name) = operation.security.caller_type.as_deref().filter(|name| !written.contains(name)) {
            written.push(name);
            alternatives(api, code, name, operation);
        }
    }
}

/// The borrowed caller that `Guard::refused` gets.
fn any(api: &Api, code: &mut Code) {
    code.blank().doc("Whoever called.");
    code.block("pub enum Caller<'a, G_: Guard + ?prelude::Sized>", |code| {
        for caller in &api.callers {
            code.doc(format!("A caller of the kind {}.", caller.name));
            code.line(format!("{0}(&'a G_::{0}),", caller.name));
        }
    });
    code.blank().block("impl<'a, G_: Guard + ?prelude::Sized> Caller<'a, G_>", |code| {
        code.block("fn of(caller: &'a runtime::AnyCaller) -> Self", |code| {
            variants(api, code, api.callers.iter().map(|caller| caller.name.as_str()), "get");
        });
    });
}

/// The callers that one operation allows.
fn alternatives(api: &Api, code: &mut Code, name: &str, operation: &Operation) {
    let callers = &operation.security.callers;
    code.blank().doc(format!("Whoever called: one of {}.", callers.join(", ")));
    code.block(format!("pub enum {name}<G_: Guard + ?prelude::Sized>"), |code| {
        for caller in callers {
            code.doc(format!("A caller of the kind {caller}.")).line(format!("{caller}(G_::{caller}),"));
        }
    });
    code.blank().block(format!("impl<G_: Guard + ?prelude::Sized> {name}<G_>"), |code| {
        code.block("fn of(caller: &runtime::AnyCaller) -> Self", |code| {
            variants(api, code, callers.iter().map(String::as_str), "cloned");
        });
    });
}

fn variants<'a>(
    api: &Api,
    code: &mut Code,
    names: impl ExactSizeIterator<Item = &'a str>,
    access: &'static str,
) {
    let names: Vec<_> = names.collect();
    let (last, others) = names.split_last().expect("there is a caller");
    if others.is_empty() {
        code.line(format!("Self::{last}(caller.{access}())"));
        return;
    }
    code.block("match caller.kind", |code| {
        for name in others {
            code.line(format!("{} => Self::{name}(caller.{access}()),", caller_index(api, name)));
        }
        code.line(format!("_ => Self::{last}(caller.{access}()),"));
    });
}
