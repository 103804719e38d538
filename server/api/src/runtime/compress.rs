//! Compresses documents that everybody gets the same: nothing secret stands in them, so that their length
//! tells nothing.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, header};

use super::Reply;

/// The documents by their operations: as they are, and compressed.
#[derive(Default)]
pub(super) struct Compressor(Mutex<HashMap<&'static str, (Bytes, Bytes)>>);

impl Compressor {
    /// The document, compressed where the client takes that.
    pub(super) fn compress(&self, operation: &'static str, takes_gzip: bool, mut reply: Reply) -> Reply {
        reply.headers.push((header::VARY, HeaderValue::from_static("Accept-Encoding")));
        if takes_gzip && !reply.body.is_empty() {
            reply.body = self.gzip(operation, &reply.body);
            reply.headers.push((header::CONTENT_ENCODING, HeaderValue::from_static("gzip")));
        }
        reply
    }

    fn gzip(&self, operation: &'static str, plain: &Bytes) -> Bytes {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, packed)) = all.get(operation).filter(|(known, _)| known == plain) {
            return packed.clone();
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let packed = encoder.write_all(plain).and_then(|()| encoder.finish());
        let packed = Bytes::from(packed.expect("memory takes everything"));
        all.insert(operation, (plain.clone(), packed.clone()));
        packed
    }
}

/// Whether a client takes gzip (RFC 9110 §12.5.3).
pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.trim().parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_none_or(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_takes_gzip_gets_it() {
        let takes = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, value.parse().unwrap());
            takes_gzip(&headers)
        };
        for value in ["gzip", "br, GZIP;q=0.5", "gzip;q=1.0, *;q=0"] {
            assert!(takes(value), "{value}");
        }
        for value in ["", "br", "gzip;q=0", "xgzip", "gzip;q=0.000"] {
            assert!(!takes(value), "{value}");
        }
    }
}
