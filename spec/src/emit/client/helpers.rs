//! What stands beside progenitor's text: the constructor, the hooks, and the typed helpers of single operations.

use serde_json::Value;

use crate::emit::code::{Code, literal};

use super::answers::{Content, Plan, Success};
use super::ids;
use super::lift::Components;
use super::operations::Operation;
use super::rust::pascal;

/// What every helper fails with.
const ERROR: &str = "Error<burgrave_client::ErrorResponse>";

/// Writes all of them. `bundle` says how the credential is sent; `identifiers` are names of types.
pub(super) fn write(bundle: &Value, identifiers: &[&str], operations: &[Operation]) -> String {
    let mut code = Code::new();
    code.blank();
    constructor(&mut code, bundle);
    hooks(&mut code, operations);
    ids::write(&mut code, identifiers);
    let several: Vec<_> = operations
        .iter()
        .filter_map(|operation| match &operation.plan {
            Plan::Several(successes) => Some((operation, successes)),
            _ => None,
        })
        .collect();
    if !several.is_empty() {
        code.line("/// The answers of operations that have several, one enum an operation.");
        code.block("pub mod answers", |code| {
            for (operation, successes) in &several {
                enumeration(code, operation, successes);
            }
        });
    }
    operations.iter().for_each(|operation| helper(&mut code, operation));
    format!("\n{}", code.finish())
}

fn constructor(code: &mut Code, bundle: &Value) {
    let carrier = carrier(bundle);
    code.block("impl Client", |code| {
        code.line("/// A client of the server at `url`, without a session.");
        code.line("///");
        code.line("/// # Errors");
        code.line("/// `url` isn't an http or https address.");
        code.block("pub fn new(url: &str) -> Result<Self, burgrave_client::SetupError>", |code| {
            code.line("let (url, http) = burgrave_client::runtime::connect(url)?;");
            code.line("Ok(Self::new_with_client(&url, http, burgrave_client::runtime::Session::none()))");
        });
        code.blank();
        code.line("/// A client of the server at `url` that sends `token` with every request.");
        code.line("///");
        code.line("/// # Errors");
        code.line("/// `url` isn't an http or https address, or `token` can't stand in a header.");
        code.block(
            "pub fn with_token(url: &str, token: &str) -> Result<Self, burgrave_client::SetupError>",
            |code| {
                code.line("let (url, http) = burgrave_client::runtime::connect(url)?;");
                code.line(format!("let session = burgrave_client::runtime::Session::{carrier}?;"));
                code.line("Ok(Self::new_with_client(&url, http, session))");
            },
        );
    });
    code.blank();
}

/// The first scheme that goes by header, or else Bearer.
fn carrier(bundle: &Value) -> String {
    let schemes = bundle.pointer("/components/securitySchemes").and_then(Value::as_object);
    let header = schemes.into_iter().flatten().find_map(|(_, scheme)| {
        (scheme["type"] == "apiKey" && scheme["in"] == "header").then(|| scheme["name"].as_str()).flatten()
    });
    header.map_or_else(
        || "bearer(token)".to_owned(),
        |name| format!("header({}, token)", literal(&name.to_ascii_lowercase())),
    )
}

fn hooks(code: &mut Code, operations: &[Operation]) {
    code.block("impl ClientHooks<burgrave_client::runtime::Session> for Client", |code| {
        code.block(
            "async fn pre<E>(&self, request: &mut reqwest::Request, info: &OperationInfo) -> Result<(), Error<E>>",
            |code| {
                code.line("burgrave_client::runtime::prepare(&self.inner, request, &wire(info.operation_id));");
                code.line("Ok(())");
            },
        );
        code.blank();
        code.block(
            "async fn exec(&self, request: reqwest::Request, _: &OperationInfo) -> reqwest::Result<reqwest::Response>",
            |code| {
                code.line("burgrave_client::runtime::execute(&self.client, request).await");
            },
        );
        code.blank();
        code.block(
            "async fn post<E>(&self, result: &reqwest::Result<reqwest::Response>, _: &OperationInfo) -> Result<(), Error<E>>",
            |code| {
                code.line("burgrave_client::runtime::check(result).map_err(Error::Custom)");
            },
        );
    });
    code.blank();
    code.line("/// What goes over the wire otherwise than the builders would send it.");
    code.block("fn wire(operation: &str) -> burgrave_client::runtime::Wire", |code| {
        code.block("match operation", |code| {
            for operation in operations {
                let upgrade = matches!(operation.plan, Plan::Upgrade);
                if upgrade || operation.content_type.is_some() || operation.accept.is_some() {
                    let text = |value: &Option<String>| match value {
                        Some(value) => format!("Some({})", literal(value)),
                        None => "None".to_owned(),
                    };
                    code.line(format!(
                        "{} => burgrave_client::runtime::Wire {{ content_type: {}, accept: {}, upgrade: {upgrade} }},",
                        literal(&operation.id),
                        text(&operation.content_type),
                        text(&operation.accept),
                    ));
                }
            }
            code.line("_ => burgrave_client::runtime::Wire::default(),");
        });
    });
    code.blank();
}

