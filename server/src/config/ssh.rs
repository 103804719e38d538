//! What clients write into people's SSH configurations.

use super::reader::Reader;
use super::values::{Refusal, refuse};

/// Names of workspaces' hosts, and options of their entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SshSettings {
    /// What stands before a workspace's name.
    pub prefix: String,
    /// The domain after it, without its dot.
    pub suffix: String,
    /// Options by their names, in the order in which they were written.
    pub options: Vec<(String, String)>,
}

impl SshSettings {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            prefix: reader.read("ssh-hostname-prefix", prefix),
            suffix: reader.read("workspace-hostname-suffix", suffix),
            options: reader.read("ssh-config-options", options),
        }
    }
}

/// Longest part of a host name, and longest value of an option.
const LONGEST_NAME: usize = 63;
const LONGEST_VALUE: usize = 256;

fn is_host_text(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
}

fn prefix(text: &str) -> Result<String, Refusal> {
    if is_host_text(text) {
        return Ok(text.to_owned());
    }
    refuse(
        format!("\"{text}\" can't begin a host name"),
        format!("write up to {LONGEST_NAME} letters, digits, dots, hyphens or underscores, as coder."),
    )
}

fn suffix(text: &str) -> Result<String, Refusal> {
    let dotted = text.starts_with('.') || text.ends_with('.');
    if is_host_text(text) && !dotted && !text.is_empty() {
        return Ok(text.to_owned());
    }
    refuse(
        format!("\"{text}\" is no domain"),
        format!(
            "write 1 to {LONGEST_NAME} letters, digits, dots or hyphens, without a dot at either end, as coder"
        ),
    )
}

/// `A=b,C=d`. Clients write each onto a line of its own, which is why a value has no line break.
fn options(text: &str) -> Result<Vec<(String, String)>, Refusal> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(option).collect()
}

fn option(text: &str) -> Result<(String, String), Refusal> {
    let named = text.split_once('=').map(|(name, value)| (name.trim(), value.trim()));
    let fits = |name: &str, value: &str| {
        (1..=LONGEST_NAME).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && (1..=LONGEST_VALUE).contains(&value.len())
            && !value.contains(char::is_control)
    };
    match named {
        Some((name, value)) if fits(name, value) => Ok((name.to_owned(), value.to_owned())),
        _ => refuse(
            format!("\"{text}\" is no option of SSH"),
            "write names and values with commas between them, as Compression=no,ForwardX11=no",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_names_and_values() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let read = options("Compression=no, SendEnv = LANG LC_* ,").unwrap();
        assert_eq!(read, [pair("Compression", "no"), pair("SendEnv", "LANG LC_*")]);
        assert_eq!(options("").unwrap(), []);
        for wrong in ["Compression", "=no", "A=", "Proxy Command=x", "A=b\u{7}"] {
            assert!(options(wrong).is_err(), "{wrong} was taken");
        }
    }

    #[test]
    fn names_fit_into_host_names() {
        assert!(prefix("coder.").is_ok() && prefix("").is_ok() && suffix("dev.example").is_ok());
        for wrong in ["", ".coder", "coder.", "a b", &"x".repeat(64)] {
            assert!(suffix(wrong).is_err(), "{wrong} was taken");
        }
        assert!(prefix("a/b").is_err());
    }
}
