//! A line of output as lines of the log.

use std::borrow::Cow;

use burgrave_core::provisioning::job::{LogLevel, fitting_line};
use serde::Deserialize;

use super::diagnostic::Diagnostic;
use super::run::Stream;
use crate::LogLine;

/// A line of machine-readable output. Other fields are not needed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Entry {
    #[serde(rename = "@level")]
    level: Option<String>,
    #[serde(rename = "@message")]
    pub(super) message: Option<String>,
    #[serde(rename = "@timestamp")]
    pub(super) timestamp: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) message_code: Option<String>,
    pub(super) hook: Option<Hook>,
    pub(super) diagnostic: Option<Diagnostic>,
}

/// The action on a resource.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Hook {
    pub(super) resource: HookResource,
    pub(super) action: String,
    pub(super) provisioner: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HookResource {
    pub(super) addr: String,
    pub(super) implied_provider: String,
}

/// The content of a line.
pub(super) struct Message {
    pub(super) lines: Vec<LogLine>,
    /// The line itself, if it is machine-readable.
    pub(super) entry: Option<Entry>,
}

/// Parses a line of one of the two streams.
pub(super) fn read(stream: Stream, text: &str) -> Message {
    if text.trim().is_empty() {
        return Message { lines: Vec::new(), entry: None };
    }
    let entry = parse(text);
    let lines = match (&entry, stream) {
        (Some(entry), Stream::Output) => told(entry),
        (Some(entry), Stream::Error) => logged(entry),
        (None, Stream::Output) => vec![line(LogLevel::Info, text)],
        (None, Stream::Error) => vec![line(LogLevel::Error, text)],
    };
    Message { lines, entry }
}

fn parse(text: &str) -> Option<Entry> {
    if !text.starts_with('{') {
        return None;
    }
    let entry = serde_json::from_str(text).unwrap_or_else(|_| beginning(text));
    entry.message.is_some().then_some(entry)
}

/// The level and the message of a truncated line, which are at its beginning.
fn beginning(text: &str) -> Entry {
    let field = |name: &str| {
        let start = text.find(&format!("\"{name}\":"))? + name.len() + 3;
        String::deserialize(&mut serde_json::Deserializer::from_str(&text[start..])).ok()
    };
    Entry { level: field("@level"), message: field("@message"), ..Entry::default() }
}

/// A line of the output: the message, and the diagnostic under it.
fn told(entry: &Entry) -> Vec<LogLine> {
    let word = entry.level.as_deref().unwrap_or_default();
    let known = level(word);
    let unknown =
        known.is_none().then(|| line(LogLevel::Warn, &format!("unable to convert log level {word}")));
    let known = known.unwrap_or(LogLevel::Info);
    let message = line(known, entry.message.as_deref().unwrap_or_default());
    let diagnostic = entry.diagnostic.as_ref();
    let at = diagnostic.and_then(Diagnostic::level).unwrap_or(known);
    let more = diagnostic.map(Diagnostic::lines).unwrap_or_default();
    unknown.into_iter().chain([message]).chain(more.iter().map(|text| line(at, text))).collect()
}

/// A line of the program's own log, which only debug builds have.
fn logged(entry: &Entry) -> Vec<LogLine> {
    let level = match entry.level.as_deref().and_then(level) {
        Some(LogLevel::Trace) => return Vec::new(),
        Some(LogLevel::Info) | None => LogLevel::Debug,
        Some(level) => level,
    };
    vec![line(level, entry.message.as_deref().unwrap_or_default())]
}

fn line(level: LogLevel, text: &str) -> LogLine {
    LogLine { level, output: Cow::into_owned(fitting_line(text)) }
}

fn level(word: &str) -> Option<LogLevel> {
    Some(match &*word.to_ascii_lowercase() {
        "trace" => LogLevel::Trace,
        "debug" => LogLevel::Debug,
        "info" => LogLevel::Info,
        "warn" | "warning" => LogLevel::Warn,
        "error" => LogLevel::Error,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(stream: Stream, text: &str) -> Vec<String> {
        let lines = read(stream, text).lines.into_iter();
        lines.map(|line| format!("{} {}", line.level.as_str(), line.output)).collect()
    }

    #[test]
    fn levels_are_those_that_the_program_says() {
        let out = |text: &str| shown(Stream::Output, text);
        assert_eq!(out(r#"{"@level":"INFO","@message":"hi","@module":"x"}"#), ["info hi"]);
        assert_eq!(out(r#"{"@level":"warning","@message":"hi"}"#), ["warn hi"]);
        assert_eq!(
            out(r#"{"@level":"loud","@message":"hi"}"#),
            ["warn unable to convert log level loud", "info hi"]
        );
        assert_eq!(out("Initializing the backend..."), ["info Initializing the backend..."]);
        assert_eq!(out(r#"{"some":"json"}"#), [r#"info {"some":"json"}"#]);
        assert!(out("  ").is_empty());
    }

    #[test]
    fn the_other_stream_holds_faults_and_the_program_s_own_log() {
        let err = |text: &str| shown(Stream::Error, text);
        assert_eq!(err("it went wrong"), ["error it went wrong"]);
        assert!(err(r#"{"@level":"trace","@message":"much"}"#).is_empty());
        assert_eq!(err(r#"{"@level":"info","@message":"some"}"#), ["debug some"]);
        assert_eq!(err(r#"{"@level":"error","@message":"bad"}"#), ["error bad"]);
    }

    #[test]
    fn a_diagnostic_follows_its_message() {
        let text = r#"{"@level":"error","@message":"Error: No","diagnostic":
            {"severity":"error","summary":"No","detail":"Not at all.\nNever."}}"#;
        assert_eq!(shown(Stream::Output, text), ["error Error: No", "error Not at all.", "error Never."]);
    }

    #[test]
    fn a_line_that_was_cut_still_says_what_it_begins_with() {
        let text =
            format!(r#"{{"@level":"warn","@message":"Outputs: 1","outputs":{{"a":"{}"#, "x".repeat(99));
        assert_eq!(shown(Stream::Output, &text), ["warn Outputs: 1"]);
        let cut = shown(Stream::Output, r#"{"@level":"info","@message":"with no en"#);
        assert_eq!(cut, [r#"info {"@level":"info","@message":"with no en"#]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_much(text in "\\PC{0,64}", cut in 0_usize..200) {
            let json = serde_json::json!({"@level": "info", "@message": text, "type": "log", "hook": {}});
            let json = json.to_string();
            let end = (0..=cut.min(json.len())).rev().find(|at| json.is_char_boundary(*at)).unwrap();
            read(Stream::Output, &json[..end]);
            read(Stream::Error, &text);
        }
    }
}
