//! The table of operations that the runtime reads.

use super::{Code, literal, traits};
use crate::model::{Api, Body, BodyKind, CarrierKind, ErrorFormat, Operation};

/// Writes the callers and the operations.
pub(super) fn write(api: &Api, code: &mut Code) {
    for caller in &api.callers {
        code.blank().doc(format!("Where the credential of a {} travels.", caller.name));
        let head =
            format!("static {}: runtime::CallerKind = runtime::CallerKind {{", constant(&caller.snake));
        code.enclosed(
            head,
            |code| {
                code.line(format!("index: {},", traits::caller_index(api, &caller.name)));
                code.line(format!("name: {},", literal(&caller.name)));
                let carriers: Vec<_> = caller.carriers.iter().map(|carrier| place(&carrier.kind)).collect();
                list(code, "carriers", &carriers);
            },
            "};",
        );
    }
    code.blank().doc("Every operation of the specification, by tag, path and method.");
    let head = format!("pub static OPERATIONS: [runtime::Operation; {}] = [", api.operations.len());
    code.enclosed(
        head,
        |code| {
            for operation in &api.operations {
                code.enclosed("runtime::Operation {", |code| entry(api, code, operation), "},");
            }
        },
        "];",
    );
}

fn entry(api: &Api, code: &mut Code, operation: &Operation) {
    code.line(format!("id: {},", literal(&operation.id)));
    code.line(format!("tag: {},", literal(&operation.tag)));
    code.line(format!("method: runtime::Method::{},", operation.method.as_str()));
    code.line(format!("path: {},", literal(&operation.path)));
    list(code, "also_at", &operation.also_at.iter().map(|path| literal(path)).collect::<Vec<_>>());
    code.line(format!("any_path: {},", operation.any_path));
    let callers = api.callers.iter().filter(|caller| operation.security.callers.contains(&caller.name));
    list(code, "callers", &callers.map(|caller| format!("&{}", constant(&caller.snake))).collect::<Vec<_>>());
    code.line(format!("anonymous_too: {},", operation.security.optional));
    let feature = operation.feature.as_deref().map(|name| {
        let symbol = api.features.iter().find(|symbol| symbol.name == name);
        word("Feature", &symbol.expect("the model lists every feature").rust, name)
    });
    code.line(format!("feature: {},", option(feature)));
    code.line(format!("permission: {},", option(permission(api, operation))));
    let class = operation.rate_class.as_deref().map(|name| {
        let symbol = api.rate_classes.iter().find(|symbol| symbol.name == name);
        word("RateClass", &symbol.expect("the model lists every rate class").rust, name)
    });
    code.line(format!("rate_class: {},", option(class)));
    let audit = traits::audits::place(api, operation).map(|place| place.to_string());
    code.line(format!("audit: {},", option(audit)));
    match &operation.body {
        Some(body) => rule(code, body),
        None => {
            code.line("body: prelude::None,");
        }
    }
    let max = operation.max_body.map(|max| max.to_string());
    code.line(format!("max_body: {},", max.unwrap_or_else(|| "runtime::DEFAULT_MAX_BODY".into())));
    code.line(format!("error_format: runtime::ErrorFormat::{},", format_name(operation.error_format)));
    code.line(format!("switch: {},", option(operation.switch.as_deref().map(literal))));
    code.line(format!("cors: {},", operation.cors));
    code.line(format!("no_store: {},", operation.no_store));
    code.line(format!("before_secret: {},", option(operation.before_secret().map(literal))));
    code.line(format!("csrf_field: {},", option(operation.csrf_field.as_deref().map(literal))));
    code.line(format!("websocket: runtime::Switching::{},", switching(operation)));
}

/// Whether the connection becomes a WebSocket.
fn switching(operation: &Operation) -> &'static str {
    match (operation.websocket, operation.successes().count()) {
        (false, _) => "Never",
        (true, 1) => "Always",
        (true, _) => "Optional",
    }
}

fn permission(api: &Api, operation: &Operation) -> Option<String> {
    let refusal = operation.permission.as_ref()?;
    let permission = api.permissions.iter().find(|one| one.rust == refusal.permission);
    let permission = permission.expect("the model lists every permission");
    let name = format!("{}:{}", permission.resource, permission.action);
    let word = word("Permission", &permission.rust, &name);
    Some(format!("runtime::Refusal {{ permission: {word}, status: {} }}", refusal.status))
}

fn rule(code: &mut Code, body: &Body) {
    code.enclosed(
        "body: prelude::Some(runtime::BodyRule {",
        |code| {
            code.line(format!("required: {},", body.required));
            code.line(format!("streamed: {},", body.streamed));
            let media: Vec<_> = body
                .media
                .iter()
                .map(|media| {
                    let kind = match media.kind {
                        BodyKind::Json => "Json",
                        BodyKind::Form => "Form",
                        BodyKind::Html | BodyKind::Text => "Text",
                        BodyKind::Binary => "Binary",
                    };
                    let content_type = literal(&media.content_type);
                    format!(
                        "runtime::Media {{ content_type: {content_type}, kind: runtime::MediaKind::{kind} }}"
                    )
                })
                .collect();
            list(code, "media", &media);
        },
        "}),",
    );
}

fn word(name: &str, variant: &str, text: &str) -> String {
    format!("runtime::Word {{ index: {name}::{variant} as usize, name: {} }}", literal(text))
}

fn option(value: Option<String>) -> String {
    value.map_or_else(|| "prelude::None".into(), |value| format!("prelude::Some({value})"))
}

/// `name: &[…],` on one line where it fits.
fn list(code: &mut Code, name: &str, items: &[String]) {
    let flat = format!("{name}: &[{}],", items.join(", "));
    if flat.chars().count() <= 100 {
        code.line(flat);
        return;
    }
    code.enclosed(
        format!("{name}: &["),
        |code| {
            for item in items {
                code.line(format!("{item},"));
            }
        },
        "],",
    );
}

fn place(kind: &CarrierKind) -> String {
    match kind {
        CarrierKind::Header(name) => {
            format!("runtime::Place::Header({})", literal(&name.to_ascii_lowercase()))
        }
        CarrierKind::Cookie(name) => format!("runtime::Place::Cookie({})", literal(name)),
        CarrierKind::Query(name) => format!("runtime::Place::Query({})", literal(name)),
        CarrierKind::Bearer => "runtime::Place::Bearer".into(),
        CarrierKind::Basic => "runtime::Place::Basic".into(),
    }
}

fn format_name(format: ErrorFormat) -> &'static str {
    match format {
        ErrorFormat::Api => "Api",
        ErrorFormat::OAuth2 => "OAuth2",
        ErrorFormat::Scim => "Scim",
        ErrorFormat::Html => "Html",
    }
}

/// `scim_key` → `CALLER_SCIM_KEY`.
fn constant(snake: &str) -> String {
    format!("CALLER_{}", snake.trim_start_matches("r#").to_ascii_uppercase())
}
