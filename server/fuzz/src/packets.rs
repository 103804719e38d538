use burgrave_wire::drpc::{Packets, read, write};
use bytes::BytesMut;

/// Bytes of a packet at most.
const LIMIT: usize = 512;

/// Whatever a call brings, no packet is longer than is allowed; and a frame that was read is written as it
/// was read again.
pub fn packets(bytes: &[u8]) {
    let (piece, bytes) =
        bytes.split_first().map_or((1, bytes), |(first, rest)| (usize::from(*first) + 1, rest));
    let mut packets = Packets::new(LIMIT);
    for bytes in bytes.chunks(piece) {
        packets.feed(bytes);
        loop {
            match packets.packet() {
                Ok(Some(packet)) => assert!(packet.data.len() <= LIMIT),
                Ok(None) => break,
                Err(_) => return,
            }
        }
    }
    if let Ok(Some((frame, used))) = read(bytes) {
        assert!(used <= bytes.len());
        let mut written = BytesMut::new();
        write(&frame, &mut written);
        assert_eq!(read(&written), Ok(Some((frame, written.len()))));
    }
}
