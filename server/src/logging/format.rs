//! How a log line looks.

/// The two shapes of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One line for people, coloured when the error stream is a terminal.
    Terminal,
    /// One JSON object a line, for programs.
    Json,
}
