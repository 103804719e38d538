//! What holds for whatever comes.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::HashMap;
use std::task::{Context, Poll, Waker};

use burgrave_wire::drpc::{Frame, Kind, Packets, write};
use burgrave_wire::yamux::{Connection, Limits, Read, Role, WINDOW, Write};
use bytes::BytesMut;
use proptest::collection::vec;
use proptest::prelude::*;

/// What one end does.
#[derive(Debug, Clone)]
enum Step {
    Open,
    Write(prop::sample::Index, usize),
    Finish(prop::sample::Index),
    Read(prop::sample::Index),
    /// Moves so many bytes across, in pieces of that length.
    Carry(usize, usize),
}

fn step() -> impl Strategy<Value = (bool, Step)> {
    let index = any::<prop::sample::Index>;
    let step = prop_oneof![
        1 => Just(Step::Open),
        4 => (index(), 0..100_000_usize).prop_map(|(at, length)| Step::Write(at, length)),
        1 => index().prop_map(Step::Finish),
        4 => index().prop_map(Step::Read),
        4 => (0..300_000_usize, 1..70_000_usize).prop_map(|(most, piece)| Step::Carry(most, piece)),
    ];
    (any::<bool>(), step)
}

struct End {
    connection: Connection,
    streams: Vec<u32>,
    written: HashMap<u32, Vec<u8>>,
    read: HashMap<u32, Vec<u8>>,
}

impl End {
    fn new(role: Role) -> Self {
        let connection = Connection::new(role, Limits::default());
        Self { connection, streams: Vec::new(), written: HashMap::new(), read: HashMap::new() }
    }

    fn stream(&self, at: prop::sample::Index) -> Option<u32> {
        (!self.streams.is_empty()).then(|| *at.get(&self.streams))
    }

    fn read_all(&mut self, id: u32) {
        let context = &mut Context::from_waker(Waker::noop());
        while let Poll::Ready(Read::Bytes(bytes)) = self.connection.poll_read(id, 10_000, context) {
            self.read.entry(id).or_default().extend_from_slice(&bytes);
        }
    }

    fn step(&mut self, other: &mut Self, step: &Step) {
        let context = &mut Context::from_waker(Waker::noop());
        match step {
            Step::Open => self.streams.extend(self.connection.open()),
            Step::Write(at, length) => {
                let Some(id) = self.stream(*at) else { return };
                let sent = self.written.entry(id).or_default();
                let bytes: Vec<_> = (0..*length).map(|at| (at + sent.len()) as u8).collect();
                if let Poll::Ready(Write::Took(taken)) = self.connection.poll_write(id, &bytes, context) {
                    sent.extend_from_slice(&bytes[..taken]);
                }
            }
            Step::Finish(at) => {
                if let Some(id) = self.stream(*at) {
                    self.connection.finish(id);
                }
            }
            Step::Read(at) => {
                if let Some(id) = self.stream(*at) {
                    self.read_all(id);
                }
            }
            Step::Carry(most, piece) => self.carry(other, *most, *piece),
        }
    }

    fn carry(&mut self, other: &mut Self, most: usize, piece: usize) {
        let context = &mut Context::from_waker(Waker::noop());
        let mut carried = 0;
        while carried <= most {
            let Some(bytes) = self.connection.transmit(60_000) else { break };
            carried += bytes.len();
            for piece in bytes.chunks(piece) {
                other.connection.receive(piece).expect("both keep to the rules");
            }
        }
        while let Poll::Ready(id) = other.connection.poll_accept(context) {
            other.streams.push(id);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_on_a_stream_is_read_from_it(steps in vec(step(), 1..120)) {
        let (mut client, mut server) = (End::new(Role::Client), End::new(Role::Server));
        for (by_client, step) in &steps {
            if *by_client {
                client.step(&mut server, step);
            } else {
                server.step(&mut client, step);
            }
        }
        for _ in 0..200 {
            client.carry(&mut server, usize::MAX - 1, 50_000);
            server.carry(&mut client, usize::MAX - 1, 50_000);
            for id in client.streams.clone() {
                client.read_all(id);
                server.read_all(id);
            }
        }
        let streams: Vec<u32> = client.streams.iter().chain(&server.streams).copied().collect();
        for id in streams {
            client.read_all(id);
            server.read_all(id);
            let of = |all: &HashMap<u32, Vec<u8>>| all.get(&id).cloned().unwrap_or_default();
            prop_assert_eq!(of(&client.written), of(&server.read), "up on {}", id);
            prop_assert_eq!(of(&server.written), of(&client.read), "down on {}", id);
        }
    }

    #[test]
    fn no_bytes_make_it_panic_or_keep_more_than_its_windows(pieces in vec(vec(any::<u8>(), 0..64), 0..40)) {
        let mut server = Connection::new(Role::Server, Limits { streams: 4, ..Limits::default() });
        for piece in pieces {
            if server.receive(&piece).is_err() {
                break;
            }
            prop_assert!(server.streams() <= 4);
        }
    }

    #[test]
    fn packets_come_out_as_they_went_in(
        data in vec((0_u8..8, vec(any::<u8>(), 0..3000)), 1..10), piece in 1..500_usize, cut in 1..700_usize,
    ) {
        let mut bytes = BytesMut::new();
        let kinds = [Kind::Invoke, Kind::Message, Kind::Error, Kind::Cancel, Kind::Close, Kind::CloseSend,
            Kind::InvokeMetadata, Kind::Other(9)];
        for (number, (kind, data)) in (1..).zip(&data) {
            let mut pieces: Vec<_> = data.chunks(piece).collect();
            let last = pieces.pop().unwrap_or_default();
            for (data, done) in pieces.into_iter().map(|piece| (piece, false)).chain([(last, true)]) {
                let kind = kinds[usize::from(*kind)];
                write(&Frame { kind, done, control: false, stream: 1, message: number, data }, &mut bytes);
            }
        }
        let (mut packets, mut out) = (Packets::new(3000), Vec::new());
        for piece in bytes.chunks(cut) {
            packets.feed(piece);
            while let Some(packet) = packets.packet().unwrap() {
                out.push((packet.kind, packet.data.to_vec()));
            }
        }
        let expected: Vec<_> = data.into_iter().map(|(kind, data)| (kinds[usize::from(kind)], data)).collect();
        prop_assert_eq!(out, expected);
    }

    #[test]
    fn no_bytes_make_packets_panic(pieces in vec(vec(any::<u8>(), 0..64), 0..40)) {
        let mut packets = Packets::new(100);
        for piece in pieces {
            packets.feed(&piece);
            while let Ok(Some(packet)) = packets.packet() {
                prop_assert!(packet.data.len() <= 100);
            }
        }
    }
}

#[test]
fn a_window_is_as_wide_as_the_protocol_says() {
    assert_eq!(WINDOW, 262_144);
}
