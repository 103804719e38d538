use burgrave_api::runtime::{CallerKind, Carrier, Place, credential_in};
use http::{HeaderMap, HeaderValue, header};

static SESSION: CallerKind = CallerKind {
    index: 0,
    name: "Session",
    carriers: &[
        Place::Cookie("token"),
        Place::Query("token"),
        Place::Header("token"),
        Place::Bearer,
        Place::Basic,
    ],
};

/// Cookies and other carriers of credentials: lines of `Cookie`, then one of `Authorization`, then the query.
pub fn credential(bytes: &[u8]) {
    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let query = lines.pop().and_then(|line| std::str::from_utf8(line).ok()).unwrap_or_default();
    let mut headers = HeaderMap::new();
    if let Some(value) = lines.pop().and_then(|line| HeaderValue::from_bytes(line).ok()) {
        headers.insert(header::AUTHORIZATION, value);
    }
    for value in lines.into_iter().filter_map(|line| HeaderValue::from_bytes(line).ok()) {
        headers.append(header::COOKIE, value);
    }
    if let Some(found) = credential_in(&SESSION, &headers, query) {
        assert!(!found.value.is_empty());
        // What came by cookie is text of a cookie, whatever the others say.
        if matches!(found.carrier, Carrier::Cookie) {
            let holds = |line: &HeaderValue| String::from_utf8_lossy(line.as_bytes()).contains(&found.value);
            assert!(headers.get_all(header::COOKIE).iter().any(holds));
        }
    }
}
