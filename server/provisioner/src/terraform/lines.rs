//! The output of a program, line by line: of any length, in any encoding.

use std::io::{ErrorKind, Read};

/// The longest part of a line that is kept, in bytes. The rest of a longer line is read and dropped, so that
/// the program isn't blocked.
pub(super) const MOST_LINE: usize = 256 * 1024;

/// The size of a read, in bytes.
const CHUNK: usize = 32 * 1024;

/// Reads to the end and passes each line, without its line break, to `show`, until that declines.
pub(super) fn each_line(mut from: impl Read, mut show: impl FnMut(String) -> bool) {
    let (mut chunk, mut line) = (vec![0; CHUNK], Vec::new());
    loop {
        let read = match from.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        let mut pieces = chunk[..read].split(|byte| *byte == b'\n');
        keep(&mut line, pieces.next().unwrap_or_default());
        for piece in pieces {
            if !show(text(&line)) {
                return;
            }
            line.clear();
            keep(&mut line, piece);
        }
    }
    if !line.is_empty() {
        show(text(&line));
    }
}

fn keep(line: &mut Vec<u8>, piece: &[u8]) {
    let room = MOST_LINE - line.len();
    line.extend_from_slice(&piece[..piece.len().min(room)]);
}

fn text(line: &[u8]) -> String {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    String::from_utf8_lossy(line).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(from: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        each_line(from, |line| {
            lines.push(line);
            true
        });
        lines
    }

    #[test]
    fn lines_of_any_length_end_where_they_end() {
        let mut long = vec![b'x'; 3 * MOST_LINE];
        long.extend(b"\nshort\r\n\nlast");
        let lines = lines(&long);
        assert_eq!(lines.iter().map(String::len).collect::<Vec<_>>(), [MOST_LINE, 5, 0, 4]);
        assert_eq!(lines[1], "short");
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        assert_eq!(lines(b"a\xffb\n"), ["a\u{fffd}b"]);
    }

    #[test]
    fn who_wants_no_more_gets_no_more() {
        let mut told = 0;
        each_line(&b"1\n2\n3\n"[..], |_| {
            told += 1;
            false
        });
        assert_eq!(told, 1);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "[a-zä\n]{0,200}") {
            let expected: Vec<_> = text.lines().map(str::to_owned).collect();
            prop_assert_eq!(lines(text.as_bytes()), expected);
        }
    }
}
