//! The struct of an operation's parameters.

use std::collections::HashSet;

use super::bounds::{described, is_secret};
use super::debug;
use super::decode::{call, local};
use super::rules::{Rules, json};
use crate::emit::{Code, listed, literal};
use crate::model::{Api, CarrierKind, Location, Operation, Parameter, Style, Type};

/// The structs of all parameters, each once, and their decoding.
pub(super) fn emit(code: &mut Code, api: &Api, rules: &Rules) {
    let mut written = HashSet::new();
    for operation in &api.operations {
        let Some(name) = &operation.params_type else { continue };
        if written.insert(name) {
            let sharing = || api.operations.iter().filter(|one| one.params_type.as_ref() == Some(name));
            code.blank().doc(format!("The parameters of {}.", listed(sharing())));
            let described_alike = |one: &Parameter| {
                let mut all = sharing().flat_map(|operation| &operation.parameters);
                all.all(|other| other.field != one.field || other.description == one.description)
            };
            structure(code, name, &operation.parameters, &described_alike);
            decoding(code, name, &operation.parameters, rules);
        }
    }
}

fn structure(
    code: &mut Code,
    name: &str,
    parameters: &[Parameter],
    described_alike: &dyn Fn(&Parameter) -> bool,
) {
    let hides = parameters.iter().any(|one| is_secret(&one.ty));
    code.line(if hides { "#[derive(Clone, PartialEq)]" } else { "#[derive(Clone, Debug, PartialEq)]" });
    code.block(format!("pub struct {name}"), |code| {
        for parameter in parameters {
            let place = match parameter.location {
                Location::Path => "path",
                Location::Query => "query",
                Location::Header => "headers",
                Location::Cookie => "cookies",
            };
            let fallback = format!("`{}` in the {place}.", parameter.name);
            let description = if described_alike(parameter) { &*parameter.description } else { "" };
            code.doc(described(description, &fallback, &parameter.ty, parameter.default.as_ref()));
            code.line(format!("pub {}: {},", parameter.field, parameter.qualified()));
        }
    });
    if hides {
        let fields: Vec<(&str, bool)> =
            parameters.iter().map(|one| (one.field.as_str(), is_secret(&one.ty))).collect();
        debug::implementation(code, name, &fields);
    }
}

fn decoding(code: &mut Code, name: &str, parameters: &[Parameter], rules: &Rules) {
    code.blank();
    code.block(format!("impl prelude::DecodeParameters for {name}"), |code| {
        let head = "fn decode_parameters(given: &mut prelude::Parameters<'_>, faults: &mut prelude::Faults) \
                    -> prelude::Option<Self>";
        code.block(head, |code| {
            for parameter in parameters {
                read(code, parameter, rules);
            }
            let fields: Vec<String> = parameters
                .iter()
                .map(|one| match local(&one.field) {
                    same if same == one.field => format!("{same}: {same}?"),
                    other => format!("{}: {other}?", one.field),
                })
                .collect();
            let line = format!("prelude::Some(Self {{ {} }})", fields.join(", "));
            if line.len() <= 100 {
                code.line(line);
            } else {
                code.enclosed(
                    "prelude::Some(Self {",
                    |code| {
                        for field in &fields {
                            code.line(format!("{field},"));
                        }
                    },
                    "})",
                );
            }
        });
    });
}

fn read(code: &mut Code, parameter: &Parameter, rules: &Rules) {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        // The names of the cookies begin with that of the parameter.
        Location::Cookie if matches!(parameter.ty, Type::Array(_)) => "cookies",
        Location::Cookie => "cookie",
    };
    let style = match parameter.style {
        Style::Plain => String::new(),
        Style::Exploded => ".exploded()".into(),
        Style::Joined(by) => format!(".joined({by:?})"),
        Style::Json => ".json()".into(),
    };
    let empty = if parameter.empty_is_absent { ".empty_is_absent()" } else { "" };
    let head = format!(
        "let {} = given.{place}({}){style}{empty}",
        local(&parameter.field),
        literal(&parameter.name)
    );
    let rule = format!("&{}", rules.expression(&parameter.ty));
    match &parameter.default {
        _ if parameter.required => call(code, &head, "required", &[&rule]),
        Some(value) => call(code, &head, "or", &[&json(value), &rule]),
        None if matches!(parameter.ty, Type::Array(_)) => call(code, &head, "list", &[&rule]),
        None => call(code, &head, "optional", &[&rule]),
    }
}

/// The query parameters that an operation accepts: its own, and those with its callers' credentials.
pub fn known_query(api: &Api, operation: &Operation) -> Vec<String> {
    let own =
        operation.parameters.iter().filter(|one| one.location == Location::Query).map(|one| one.name.clone());
    let carriers = api
        .callers
        .iter()
        .filter(|caller| operation.security.callers.contains(&caller.name))
        .flat_map(|caller| &caller.carriers)
        .filter_map(|carrier| match &carrier.kind {
            CarrierKind::Query(name) => Some(name.clone()),
            _ => None,
        });
    let mut known: Vec<String> = own.chain(carriers).collect();
    let mut seen = HashSet::new();
    known.retain(|name| seen.insert(name.clone()));
    known
}
