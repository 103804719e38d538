//! Where a command takes a password from: a prompt without echo, the input stream, or chance. Never from a
//! flag, which everybody on the machine can read.

use std::io::{BufRead, IsTerminal};

use burgrave_core::{Entropy, SystemEntropy};

use super::Failure;

/// Letters and digits of a generated password: 142 bits.
const LENGTH: usize = 24;

/// Most bytes of a line that are read as a password.
const LONGEST_LINE: u64 = 4096;

/// A password, and whether it was generated and has to be printed.
pub(super) struct Password {
    /// The password itself.
    pub(super) text: String,
    generated: bool,
}

impl Password {
    /// What tells a generated one, this once.
    pub(super) fn told(&self) -> String {
        if self.generated { format!("\nPassword: {}", self.text) } else { String::new() }
    }
}

/// Generates one, asks for it twice on a terminal, or reads the first line of the input stream.
///
/// # Errors
/// Nothing can be read, or the two differ.
pub(super) fn obtain(generate: bool) -> Result<Password, Failure> {
    if generate {
        return Ok(Password { text: SystemEntropy.alphanumeric(LENGTH), generated: true });
    }
    let text = if std::io::stdin().is_terminal() { asked()? } else { read()? };
    Ok(Password { text, generated: false })
}

fn asked() -> Result<String, Failure> {
    let ask = |prompt| {
        rpassword::prompt_password(prompt).map_err(|error| Failure::System("read a password", error))
    };
    let first = ask("New password: ")?;
    if first != ask("The same again: ")? {
        return Err(Failure::Password("the two passwords differ; nothing was changed"));
    }
    Ok(first)
}

fn read() -> Result<String, Failure> {
    let mut line = String::new();
    let mut input = std::io::Read::take(std::io::stdin().lock(), LONGEST_LINE);
    input.read_line(&mut line).map_err(|error| Failure::System("read a password", error))?;
    let text = line.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        let mend = "no password came: write it to the input stream as one line, or use --generate-password";
        return Err(Failure::Password(mend));
    }
    Ok(text.to_owned())
}
