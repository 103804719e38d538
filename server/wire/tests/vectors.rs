//! Bytes as the documented protocol has them.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::task::{Context, Poll, Waker};

use burgrave_wire::drpc::{Frame, Kind, Packets, read, write};
use burgrave_wire::method;
use burgrave_wire::yamux::{Connection, Limits, Role};
use bytes::BytesMut;

fn hex(text: &str) -> Vec<u8> {
    hex::decode(text.replace(' ', "")).unwrap()
}

fn connection(role: Role) -> Connection {
    Connection::new(role, Limits::default())
}

#[test]
fn a_stream_is_opened_and_taken() {
    let opened = hex("00 01 0001 00000001 00000000");
    let mut client = connection(Role::Client);
    assert_eq!(client.open(), Some(1));
    assert_eq!(client.transmit(1000).unwrap(), opened);
    let mut server = connection(Role::Server);
    server.receive(&opened).unwrap();
    let context = &mut Context::from_waker(Waker::noop());
    assert_eq!(server.poll_accept(context), Poll::Ready(1));
    assert_eq!(server.transmit(1000).unwrap(), hex("00 01 0002 00000001 00000000"));
}

#[test]
fn pings_are_answered_with_their_number() {
    let mut server = connection(Role::Server);
    server.receive(&hex("00 02 0001 00000000 0000002a")).unwrap();
    assert_eq!(server.transmit(1000).unwrap(), hex("00 02 0002 00000000 0000002a"));
    server.go_away(0);
    assert_eq!(server.transmit(1000).unwrap(), hex("00 03 0000 00000000 00000000"));
}

#[test]
fn packets_of_a_call() {
    let frame = |kind, message, data| Frame { kind, done: true, control: false, stream: 1, message, data };
    let name = method::ACQUIRE_JOB_WITH_CANCEL.as_bytes();
    let error = [&[0; 8][..], b"no"].concat();
    let all = [
        (frame(Kind::Invoke, 1, name), [hex("03 01 01 34"), name.to_vec()].concat()),
        (frame(Kind::Message, 2, &[]), hex("05 01 02 00")),
        (frame(Kind::CloseSend, 3, &[]), hex("0d 01 03 00")),
        (frame(Kind::Close, 4, &[]), hex("0b 01 04 00")),
        (frame(Kind::Error, 5, &error), [hex("07 01 05 0a 0000000000000000"), b"no".to_vec()].concat()),
    ];
    let mut packets = Packets::new(1000);
    for (frame, bytes) in all {
        let mut written = BytesMut::new();
        write(&frame, &mut written);
        assert_eq!(written, bytes);
        assert_eq!(read(&bytes), Ok(Some((frame, bytes.len()))));
        packets.feed(&bytes);
        let packet = packets.packet().unwrap().unwrap();
        assert_eq!((packet.kind, &*packet.data), (frame.kind, frame.data));
    }
}
