//! What the shared cluster asks of its test program.

pub use crate::harness::note_database;

/// A log that is discarded.
pub fn log() -> slog::Logger {
    slog::Logger::root(slog::Discard, slog::o!())
}
