//! One type a format.

use std::marker::PhantomData;
use std::net::{Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, NaiveDate, Utc};
use email_address::{EmailAddress, Options};
use url::Url;
use uuid::Uuid;

/// What a string is read as.
pub trait Form {
    /// The Rust type.
    type Output;
    /// What to write instead, for people.
    const MEND: &'static str;

    /// The value, or none when the text doesn't have the format.
    fn parse(text: String) -> Option<Self::Output>;

    /// One spelling for all texts that mean the same value.
    fn spelling(text: String) -> String {
        text
    }
}

/// Any text.
#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl Form for Plain {
    type Output = String;
    const MEND: &'static str = "must be text";

    fn parse(text: String) -> Option<String> {
        Some(text)
    }
}

/// RFC 9562 §4, as [`uuid`] reads it.
#[derive(Clone, Copy, Debug)]
pub struct UuidForm;

impl Form for UuidForm {
    type Output = Uuid;
    const MEND: &'static str = "must be a UUID such as 5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42";

    fn parse(text: String) -> Option<Uuid> {
        uuid(&text)
    }

    fn spelling(text: String) -> String {
        uuid(&text).map_or(text, |id| id.to_string())
    }
}

/// A UUID as [`UuidForm`] reads it, of one kind of object.
#[derive(Clone, Copy, Debug)]
pub struct IdForm<T>(PhantomData<fn() -> T>);

impl<T: From<Uuid>> Form for IdForm<T> {
    type Output = T;
    const MEND: &'static str = UuidForm::MEND;

    fn parse(text: String) -> Option<T> {
        UuidForm::parse(text).map(T::from)
    }

    fn spelling(text: String) -> String {
        UuidForm::spelling(text)
    }
}

/// The UUID that a text is, in any letter case: with its hyphens (RFC 9562 §4), with them and in braces, with
/// them after `urn:uuid:`, or as 32 hexadecimal digits.
#[must_use]
pub fn uuid(text: &str) -> Option<Uuid> {
    const URN: &str = "urn:uuid:";
    match text.get(..URN.len()) {
        Some(start) if start.eq_ignore_ascii_case(URN) => {
            // What follows the prefix has its hyphens (RFC 9562 §4).
            Some(&text[URN.len()..])
                .filter(|rest| rest.len() == 36)
                .and_then(|rest| Uuid::try_parse(rest).ok())
        }
        _ => Uuid::try_parse(text).ok(),
    }
}

/// RFC 3339 date-time, with an offset.
#[derive(Clone, Copy, Debug)]
pub struct DateTimeForm;

impl Form for DateTimeForm {
    type Output = DateTime<Utc>;
    const MEND: &'static str =
        "must be a date and time with an offset (RFC 3339) such as 2026-01-31T14:30:00Z";

    fn parse(text: String) -> Option<DateTime<Utc>> {
        DateTime::parse_from_rfc3339(&text).ok().map(|time| time.with_timezone(&Utc))
    }
}

/// RFC 3339 full-date.
#[derive(Clone, Copy, Debug)]
pub struct DateForm;

impl Form for DateForm {
    type Output = NaiveDate;
    const MEND: &'static str = "must be a date (RFC 3339) such as 2026-01-31";

    fn parse(text: String) -> Option<NaiveDate> {
        // chrono would take signs, spaces and short numbers as well.
        let shape = text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        if text.len() == 10 && shape { NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok() } else { None }
    }
}

/// RFC 5321 addr-spec, without a display name.
#[derive(Clone, Copy, Debug)]
pub struct EmailForm;

impl Form for EmailForm {
    type Output = String;
    const MEND: &'static str = "must be an email address such as amira@example.com";

    fn parse(text: String) -> Option<String> {
        let options = Options::default().without_display_text();
        EmailAddress::parse_with_options(&text, options).is_ok().then_some(text)
    }
}

/// An absolute URL (RFC 3986), kept as it was written.
#[derive(Clone, Copy, Debug)]
pub struct UriForm;

