//! Which server, and running it as a child process.

use std::net::SocketAddr;

use clap::ValueEnum;

/// A bare server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// hyper alone: a `match` over paths and `serde_json`.
    Hyper,
    /// dropshot as its documentation has it: two typed endpoints, its log discarded.
    Dropshot,
    /// What the build script generates, on the runtime under it, its log discarded: `xtask/bench/spec`.
    Generated,
}

impl Kind {
    /// The side's name in the table.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Hyper => "bare hyper",
            Self::Dropshot => "bare dropshot",
            Self::Generated => "generated stack",
        }
    }
}

/// Serves on a free port of loopback, prints its address, and never ends by itself.
pub(crate) fn serve(kind: Kind) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("no threads: {error}"))?;
    runtime.block_on(async {
        match kind {
            Kind::Hyper => super::hyper::serve().await,
            Kind::Dropshot => super::dropshot::serve().await,
            Kind::Generated => super::generated::serve().await,
        }
    })
}

/// Tells the parent where this process listens.
pub(super) fn say(address: SocketAddr) {
    println!("http://{address}");
}

/// Waits without end: the parent ends this process.
pub(super) async fn forever() -> Result<(), String> {
    std::future::pending().await
}
