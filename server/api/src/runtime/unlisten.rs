//! Ends listening while requests under way go on.
//!
//! The engine below keeps its listening socket open until its last connection is closed: whoever connects
//! during a shutdown would wait for nothing. It gives the socket to nobody, so that it is looked up among the
//! process's own.

use std::net::SocketAddr;

/// From now on the system refuses connections to this address, and another process may listen there. Nothing
/// else listens at one address, and the caller keeps the engine from closing the socket meanwhile, so no
/// other can be hit.
///
/// Where the system has no way to do that, connections wait in its queue until the engine ends.
#[cfg(target_os = "linux")]
pub(super) fn unlisten(address: SocketAddr) {
    use nix::sys::socket::{Shutdown, SockaddrStorage, getpeername, getsockname, shutdown};

    let wanted = SockaddrStorage::from(address);
    let Ok(open) = std::fs::read_dir("/proc/self/fd") else { return };
    for number in open.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()) {
        let is_here = getsockname::<SockaddrStorage>(number).is_ok_and(|found| found == wanted);
        // A connection has the address of its listener, but another end as well.
        if is_here && getpeername::<SockaddrStorage>(number).is_err() {
            // When it fails, they wait.
            let _ = shutdown(number, Shutdown::Both);
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn unlisten(_: SocketAddr) {}
