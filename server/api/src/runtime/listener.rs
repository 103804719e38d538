//! The listening socket, which the engine below gives to nobody: it is looked up among the process's own.
//!
//! Two things are changed of it. What is written to a connection leaves at once: on Linux, connections have
//! that from their listener. Small messages of WebSockets would wait for up to 40 ms otherwise, until the other
//! side confirms the one before. And listening ends while requests under way go on: the engine keeps the socket
//! open until its last connection is closed, so that whoever connects during a shutdown would wait for nothing.
//!
//! Where the system has no way to do that, messages and connections wait.

#[cfg(target_os = "linux")]
pub(super) use linux::{send_at_once, unlisten};

#[cfg(not(target_os = "linux"))]
pub(super) fn send_at_once(_: std::net::SocketAddr) {}

#[cfg(not(target_os = "linux"))]
pub(super) fn unlisten(_: std::net::SocketAddr) {}

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{self, IoSlice, IoSliceMut};
    use std::mem::MaybeUninit;
    use std::net::SocketAddr;
    use std::os::fd::{AsRawFd, OwnedFd, RawFd};
    use std::os::unix::net::UnixStream;

    use nix::sys::socket::{
        ControlMessage, MsgFlags, Shutdown, SockaddrStorage, getpeername, getsockname, sendmsg, shutdown,
    };
    use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg, sockopt};

    /// From now on connections to this address send what is written without waiting for more.
    pub(in crate::runtime) fn send_at_once(address: SocketAddr) {
        for number in listening(address) {
            // When it fails, they wait for more.
            let _ = handle(number).and_then(|socket| Ok(sockopt::set_tcp_nodelay(socket, true)?));
        }
    }

    /// From now on the system refuses connections to this address, and another process may listen there.
    /// Nothing else listens at one address, and the caller keeps the engine from closing the socket meanwhile,
    /// so no other can be hit.
    pub(in crate::runtime) fn unlisten(address: SocketAddr) {
        for number in listening(address) {
            // When it fails, they wait.
            let _ = shutdown(number, Shutdown::Both);
        }
    }

    /// The numbers of the sockets that listen there.
    fn listening(address: SocketAddr) -> Vec<RawFd> {
        let wanted = SockaddrStorage::from(address);
        let Ok(open) = std::fs::read_dir("/proc/self/fd") else { return Vec::new() };
        let numbers = open.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        // A connection has the address of its listener, but another end as well.
        let listens = |number: &RawFd| {
            getsockname::<SockaddrStorage>(*number).is_ok_and(|found| found == wanted)
                && getpeername::<SockaddrStorage>(*number).is_err()
        };
        numbers.filter(listens).collect()
    }

    /// A handle of one's own on what a number stands for: the process sends it to itself.
    fn handle(number: RawFd) -> io::Result<OwnedFd> {
        let (to, from) = UnixStream::pair()?;
        let rights = [ControlMessage::ScmRights(&[number])];
        sendmsg::<()>(to.as_raw_fd(), &[IoSlice::new(&[0])], &rights, MsgFlags::empty(), None)?;
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut received = RecvAncillaryBuffer::new(&mut space);
        recvmsg(&from, &mut [IoSliceMut::new(&mut [0])], &mut received, RecvFlags::CMSG_CLOEXEC)?;
        let handles = received.drain().filter_map(|message| match message {
            RecvAncillaryMessage::ScmRights(handles) => Some(handles),
            _ => None,
        });
        handles.flatten().next().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