impl Form for UriForm {
    type Output = String;
    const MEND: &'static str = "must be an absolute URL such as https://example.com/icon.png";

    fn parse(text: String) -> Option<String> {
        // The URL parser would strip what RFC 3986 doesn't allow.
        let clean = !text
            .chars()
            .any(|letter| letter.is_whitespace() || letter.is_control() || "<>\"\\^`{|}".contains(letter));
        (clean && Url::parse(&text).is_ok()).then_some(text)
    }
}

/// Dotted decimal.
#[derive(Clone, Copy, Debug)]
pub struct Ipv4Form;

impl Form for Ipv4Form {
    type Output = Ipv4Addr;
    const MEND: &'static str = "must be an IPv4 address such as 192.0.2.1";

    fn parse(text: String) -> Option<Ipv4Addr> {
        text.parse().ok()
    }
}

/// RFC 4291 §2.2.
#[derive(Clone, Copy, Debug)]
pub struct Ipv6Form;

impl Form for Ipv6Form {
    type Output = Ipv6Addr;
    const MEND: &'static str = "must be an IPv6 address such as 2001:db8::1";

    fn parse(text: String) -> Option<Ipv6Addr> {
        text.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes<F: Form>(good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(F::parse((*text).to_owned()).is_some(), "refused {text:?}");
        }
        for text in bad {
            assert!(F::parse((*text).to_owned()).is_none(), "took {text:?}");
        }
    }

    #[test]
    fn uuids_have_four_spellings() {
        let plain = "5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42";
        let bare = plain.replace('-', "");
        let spelt = [
            plain.to_owned(),
            plain.to_uppercase(),
            bare.clone(),
            bare.to_uppercase(),
            format!("{{{plain}}}"),
            format!("urn:uuid:{plain}"),
            format!("URN:UUID:{plain}"),
        ];
        for text in spelt {
            assert_eq!(uuid(&text).map(|id| id.to_string()).as_deref(), Some(plain), "{text}");
            assert_eq!(UuidForm::spelling(text), plain);
        }
        let wrong = [
            "",
            "{}",
            &format!("{{{bare}}}"),
            &format!("urn:uuid:{bare}"),
            &format!("urn:uuid:{{{plain}}}"),
            &format!("({plain})"),
            &plain.replace('-', "_"),
            "5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7bé",
        ];
        takes::<UuidForm>(&[plain], &wrong);
    }

    #[test]
    fn times_have_an_offset_and_dates_have_none() {
        takes::<DateTimeForm>(
            &["2026-01-31T14:30:00Z", "2026-01-31T14:30:00.123456+02:00"],
            &["2026-01-31T14:30:00", "2026-02-30T14:30:00Z", "2026-01-31", ""],
        );
        takes::<DateForm>(
            &["2026-01-31", "2024-02-29"],
            &["2026-02-29", "2026-1-31", "+2026-1-31", "2026-01-31Z", ""],
        );
    }

    #[test]
    fn email_addresses_have_no_display_name() {
        takes::<EmailForm>(
            &["a@example.com", "a+b@sub.example.com"],
            &["", "a", "a@", "@example.com", "Amira <a@example.com>", "a b@example.com"],
        );
    }

    #[test]
    fn urls_are_absolute_and_clean() {
        takes::<UriForm>(
            &["https://example.com/a?b#c", "http://[::1]:3000", "mailto:a@example.com"],
            &["", "/a", "example.com", "https://", " https://example.com", "https://example.com/a b"],
        );
    }

    #[test]
    fn addresses_and_base64() {
        takes::<Ipv4Form>(&["192.0.2.1"], &["192.0.2", "192.0.2.256", "192.0.2.01", "::1"]);
        takes::<Ipv6Form>(&["::1", "2001:db8::1"], &["192.0.2.1", ":::", ""]);
        takes::<super::super::Base64>(&["", "YQ==", "+/8="], &["YQ", "_-8=", "Y Q=="]);
    }
}
