//! The functions that expressions may call: those of the language that touch no file and know no time.
//!
//! - `arguments`: what they are called with. `texts`, `patterns`, `numbers`, `lists`, `sets`, `maps`,
//!   `encodings`, `addresses`, `times`: the functions.

mod addresses;
mod arguments;
mod encodings;
mod lists;
mod maps;
mod numbers;
mod patterns;
mod sets;
mod texts;
mod times;

use super::value::Value;

/// Functions that read files, or tell another value each time: only a plan calls them.
const LATER: [&str; 31] = [
    "abspath",
    "base64gzip",
    "basename",
    "bcrypt",
    "csvdecode",
    "dirname",
    "ephemeralasnull",
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "fileexists",
    "filemd5",
    "fileset",
    "filesha1",
    "filesha256",
    "filesha512",
    "md5",
    "pathexpand",
    "plantimestamp",
    "rsadecrypt",
    "sha1",
    "templatefile",
    "templatestring",
    "textdecodebase64",
    "textencodebase64",
    "timestamp",
    "uuid",
    "uuidv5",
    "yamldecode",
    "yamlencode",
];

/// A function.
pub(super) type Function = fn(&[Value]) -> Result<Value, String>;

/// What there is under a name.
pub(super) enum Found {
    Function(Function),
    /// Only a plan calls it, and words for it.
    Later(String),
    Nothing,
}

/// The function of a name.
pub(super) fn find(name: &str) -> Found {
    let name = name.strip_prefix("core::").unwrap_or(name);
    let all: [&[Named]; 9] = [
        &texts::ALL,
        &patterns::ALL,
        &numbers::ALL,
        &lists::ALL,
        &sets::ALL,
        &maps::ALL,
        &encodings::ALL,
        &addresses::ALL,
        &times::ALL,
    ];
    let found = all.iter().flat_map(|some| some.iter()).find(|(own, _)| *own == name);
    match found {
        Some((_, function)) => Found::Function(*function),
        None if LATER.contains(&name) => Found::Later(format!("function \"{name}\" may not be used here")),
        None => Found::Nothing,
    }
}

/// Steps that a call takes beside those of its arguments and its result.
pub(super) fn price(name: &str, arguments: &[Value]) -> usize {
    match name.strip_prefix("core::").unwrap_or(name) {
        "regex" | "regexall" => patterns::price(arguments),
        "replace" if patterns::is_expression(arguments.get(1)) => patterns::price(arguments),
        _ => 0,
    }
}

/// A function and its name.
type Named = (&'static str, Function);
