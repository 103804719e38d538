//! The number of a call: where a proxy in front has given it one, and while it is served.

use std::net::IpAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use ipnet::IpNet;
use uuid::Uuid;

/// The header in which proxies hand it on.
const HEADER: &str = "x-request-id";

tokio::task_local! {
    static CURRENT: Uuid;
}

/// The number of the request that this task serves just now: for what is logged where nobody hands on a
/// [`super::Cx`], such as a panic.
#[must_use]
pub fn current_request() -> Option<Uuid> {
    CURRENT.try_with(|id| *id).ok()
}

/// Does this for the request of that number.
pub(super) fn during<T>(request: Uuid, future: impl Future<Output = T>) -> impl Future<Output = T> {
    CURRENT.scope(request, future)
}

/// A random number with the time in front (version 7): entries of the audit log that are written together
/// stand side by side in its index.
pub(super) fn timed(random: Uuid) -> Uuid {
    let millis = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let mut bytes = [0; 10];
    // The first bytes of a random UUID that have no fixed bits, and the last.
    bytes[..4].copy_from_slice(&random.as_bytes()[..4]);
    bytes[4..].copy_from_slice(&random.as_bytes()[10..]);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or_default(), &bytes).into_uuid()
}

/// The number that a trusted proxy gives the call: a UUID, with its hyphens or without them (as nginx writes
/// its own). From anybody else, and in any other form, it counts as absent.
pub(super) fn taken(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Option<Uuid> {
    let peer = peer.to_canonical();
    if !trusted.iter().any(|network| network.contains(&peer)) {
        return None;
    }
    let mut lines = headers.get_all(HEADER).iter();
    let text = lines.next()?;
    // Equal copies count as one; different ones are ambiguous.
    let text = Some(text).filter(|text| lines.all(|other| other == text))?.as_bytes();
    // Both forms and no other of those that the parser takes.
    matches!(text.len(), 32 | 36).then(|| Uuid::try_parse_ascii(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "7d0f3a52-9f0b-4c58-8c0e-1d2a3b4c5d6e";

    fn seen(peer: &str, lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(HEADER, line.parse().unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        taken(peer.parse().unwrap(), &headers, &trusted).map(|id| id.to_string())
    }

    #[test]
    fn a_number_is_of_its_time_and_of_its_call() {
        let (one, two) = (timed(Uuid::new_v4()), timed(Uuid::new_v4()));
        assert_ne!(one, two);
        for id in [one, two] {
            assert_eq!(id.get_version_num(), 7);
            let (seconds, _) = id.get_timestamp().unwrap().to_unix();
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
            assert!(now.abs_diff(seconds) <= 60, "{seconds} and {now}");
        }
    }

    #[test]
    fn only_a_trusted_proxy_names_a_call_and_only_by_a_uuid() {
        assert_eq!(seen("10.0.0.1", &[ID]).as_deref(), Some(ID));
        assert_eq!(seen("::ffff:10.0.0.1", &[&ID.replace('-', "")]).as_deref(), Some(ID));
        assert_eq!(seen("192.0.2.1", &[ID]), None);
        for wrong in ["", "1", "7d0f3a52", &format!("{{{ID}}}"), &ID.replace('7', "x")] {
            assert_eq!(seen("10.0.0.1", &[wrong]), None, "{wrong}");
        }
        assert_eq!(seen("10.0.0.1", &[]), None);
        assert_eq!(seen("10.0.0.1", &[ID, ID]).as_deref(), Some(ID));
        assert_eq!(seen("10.0.0.1", &[ID, &ID.replace('7', "8")]), None, "which of the two is meant?");
    }
}
