//! The formats of texts that examples are held against; unknown ones hold always.

/// Whether a text is of a format.
pub(super) fn holds(format: &str, text: &str) -> bool {
    match format {
        "uuid" => is_uuid(text),
        "date" => is_date(text),
        "date-time" => is_date_time(text),
        "email" => is_email(text),
        "uri" => is_uri(text),
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "ip" => text.parse::<std::net::IpAddr>().is_ok(),
        "byte" => is_base64(text),
        _ => true,
    }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// RFC 3339 `full-date`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// RFC 3339 `date-time`.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else { return false };
    let Some(clock_end) = time.find(['Z', 'z', '+', '-']) else { return false };
    let (clock, offset) = time.split_at(clock_end);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else { return false };
    let clock_fits = within(hour, 23) && within(minute, 59) && within(second, 60);
    let fraction_fits = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    let offset_fits = matches!(offset, "Z" | "z")
        || offset[1..].split_once(':').is_some_and(|(hour, minute)| within(hour, 23) && within(minute, 59));
    is_date(date) && clock_fits && fraction_fits && offset_fits
}

fn within(text: &str, most: u32) -> bool {
    digits(text, 2).is_some_and(|number| number <= most)
}

fn digits(text: &str, length: usize) -> Option<u32> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// One `@` between something and a host.
fn is_email(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && !host.is_empty() && !host.contains(char::is_whitespace) && !local.contains(' ')
    })
}

/// A scheme, a colon, and a rest without white space (RFC 3986 section 3).
fn is_uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
            && !rest.is_empty()
            && !rest.contains(char::is_whitespace)
    })
}

/// RFC 4648 section 4, padded.
fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn formats_hold_what_their_sources_say() {
        for (format, good, bad) in [
            ("uuid", "497f6eca-6276-4993-bfeb-53cbbbba6f08", "497f6eca62764993bfeb53cbbbba6f08"),
            ("date", "2024-02-29", "2023-02-29"),
            ("date-time", "2019-08-24T14:15:22Z", "2019-08-24 14:15:22Z"),
            ("date-time", "2019-08-24T14:15:22.123+02:00", "2019-08-24T25:15:22Z"),
            ("email", "a@example.com", "a.example.com"),
            ("uri", "https://example.com/a?b", "/a/b"),
            ("ipv4", "127.0.0.1", "127.0.0"),
            ("ipv6", "::1", "127.0.0.1"),
            ("byte", "aGVsbG8=", "aGVsbG8"),
        ] {
            assert!(holds(format, good), "{format} {good}");
            assert!(!holds(format, bad), "{format} {bad}");
        }
        assert!(
            holds("date-time", "2019-08-24T14:15:22-00:00") && !holds("date-time", "2019-08-24T14:15:22")
        );
        assert!(holds("made-up", "anything"));
    }
}
