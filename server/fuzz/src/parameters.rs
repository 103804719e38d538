use burgrave_api::decode::{Faults, Parameters, rule};
use http::HeaderMap;

/// Segments of a path and a query: the first line is a segment, the rest the query.
pub fn parameters(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (segment, query) = bytes.split_at(end);
    let Ok(query) = std::str::from_utf8(query) else { return };
    let headers = HeaderMap::new();
    let mut faults = Faults::new();
    let mut given = Parameters::new([("a", segment)], query.trim_start(), &headers, &mut faults);
    given.path("a").required(&rule::uuid(), &mut faults);
    given.only(&["q", "limit"], &mut faults);
    assert!(faults.list().iter().all(|fault| !fault.field.is_empty() && !fault.detail.is_empty()));
    faults.message();
}
