//! What flags say, as JSON.

use std::cell::Cell;
use std::io::Read;

use clap::ArgMatches;
use serde_json::Value as Json;

use crate::failure::Failure;
use crate::table::{Input, Place, Value};

/// The longest secret, in bytes.
const MOST_SECRET: u64 = 64 * 1024;

/// The longest file or input that is sent, in bytes.
const MOST: u64 = 256 * 1024 * 1024;

/// The input stream, from which only one value can come.
#[derive(Default)]
pub(crate) struct Stdin {
    used: Cell<bool>,
}

impl Stdin {
    /// What a file has, or for `-` what comes from the input stream.
    ///
    /// # Errors
    /// It can't be read, is too long, or the input stream has been read already.
    pub(crate) fn file_or_stream(&self, name: &str) -> Result<Vec<u8>, Failure> {
        self.read(name, MOST)
    }

    /// A secret in a file or the input stream, without the end of its line.
    ///
    /// # Errors
    /// The same, or it is no text.
    pub(crate) fn secret(&self, name: &str) -> Result<String, Failure> {
        let bytes = self.read(name, MOST_SECRET)?;
        let text = String::from_utf8(bytes).map_err(|_| Failure::Usage(format!("{name} is no text")))?;
        Ok(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    fn read(&self, name: &str, most: u64) -> Result<Vec<u8>, Failure> {
        let fault = |error: std::io::Error| Failure::Usage(format!("{name} can't be read: {error}"));
        let source: Box<dyn Read> = if name == "-" {
            if self.used.replace(true) {
                return Err(Failure::Usage("only one value can come from the input stream".to_owned()));
            }
            Box::new(std::io::stdin())
        } else {
            Box::new(std::fs::File::open(name).map_err(fault)?)
        };
        let mut bytes = Vec::new();
        source.take(most + 1).read_to_end(&mut bytes).map_err(fault)?;
        if bytes.len() as u64 > most {
            return Err(Failure::Usage(format!("{name} is longer than {most} bytes")));
        }
        Ok(bytes)
    }
}

/// The values of an input; none where it isn't given.
pub(super) fn of(input: &Input, flags: &ArgMatches, stdin: &Stdin) -> Result<Vec<Json>, Failure> {
    if input.secret {
        let names = flags.get_many::<String>(input.id).into_iter().flatten();
        return names.map(|name| stdin.secret(name).map(Json::from)).collect();
    }
    let value = if input.place == Place::Path { Value::Text } else { input.value };
    Ok(match value {
        Value::Text | Value::Choice(_) => {
            flags.get_many::<String>(input.id).into_iter().flatten().cloned().map(Json::from).collect()
        }
        Value::Boolean => flags
            .get_many::<String>(input.id)
            .into_iter()
            .flatten()
            .map(|word| Json::from(word == "true"))
            .collect(),
        Value::Integer(..) => {
            flags.get_many::<i64>(input.id).into_iter().flatten().copied().map(Json::from).collect()
        }
        Value::Number => {
            flags.get_many::<f64>(input.id).into_iter().flatten().copied().map(Json::from).collect()
        }
        Value::Json => flags.get_many::<Json>(input.id).into_iter().flatten().cloned().collect(),
    })
}

/// A value as text, for a path, a query, a header or a form.
pub(super) fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
