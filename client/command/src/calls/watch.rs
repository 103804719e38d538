//! Messages as they come, a line each.

use serde_json::Value;

use crate::connection::{Connection, Events, Request, Socket};
use crate::failure::Failure;
use crate::output::Printer;
use crate::table::{Answer, Operation};

/// The parameter that has a log sent as it grows.
const FOLLOW: &str = "follow";

/// Prints messages until the server has no more.
///
/// # Errors
/// The server refuses, the connection breaks, or the server says why it ends.
pub(super) async fn watch(
    operation: &Operation,
    connection: &Connection,
    mut request: Request,
    printer: &mut Printer,
) -> Result<(), Failure> {
    if operation.answer == Answer::Events {
        let mut events = Events::of(connection.send(&request).await?);
        while let Some(data) = events.next(connection).await? {
            print(printer, &data)?;
        }
        return Ok(());
    }
    if operation.inputs.iter().any(|input| input.name == FOLLOW) {
        request.set_query(FOLLOW, "true".to_owned());
    }
    let mut socket = Socket::open(connection, request).await?;
    while let Some(message) = socket.next().await? {
        print(printer, &message)?;
    }
    Ok(())
}

fn print(printer: &mut Printer, text: &str) -> Result<(), Failure> {
    let message = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.trim_end()));
    // It only shows that the connection lives.
    if message.get("type").and_then(Value::as_str) == Some("ping") {
        return Ok(());
    }
    printer.message(&message)
}
