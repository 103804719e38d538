//! From the flags of an operation to its request, and from the answer to the output.
//!
//! - `values`: what flags say. `request`: the request. `pages`: lists of several pages. `watch`: messages.

mod pages;
mod request;
#[cfg(test)]
mod tests;
mod values;
mod watch;

use std::io::IsTerminal;
use std::time::Duration;

use clap::ArgMatches;

pub(crate) use values::Stdin;

use crate::connection::{Connection, copy, json};
use crate::failure::Failure;
use crate::output::{Out, Printer};
use crate::servers::{Variables, chosen};
use crate::table::{Answer, Operation};
use crate::tree::{ALL, TIMEOUT, WATCH};

/// Calls an operation.
///
/// # Errors
/// The command line, the server or the output.
pub(crate) async fn call(
    operation: &'static Operation,
    flags: &ArgMatches,
    variables: &Variables,
) -> Result<(), Failure> {
    if operation.answer == Answer::Bytes && std::io::stdout().is_terminal() {
        return Err(Failure::Usage("the answer is no text: send the output into a file with >".to_owned()));
    }
    let target = chosen(flags, variables)?;
    let request = request::of(operation, flags)?;
    let connection = Connection::new(target, timeout(flags))?;
    let mut printer = Printer::new(operation, flags);
    let asked = |id: &str| flags.try_get_one::<bool>(id).ok().flatten() == Some(&true);
    if asked(WATCH) || operation.only_streams() {
        return watch::watch(operation, &connection, request, &mut printer).await;
    }
    if let (true, Some(paging)) = (asked(ALL), operation.paging) {
        return pages::print(operation, paging, &connection, request, &mut printer).await;
    }
    let response = connection.send(&request).await?;
    if !is_json(&response) {
        return copy(&connection, response, &mut Out::new()).await;
    }
    match json(&connection, response).await? {
        serde_json::Value::Null => Ok(()),
        answer => printer.answer(&answer),
    }
}

/// Whether an answer is JSON: a log may have been asked for as text.
fn is_json(response: &reqwest::Response) -> bool {
    let media = response.headers().get(http::header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
    media.is_some_and(|media| media.split(';').next().unwrap_or_default().trim().ends_with("json"))
}

/// How long the server may be silent.
pub(crate) fn timeout(flags: &ArgMatches) -> Duration {
    Duration::from_secs(flags.get_one::<u64>(TIMEOUT).copied().unwrap_or(60))
}

/// The list in an answer.
fn items<'a>(operation: &Operation, answer: &'a serde_json::Value) -> Option<&'a Vec<serde_json::Value>> {
    let list = match operation.items? {
        "" => answer,
        name => answer.get(name)?,
    };
    list.as_array()
}
