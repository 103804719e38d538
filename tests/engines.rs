//! What the shared cluster asks of its test program.

/// A log that is discarded.
pub fn log() -> slog::Logger {
    slog::Logger::root(slog::Discard, slog::o!())
}
