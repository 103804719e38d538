//! Helpers that give answers as types which progenitor's builders can't give.

use super::answers::{Content, Plan, Success};
use super::connection;
use super::operation::Operation;
use super::rust::pascal;
use super::schemas::Schemas;
use super::spelled::spelled;
use crate::emit::code::Code;

/// The error of every helper.
const ERROR: &str = "Error<burgrave_client::ErrorResponse>";

/// The statement by which a helper gets the answer.
const READ: &str = "let raw = burgrave_client::runtime::Raw::read(self.send().await).await?;";

/// Writes the part of the text that isn't progenitor's. `ids` are the types of identifiers.
pub(super) fn write(operations: &[Operation<'_>], ids: &[String], schemas: &mut Schemas<'_>) -> String {
    let mut code = Code::new();
    code.blank();
    connection::write(&mut code, schemas.api, operations);
    ids.iter().for_each(|name| id(&mut code, name));
    if operations.iter().any(|operation| matches!(operation.plan, Plan::Several(_))) {
        code.line("/// The answers of operations that have several, one enum an operation.");
        code.block("pub mod answers", |code| {
            for operation in operations {
                if let Plan::Several(successes) = &operation.plan {
                    enumeration(code, &operation.id, successes, schemas);
                }
            }
        });
    }
    operations.iter().for_each(|operation| helper(&mut code, operation));
    format!("\n{}", code.finish())
}

/// Lets an identifier be passed where an operation takes an id or a name.
fn id(code: &mut Code, name: &str) {
    code.block(format!("impl From<types::{name}> for String"), |code| {
        code.block(format!("fn from(id: types::{name}) -> Self"), |code| {
            code.line("id.to_string()");
        });
    });
    code.blank();
}

fn enumeration(code: &mut Code, id: &str, successes: &[Success<'_>], schemas: &mut Schemas<'_>) {
    code.blank();
    code.line(format!("/// The answers of [`{id}`](super::Client::{id})."));
    code.line("#[derive(Clone, Debug, PartialEq)]");
    code.block(format!("pub enum {}Answer", pascal(id)), |code| {
        for Success { status, variant, content } in successes {
            let held = match content {
                Content::Empty | Content::Upgrade => String::new(),
                Content::Json(ty) => format!("({})", spelled(ty, &format!("{id}_{status}"), schemas)),
                Content::Text => "(String)".into(),
                Content::Bytes => "(burgrave_client::Bytes)".into(),
                Content::Redirect => " { /** Where to. */ location: String }".into(),
            };
            code.line(format!("/// {status}.")).line(format!("{variant}{held},"));
        }
    });
}

fn helper(code: &mut Code, operation: &Operation<'_>) {
    let builder = pascal(&operation.id);
    let answer = format!("answers::{builder}Answer");
    let (what, head, body) = match &operation.plan {
        Plan::Plain => return,
        Plan::Text => (
            "Sends the request and reads the answer as text.",
            "text(self) -> Result<ResponseValue<String>".to_owned(),
            format!("{READ}\nlet text = raw.text();\nOk(raw.carrying(text))"),
        ),
        Plan::Upgrade => (
            "Sends the request and takes over the upgraded connection as a WebSocket.",
            "connect(self) -> Result<burgrave_client::WebSocket".into(),
            "Ok(burgrave_client::runtime::open(self.send().await?).await)".into(),
        ),
        Plan::Several(successes) => (
            "Sends the request and tells its answers apart.",
            format!("answer(self) -> Result<ResponseValue<{answer}>"),
            told_apart(&answer, successes),
        ),
    };
    code.block(format!("impl builder::{builder}<'_>"), |code| {
        code.line(format!("/// {what}"));
        code.block(format!("pub async fn {head}, {ERROR}>"), |code| {
            code.line(body);
        });
    });
    code.blank();
}

fn told_apart(answer: &str, successes: &[Success<'_>]) -> String {
    let arm = |Success { status, variant, content }: &Success<'_>| {
        let made = match content {
            Content::Empty | Content::Upgrade => "",
            Content::Json(_) => "(raw.json()?)",
            Content::Text => "(raw.text())",
            Content::Bytes => "(raw.bytes())",
            Content::Redirect => " { location: raw.location()? }",
        };
        format!("    {status} => {answer}::{variant}{made},\n")
    };
    let arms = successes.iter().map(arm).collect::<String>() + "    _ => return Err(raw.undocumented()),";
    format!("{READ}\nlet answer = match raw.status().as_u16() {{\n{arms}\n}};\nOk(raw.carrying(answer))")
}
