//! A function for each operation: decode, call, encode.

use super::encode;
use crate::emit::traits::argument;
use crate::emit::{Code, Rules, body, known_query, literal};
use crate::model::{Api, Body, Operation};

pub(super) fn write(api: &Api, rules: &Rules, code: &mut Code) {
    code.blank().doc("What the runtime calls for one operation.");
    code.line(
        "type Shim = for<'a> fn(&'a dyn Twin, runtime::Call<'a>) \
         -> runtime::BoxFuture<'a, prelude::Result<runtime::Reply, runtime::ApiError>>;",
    );
    code.blank().doc("In the order of [`OPERATIONS`].");
    code.enclosed(
        format!("static SHIMS: [Shim; {}] = [", api.operations.len()),
        |code| {
            for operation in &api.operations {
                code.line(format!("{},", name(operation)));
            }
        },
        "];",
    );
    for operation in &api.operations {
        shim(api, rules, code, operation);
    }
}

/// The name of a shim, which is that of no method of a trait and of no other item.
fn name(operation: &Operation) -> String {
    format!("shim_{}", operation.rust.trim_start_matches("r#"))
}

fn shim(api: &Api, rules: &Rules, code: &mut Code, operation: &Operation) {
    code.blank().enclosed(
        format!("fn {}<'a>(", name(operation)),
        |code| {
            code.line("twin: &'a dyn Twin,").line("call: runtime::Call<'a>,");
        },
        ") -> runtime::BoxFuture<'a, prelude::Result<runtime::Reply, runtime::ApiError>> {",
    );
    code.inside(|code| {
        code.enclosed("prelude::Box::pin(async move {", |code| inside(api, rules, code, operation), "})");
    });
    code.line("}");
}

fn inside(api: &Api, rules: &Rules, code: &mut Code, operation: &Operation) {
    let streamed = operation.body.as_ref().is_some_and(|one| one.streamed);
    if streamed {
        code.line("let mut call = call;").line("let body = call.input.stream.take();");
    }
    let wanted = wanted(api, rules, operation);
    if !wanted.is_empty() {
        code.line("let mut decoder = runtime::Decoder::new(&call.input);");
    }
    for (name, expression) in &wanted {
        code.line(format!("let {name} = {expression};"));
    }
    let names: Vec<_> = wanted.iter().map(|(name, _)| *name).collect();
    let bound = |name: &&str| {
        if *name == "checked" { "prelude::Some(())".into() } else { format!("prelude::Some({name})") }
    };
    let bounds: Vec<String> = names.iter().map(bound).collect();
    match bounds.as_slice() {
        [] => {}
        [one] => {
            code.line(format!("let {one} = {} else {{ return prelude::Err(decoder.refuse()) }};", names[0]));
        }
        all => {
            let (all, names) = (all.join(", "), names.join(", "));
            code.line(format!("let ({all}) = ({names}) else {{ return prelude::Err(decoder.refuse()) }};"));
        }
    }
    if streamed {
        code.line(
            "let body = body.ok_or_else(|| runtime::ApiError::internal(\"the body's stream is gone\"))?;",
        );
    }
    let mut arguments = vec!["call.cx"];
    arguments.extend(argument(&operation.security).map(|_| "call.caller"));
    arguments.extend(operation.params_type.as_ref().map(|_| "params"));
    arguments.extend(operation.body.as_ref().map(|_| "body"));
    encode::write(code, operation, &format!("twin.{}({}).await?", operation.rust, arguments.join(", ")));
}

/// The variables of the decoded input, each with the expression that decodes it.
fn wanted(api: &Api, rules: &Rules, operation: &Operation) -> Vec<(&'static str, String)> {
    let mut wanted = vec![];
    let known = || {
        let known: Vec<_> = known_query(api, operation).iter().map(|name| literal(name)).collect();
        known.join(", ")
    };
    match (&operation.params_type, operation.strict_query) {
        (Some(params), false) => wanted.push(("params", format!("decoder.params::<{params}>()"))),
        (Some(params), true) => {
            wanted.push(("params", format!("decoder.only_params::<{params}>(&[{}])", known())));
        }
        (None, true) => wanted.push(("checked", format!("decoder.only(&[{}])", known()))),
        (None, false) => {}
    }
    let whole = operation.body.as_ref().filter(|one| !one.streamed);
    wanted.extend(whole.map(|one| ("body", body_expression(rules, one))));
    wanted
}

fn body_expression(rules: &Rules, one: &Body) -> String {
    match (body::is_binary(one), one.media.len() > 1, one.required) {
        (true, false, true) => "decoder.bytes()".into(),
        (true, false, false) => "decoder.optional_bytes()".into(),
        (true, true, true) => "decoder.content()".into(),
        (true, true, false) => "decoder.optional_content()".into(),
        (false, _, true) => format!("decoder.body(&{})", rules.expression(&one.ty)),
        (false, _, false) => format!("decoder.optional_body(&{})", rules.expression(&one.ty)),
    }
}
