//! What makes time pass for background work.

/// Who looks whether a task is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// A timer: the program.
    #[default]
    Timer,
    /// Calls of [`crate::Running::tick`], by a test with its own clock.
    Hand,
}
