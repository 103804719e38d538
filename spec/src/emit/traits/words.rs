//! Enums of the words in vendor extensions.

use crate::emit::{Code, literal};
use crate::model::{Api, Permission, Symbol};

pub(super) fn write(api: &Api, code: &mut Code) {
    symbols(code, "Feature", "What can be enabled or not (`x-feature`).", &api.features);
    permissions(code, &api.permissions);
    symbols(
        code,
        "RateClass",
        "What counts together against a rate limit (`x-rate-limit`).",
        &api.rate_classes,
    );
}

pub(super) fn symbols(code: &mut Code, name: &str, doc: &str, symbols: &[Symbol]) {
    if symbols.is_empty() {
        return;
    }
    let variants: Vec<_> = symbols.iter().map(|symbol| (symbol.rust.as_str(), symbol.name.clone())).collect();
    enumeration(code, name, doc, &variants);
    code.block(format!("impl {name}"), |code| {
        all(code, name, &variants);
        as_str(code, &variants);
    });
}

fn permissions(code: &mut Code, permissions: &[Permission]) {
    if permissions.is_empty() {
        return;
    }
    let variants: Vec<_> = permissions
        .iter()
        .map(|one| (one.rust.as_str(), format!("{}:{}", one.resource, one.action)))
        .collect();
    enumeration(code, "Permission", "A site-wide permission (`x-permission`).", &variants);
    code.block("impl Permission", |code| {
        all(code, "Permission", &variants);
        as_str(code, &variants);
        part(code, permissions, "resource", "What is acted on.", |one| &one.resource);
        part(code, permissions, "action", "What is done to it.", |one| &one.action);
    });
}

fn part(code: &mut Code, all: &[Permission], function: &str, doc: &str, part: fn(&Permission) -> &str) {
    code.blank().doc(doc).block(format!("pub const fn {function}(self) -> &'static str"), |code| {
        code.block("match self", |code| {
            for one in all {
                code.line(format!("Self::{} => {},", one.rust, literal(part(one))));
            }
        });
    });
}

fn enumeration(code: &mut Code, name: &str, doc: &str, variants: &[(&str, String)]) {
    code.blank().doc(doc);
    code.line("#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]");
    code.block(format!("pub enum {name}"), |code| {
        for (variant, text) in variants {
            code.doc(format!("`{text}`")).line(format!("{variant},"));
        }
    });
    code.blank();
}

fn all(code: &mut Code, name: &str, variants: &[(&str, String)]) {
    let list: Vec<_> = variants.iter().map(|(variant, _)| format!("{name}::{variant}")).collect();
    code.doc("All of them, in the order of their names.");
    code.line(format!("pub const ALL: [Self; {}] = [{}];", list.len(), list.join(", ")));
}

fn as_str(code: &mut Code, variants: &[(&str, String)]) {
    code.blank().doc("As the specification writes it.");
    code.block("pub const fn as_str(self) -> &'static str", |code| {
        code.block("match self", |code| {
            for (variant, text) in variants {
                code.line(format!("Self::{variant} => {},", literal(text)));
            }
        });
    });
}
