//! Why a job isn't a daemon's, in the words of the protocol.

use burgrave_store::NotCurrent;

/// The words.
pub(super) const fn text(reason: NotCurrent) -> &'static str {
    match reason {
        NotCurrent::Missing => "there is no such job",
        NotCurrent::Pending => "job isn't running yet",
        NotCurrent::Another => "you don't own this job",
        NotCurrent::Ended => "job already completed",
    }
}

/// What they mean; none for other words.
pub(super) fn read(told: &str) -> Option<NotCurrent> {
    let all = [NotCurrent::Missing, NotCurrent::Pending, NotCurrent::Another, NotCurrent::Ended];
    all.into_iter().find(|reason| text(*reason) == told)
}
