//! Paths for links: what a variable holds is escaped.

use std::fmt::{Display, Write as _};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What needs no escape in a segment beside letters and digits (RFC 3986 §2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One segment of a path.
pub enum Segment<'a> {
    /// As it stands in the specification.
    Literal(&'a str),
    /// The value of a variable.
    Variable(&'a dyn Display),
}

/// The path of these segments.
pub fn path(segments: &[Segment<'_>]) -> String {
    let mut path = String::new();
    for segment in segments {
        path.push('/');
        // Writing to a string doesn't fail.
        let _ = match segment {
            Segment::Literal(text) => path.write_str(text),
            Segment::Variable(value) => write!(path, "{}", utf8_percent_encode(&value.to_string(), ESCAPED)),
        };
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_variable_holds_stays_one_segment() {
        let path = path(&[Segment::Literal("groups"), Segment::Variable(&"a/b?ü"), Segment::Variable(&7)]);
        assert_eq!(path, "/groups/a%2Fb%3F%C3%BC/7");
    }
}
