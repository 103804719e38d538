use std::task::{Context, Poll, Waker};

use burgrave_wire::yamux::{Connection, Limits, Read, Role, WINDOW};

/// Whatever a daemon sends, there are never more streams than are allowed, and never more bytes are kept of
/// one than its window has.
pub fn frames(bytes: &[u8]) {
    let limits = Limits { streams: 4, output: 4096, ..Limits::default() };
    let context = &mut Context::from_waker(Waker::noop());
    let mut server = Connection::new(Role::Server, limits);
    let mut streams = Vec::new();
    let (piece, bytes) =
        bytes.split_first().map_or((1, bytes), |(first, rest)| (usize::from(*first) + 1, rest));
    for bytes in bytes.chunks(piece) {
        if server.receive(bytes).is_err() {
            server.end();
            break;
        }
        assert!(server.streams() <= limits.streams);
        while let Poll::Ready(id) = server.poll_accept(context) {
            streams.push(id);
        }
        if server.poll_room(context).is_pending() {
            while server.transmit(1024).is_some() {}
        }
    }
    while let Poll::Ready(id) = server.poll_accept(context) {
        streams.push(id);
    }
    for id in streams {
        let mut kept = 0;
        while let Poll::Ready(Read::Bytes(bytes)) = server.poll_read(id, usize::MAX, context) {
            kept += bytes.len();
        }
        assert!(kept <= WINDOW as usize);
        server.forget(id);
    }
    assert_eq!(server.streams(), 0);
}
