//! Texts, numbers and booleans.

use std::sync::LazyLock;

use regex::Regex;

use super::{read, refusal};
use crate::decode::rule;

static LOWER: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[a-z]*$").unwrap());

#[test]
fn lengths_count_characters() {
    let name = rule::text().at_least(2).at_most(4);
    assert_eq!(read(&name, r#""日本語訳""#), Ok("日本語訳".into()));
    assert_eq!(refusal(&name, r#""é""#), "must be at least 2 characters long; it has 1");
    assert_eq!(refusal(&name, r#""abcde""#), "must be at most 4 characters long; it has 5");
    assert_eq!(refusal(&rule::text().at_least(1), r#""""#), "must not be empty");
}

#[test]
fn patterns_may_match_anywhere_and_are_told_beside_lengths() {
    assert_eq!(read(&rule::text().matching(&LOWER, "be in lower case"), r#""abc""#), Ok("abc".into()));
    let both = rule::text().at_most(2).matching(&LOWER, "be in lower case");
    assert_eq!(
        read(&both, r#""ABC""#),
        Err(vec![
            "body: must be at most 2 characters long; it has 3".into(),
            "body: must be in lower case".into()
        ])
    );
}

#[test]
fn faults_never_show_what_was_sent() {
    let password = rule::text().at_least(8).at_most(10).matching(&LOWER, "be in lower case").secret();
    for sent in [r#""HUNTER""#, r#""HUNTERHUNTER""#, "123456789", r#"["HUNTER"]"#] {
        for fault in read(&password, sent).unwrap_err() {
            assert!(
                !fault.contains("HUNTER") && !fault.contains("12345") && !fault.contains("it has"),
                "{fault}"
            );
        }
    }
    assert!(!refusal(&rule::uuid(), r#""HUNTER""#).contains("HUNTER"));
}

#[test]
fn whole_numbers_keep_their_bounds_and_may_be_written_as_floats() {
    let count = rule::int32().at_least(-2).at_most(10).multiple_of(2);
    assert_eq!(read(&count, "4.0"), Ok(4));
    assert_eq!(read(&count, "-2"), Ok(-2));
    assert_eq!(refusal(&count, "-4"), "must be at least -2");
    assert_eq!(refusal(&count, "12"), "must be at most 10");
    assert_eq!(refusal(&count, "3"), "must be a multiple of 2");
    assert_eq!(refusal(&count, "1.5"), "must be a whole number");
    assert_eq!(refusal(&count, "\"4\""), "must be a whole number; it is text");
    assert_eq!(refusal(&count, "null"), "must be a whole number; null isn't allowed");
    assert_eq!(refusal(&rule::int32(), "2147483648"), "must be from -2147483648 to 2147483647");
    assert_eq!(
        refusal(&rule::int64(), "9223372036854775808"),
        "must be from -9223372036854775808 to 9223372036854775807"
    );
    assert_eq!(read(&rule::int64(), "9223372036854775807"), Ok(i64::MAX));
    assert_eq!(refusal(&rule::int64().one_of(&[1, 2]), "3"), "must be one of 1, 2");
}

#[test]
fn numbers_keep_inclusive_and_exclusive_bounds() {
    let share = rule::number().above(0.0).at_most(1.0).multiple_of(0.1);
    assert_eq!(read(&share, "0.3"), Ok(0.3));
    assert_eq!(read(&share, "1"), Ok(1.0));
    assert_eq!(refusal(&share, "0"), "must be more than 0");
    assert_eq!(refusal(&share, "1.1"), "must be at most 1");
    assert_eq!(refusal(&share, "0.25"), "must be a multiple of 0.1");
    assert_eq!(refusal(&rule::number().at_least(1.5).below(2.0), "2"), "must be less than 2");
    assert_eq!(refusal(&rule::number().at_least(1.5), "1"), "must be at least 1.5");
    assert_eq!(refusal(&rule::number().one_of(&[0.5]), "1"), "must be one of 0.5");
}

#[test]
fn booleans_are_true_or_false() {
    assert_eq!(read(&rule::boolean(), "true"), Ok(true));
    assert_eq!(refusal(&rule::boolean(), "1"), "must be true or false; it is a number");
    assert_eq!(read(&rule::or_null(rule::boolean()), "null"), Ok(None));
}

#[test]
fn formats_say_what_they_want() {
    assert_eq!(
        refusal(&rule::uuid(), r#""x""#),
        "must be a UUID such as 5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42"
    );
    assert!(refusal(&rule::date_time(), r#""2026-01-31""#).contains("RFC 3339"));
    assert!(refusal(&rule::date(), r#""31.1.2026""#).contains("2026-01-31"));
    assert!(refusal(&rule::email(), r#""Amira <a@example.com>""#).contains("email address"));
    assert!(refusal(&rule::uri(), r#""/icon.png""#).contains("absolute URL"));
    assert!(refusal(&rule::base64(), r#""?""#).contains("base64"));
    assert!(refusal(&rule::ipv4(), r#""::1""#).contains("IPv4"));
    assert!(refusal(&rule::ipv6(), r#""1.2.3.4""#).contains("IPv6"));
    assert_eq!(
        refusal(&rule::email().at_most(5), r#""a@example.com""#),
        "must be at most 5 characters long; it has 13"
    );
}
