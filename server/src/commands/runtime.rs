//! The threads of a command.

use tokio::runtime::{Builder, Runtime};

use super::Failure;

/// How many threads wait for others.
#[derive(Clone, Copy)]
pub(super) enum Workers {
    /// What is done one after the other needs no more.
    One,
    /// Those who serve use all cores.
    OneACore,
}

/// Starts them.
///
/// # Errors
/// The system has none left.
pub(super) fn runtime(workers: Workers) -> Result<Runtime, Failure> {
    let mut builder = Builder::new_multi_thread();
    if let Workers::One = workers {
        builder.worker_threads(1);
    }
    builder.enable_all().build().map_err(|error| Failure::System("start threads", error))
}
