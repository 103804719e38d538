//! What the shared cluster asks of its test program.

/// A log that nobody reads.
pub fn log() -> slog::Logger {
    slog::Logger::root(slog::Discard, slog::o!())
}
