//! What makes time pass for background work.

/// Who looks whether a task is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// A timer: the program.
    #[default]
    Timer,
    /// Whoever calls [`crate::Running::tick`]: a test, which has a clock of its own.
    Hand,
}
