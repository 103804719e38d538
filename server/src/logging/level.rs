//! How severe a line must be to be written.

/// The least severe level that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level(pub(super) slog::Level);

impl Level {
    /// The level with this name, in any case; `warn` is taken for `warning`.
    #[must_use]
    pub fn named(name: &str) -> Option<Level> {
        let level = match name.to_ascii_lowercase().as_str() {
            "critical" => slog::Level::Critical,
            "error" => slog::Level::Error,
            "warning" | "warn" => slog::Level::Warning,
            "info" => slog::Level::Info,
            "debug" => slog::Level::Debug,
            "trace" => slog::Level::Trace,
            _ => return None,
        };
        Some(Level(level))
    }
}
