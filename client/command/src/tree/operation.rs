//! The command of an operation.

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, Command, value_parser};

use super::first_sentence;
use crate::table::{BodyKind, Input, List, Operation, Place, Value};

/// Ids of the flags of some operations.
pub(crate) const BODY: &str = "@body";
pub(crate) const FILE: &str = "@file";
pub(crate) const CONTENT_TYPE: &str = "@content-type";
pub(crate) const ALL: &str = "@all";
pub(crate) const WATCH: &str = "@watch";

/// The command, with the summary, and in the long help with all that the specification says.
pub(super) fn command(operation: &'static Operation) -> Command {
    let mut about = operation.summary.to_owned();
    if operation.deprecated {
        about.push_str(" (deprecated)");
    }
    let long =
        format!("{about}\n\n{}\n\n{} {}", operation.description.trim(), operation.method, operation.path);
    let has_body = operation.body.as_ref().is_some_and(|body| body.kind != BodyKind::Bytes);
    Command::new(operation.verb)
        .about(about)
        .long_about(long)
        .next_line_help(false)
        .args(operation.inputs.iter().map(|input| arg(input, has_body)))
        .args(of_body(operation))
        .args(of_answer(operation))
}

fn arg(input: &'static Input, has_body: bool) -> Arg {
    let mut help = first_sentence(input.doc);
    let mut long = input.doc.trim().to_owned();
    if input.secret {
        help.push_str(". A file that has it, or - for the input stream");
        long.push_str(
            "\nA file that has it, or - for the input stream: a command line is no place for secrets.",
        );
    }
    let arg = Arg::new(input.id).value_name(input.hint).help(help).long_help(long);
    let arg = match input.place {
        Place::Path => return arg.required(true).value_parser(segment),
        Place::Body if input.required && has_body => arg.required_unless_present(BODY),
        _ => arg.required(input.required),
    };
    let arg = arg.long(input.flag);
    let arg =
        if input.list == List::One { arg.action(ArgAction::Set) } else { arg.action(ArgAction::Append) };
    if input.secret {
        return arg;
    }
    match input.value {
        Value::Boolean if input.list == List::One => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_parser(["true", "false"])
            .hide_possible_values(true),
        value => arg.value_parser(parser(value)).allow_negative_numbers(true),
    }
}

/// What is checked before anything is sent; the rules of texts are the server's.
fn parser(value: Value) -> ValueParser {
    match value {
        Value::Text => value_parser!(String),
        Value::Boolean => PossibleValuesParser::new(["true", "false"]).into(),
        Value::Integer(least, most) => {
            value_parser!(i64).range(least.unwrap_or(i64::MIN)..=most.unwrap_or(i64::MAX)).into()
        }
        Value::Number => value_parser!(f64).into(),
        Value::Choice(words) => PossibleValuesParser::new(words.iter().copied()).into(),
        Value::Json => ValueParser::new(json),
    }
}

fn json(text: &str) -> Result<serde_json::Value, String> {
    serde_json::from_str(text).map_err(|fault| format!("it is no JSON: {fault}"))
}

/// A segment of a path. Dots alone would lead to another path.
fn segment(text: &str) -> Result<String, String> {
    match text {
        "" | "." | ".." => Err("write a name or an id".to_owned()),
        text => Ok(text.to_owned()),
    }
}

fn of_body(operation: &'static Operation) -> Vec<Arg> {
    let Some(body) = &operation.body else { return Vec::new() };
    let has_fields = operation.inputs_in(Place::Body).next().is_some();
    if body.kind != BodyKind::Bytes {
        let flag = Arg::new(BODY)
            .long("body")
            .value_name("@FILE|-|JSON")
            .required(body.required && !has_fields)
            .help("The whole body as JSON: in a file, from the input stream (-), or as text")
            .long_help(
                "The whole body as JSON: in a file (@FILE), from the input stream (-), or as text. The flags \
                 of fields win over it; only it can say null or an empty list.",
            );
        return vec![flag];
    }
    vec![
        Arg::new(FILE)
            .long("file")
            .value_name("FILE")
            .required(body.required)
            .help("The file to send, or - for the input stream"),
        Arg::new(CONTENT_TYPE)
            .long("content-type")
            .value_name("TYPE")
            .value_parser(PossibleValuesParser::new(body.media.iter().copied()))
            .help("Type of the file; without it, its name tells"),
    ]
}

fn of_answer(operation: &'static Operation) -> Vec<Arg> {
    let mut flags = Vec::new();
    if operation.paging.is_some() {
        flags.push(
            Arg::new(ALL)
                .long("all")
                .action(ArgAction::SetTrue)
                .help("Follow the pages to the end of the list"),
        );
    }
    if operation.socket || operation.only_streams() {
        let help = if operation.only_streams() {
            "Print a line a message as they come; this command always does"
        } else {
            "Print a line a message as they come, until there are no more"
        };
        flags.push(Arg::new(WATCH).long("watch").action(ArgAction::SetTrue).help(help));
    }
    flags
}
