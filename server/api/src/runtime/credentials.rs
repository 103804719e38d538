//! Looks a caller's credential up in a request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, header};

use super::operation::{CallerKind, Place};
use super::{Carrier, Credential};
use crate::decode::{cookie, cookies};

/// How many cookies of one name are looked at.
const MAX_COOKIES: usize = 4;

/// The first credential of this kind that the request has. An empty one counts as absent.
#[must_use]
pub fn find(kind: &CallerKind, headers: &HeaderMap, query: &str) -> Option<Credential> {
    candidates(kind, headers, query).into_iter().next()
}

/// What the first carrier has that has something: several values where cookies of one name differ, as when a
/// browser keeps one of another path or domain beside ours.
pub(super) fn candidates(kind: &CallerKind, headers: &HeaderMap, query: &str) -> Vec<Credential> {
    let found = kind.carriers.iter().find_map(|place| {
        let values = values(place, headers, query);
        (!values.is_empty()).then(|| (carrier(place), values))
    });
    let Some((carrier, values)) = found else { return vec![] };
    let last = values.len() - 1;
    let credential = |(at, value)| Credential { carrier, value, is_last: at == last };
    values.into_iter().enumerate().map(credential).collect()
}

fn values(place: &Place, headers: &HeaderMap, query: &str) -> Vec<String> {
    let Place::Cookie(name) = *place else {
        return value(place, headers, query).filter(|value| !value.is_empty()).into_iter().collect();
    };
    let mut values: Vec<String> = vec![];
    for (_, value) in cookies(headers).filter(|(key, value)| *key == name && !value.is_empty()) {
        if values.len() < MAX_COOKIES && !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }
    values
}

/// What stands in one place.
pub(super) fn value(place: &Place, headers: &HeaderMap, query: &str) -> Option<String> {
    match *place {
        Place::Header(name) => headers.get(name).map(|value| lossy(value.as_bytes())),
        Place::Cookie(name) => cookie(headers, name),
        Place::Query(name) => url::form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned()),
        Place::Bearer => scheme(headers, "bearer"),
        Place::Basic => scheme(headers, "basic").map(|text| {
            // What isn't base64 can't be anyone's password, but it was sent: it must not count as absent.
            STANDARD.decode(&text).map_or(text, |bytes| lossy(&bytes))
        }),
    }
}

fn carrier(place: &Place) -> Carrier {
    match place {
        Place::Header(_) => Carrier::Header,
        Place::Cookie(_) => Carrier::Cookie,
        Place::Query(_) => Carrier::Query,
        Place::Bearer => Carrier::Bearer,
        Place::Basic => Carrier::Basic,
    }
}

/// What follows the scheme's name, in any letter case (RFC 9110 §11.1).
fn scheme(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, value) = text.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case(wanted).then(|| value.trim().to_owned())
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    static KIND: CallerKind = CallerKind {
        index: 0,
        name: "Session",
        carriers: &[
            Place::Cookie("token"),
            Place::Query("token"),
            Place::Header("Token"),
            Place::Bearer,
            Place::Basic,
        ],
    };

    fn found(lines: &[(&'static str, &str)], query: &str) -> Option<(Carrier, String)> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        find(&KIND, &headers, query).map(|credential| (credential.carrier, credential.value))
    }

    #[test]
    fn the_first_carrier_wins_and_an_empty_one_is_absent() {
        let all = [("cookie", "a=b; token=c"), ("token", "h"), ("authorization", "bearer x")];
        assert_eq!(found(&all, "token=q"), Some((Carrier::Cookie, "c".into())));
        let emptied = [("cookie", "token="), ("token", "h")];
        assert_eq!(found(&emptied, "token=q%20r"), Some((Carrier::Query, "q r".into())));
        assert_eq!(found(&emptied, "token="), Some((Carrier::Header, "h".into())));
        assert_eq!(found(&[], ""), None);
    }

    #[test]
    fn schemes_are_read_in_any_case() {
        assert_eq!(found(&[("authorization", "BEARER  x")], ""), Some((Carrier::Bearer, "x".into())));
        assert_eq!(found(&[("authorization", "Basic dTpw")], ""), Some((Carrier::Basic, "u:p".into())));
        assert_eq!(found(&[("authorization", "Basic ???")], ""), Some((Carrier::Basic, "???".into())));
        assert_eq!(found(&[("authorization", "Digest x")], ""), None);
    }

    #[test]
    fn each_cookie_of_the_name_is_a_candidate_and_few_are_looked_at() {
        let mut headers = HeaderMap::new();
        headers.append("cookie", "token=a; token=b; token=a".parse().unwrap());
        headers.append("cookie", "token=; token=c; token=d; token=e".parse().unwrap());
        let found = candidates(&KIND, &headers, "token=q");
        let values: Vec<_> = found.iter().map(|one| (one.value.as_str(), one.is_last)).collect();
        assert_eq!(values, [("a", false), ("b", false), ("c", false), ("d", true)]);
    }

    #[test]
    fn a_cookie_may_stand_in_a_second_line_and_in_quotes() {
        let lines = [("cookie", "a=b"), ("cookie", "token=\"c\"")];
        assert_eq!(found(&lines, ""), Some((Carrier::Cookie, "c".into())));
    }
}
