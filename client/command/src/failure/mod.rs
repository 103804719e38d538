//! Why a command failed: the words on the error stream, and the exit code.
//!
//! - `refusal`: what the server says when it refuses. `words`: how that is laid out, and what to do.

mod refusal;
mod words;

pub(crate) use refusal::Refusal;

/// The exit codes.
pub mod codes {
    /// The server refused, or something failed.
    pub const FAILED: u8 = 1;
    /// The command line is wrong.
    pub const USAGE: u8 = 2;
    /// There is no session, or it has ended (401).
    pub const NO_SESSION: u8 = 3;
    /// There is no such object, or it may not be seen (404).
    pub const NOT_FOUND: u8 = 4;
    /// The server can't be reached.
    pub const UNREACHABLE: u8 = 5;
    /// The server asks to come again later (429, 502, 503, 504).
    pub const LATER: u8 = 6;
}

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line is wrong.
    Usage(String),
    /// There is no token for this server.
    NoSession(String),
    /// The server refused.
    Refused(Box<Refusal>),
    /// The server can't be reached.
    Unreachable(String),
    /// Anything else.
    Failed(String),
    /// Whoever read the output has gone.
    Pipe,
}

impl Failure {
    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Failure::Usage(_) => codes::USAGE,
            Failure::NoSession(_) => codes::NO_SESSION,
            Failure::Unreachable(_) => codes::UNREACHABLE,
            Failure::Failed(_) => codes::FAILED,
            Failure::Pipe => 0,
            Failure::Refused(refusal) => match refusal.status {
                401 => codes::NO_SESSION,
                404 => codes::NOT_FOUND,
                429 | 502..=504 => codes::LATER,
                _ => codes::FAILED,
            },
        }
    }

    /// What the error stream shows.
    pub(crate) fn words(&self) -> String {
        match self {
            Failure::Usage(words) | Failure::NoSession(words) | Failure::Failed(words) => {
                format!("burgrave: {words}")
            }
            Failure::Unreachable(words) => format!(
                "burgrave: {words}\nCheck the address and the network; `burgrave servers` lists what is kept."
            ),
            Failure::Refused(refusal) => words::of(refusal),
            Failure::Pipe => String::new(),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Failure::Pipe,
            _ => Failure::Failed(error.to_string()),
        }
    }
}