fn enumeration(code: &mut Code, operation: &Operation, successes: &[Success]) {
    code.blank();
    code.line(format!("/// The answers of [`{0}`](super::Client::{0}).", operation.id));
    code.line("#[derive(Clone, Debug, PartialEq)]");
    code.block(format!("pub enum {}Answer", pascal(&operation.id)), |code| {
        for success in successes {
            code.line(format!("/// {}.", success.status));
            let name = variant(success.status);
            code.line(match &success.content {
                Content::Empty | Content::Upgrade => format!("{name},"),
                Content::Json(schema) => match Components::rust_type(schema) {
                    inner if inner.contains("types::") => {
                        format!("{name}({}),", inner.replace("types::", "super::types::"))
                    }
                    inner => format!("{name}({inner}),"),
                },
                Content::Text => format!("{name}(String),"),
                Content::Bytes => format!("{name}(burgrave_client::Bytes),"),
                Content::Redirect => format!("{name} {{ /** Where to. */ location: String }},"),
            });
        }
    });
}

fn helper(code: &mut Code, operation: &Operation) {
    let builder = pascal(&operation.id);
    let (what, signature, body) = match &operation.plan {
        Plan::Plain => return,
        Plan::Text => (
            "Sends the request and reads the answer as text.",
            format!("pub async fn text(self) -> Result<ResponseValue<String>, {ERROR}>"),
            vec![
                "let raw = burgrave_client::runtime::Raw::read(self.send().await).await?;".to_owned(),
                "let text = raw.text();".into(),
                "Ok(raw.carrying(text))".into(),
            ],
        ),
        Plan::Upgrade => (
            "Sends the request and takes over the upgraded connection as a WebSocket.",
            format!("pub async fn connect(self) -> Result<burgrave_client::WebSocket, {ERROR}>"),
            vec!["Ok(burgrave_client::runtime::open(self.send().await?).await)".to_owned()],
        ),
        Plan::Several(successes) => (
            "Sends the request and tells its answers apart.",
            format!("pub async fn answer(self) -> Result<ResponseValue<answers::{builder}Answer>, {ERROR}>"),
            arms(&builder, successes),
        ),
    };
    code.block(format!("impl builder::{builder}<'_>"), |code| {
        code.line(format!("/// {what}"));
        code.block(signature, |code| {
            body.iter().for_each(|line| {
                code.line(line);
            });
        });
    });
    code.blank();
}

fn arms(builder: &str, successes: &[Success]) -> Vec<String> {
    let mut lines = vec![
        "let raw = burgrave_client::runtime::Raw::read(self.send().await).await?;".to_owned(),
        "let answer = match raw.status().as_u16() {".into(),
    ];
    for Success { status, content, .. } in successes {
        let made = format!("answers::{builder}Answer::{}", variant(*status));
        lines.push(match content {
            Content::Empty | Content::Upgrade => format!("    {status} => {made},"),
            Content::Json(_) => format!("    {status} => {made}(raw.json()?),"),
            Content::Text => format!("    {status} => {made}(raw.text()),"),
            Content::Bytes => format!("    {status} => {made}(raw.bytes()),"),
            Content::Redirect => format!("    {status} => {made} {{ location: raw.location()? }},"),
        });
    }
    lines.push("    _ => return Err(raw.undocumented()),".into());
    lines.push("};".into());
    lines.push("Ok(raw.carrying(answer))".into());
    lines
}

/// The name of a status in words (RFC 9110 §15).
fn variant(status: u16) -> String {
    match status {
        101 => "SwitchingProtocols",
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritative",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        other => return format!("Status{other}"),
    }
    .into()
}
