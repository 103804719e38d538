//! Bodies: JSON text, forms, plain text.

use super::lines;
use crate::decode::{Faults, form_body, json_body, rule, text_body};

fn json(bytes: &[u8]) -> Result<String, String> {
    let mut faults = Faults::new();
    match json_body(bytes, &rule::any(), &mut faults)? {
        Some(value) => Ok(value.to_string()),
        None => Err(lines(&faults).join("; ")),
    }
}

#[test]
fn a_body_is_exactly_one_json_value_in_utf_8() {
    assert_eq!(json(b" {\"a\": 1}\n"), Ok("{\"a\":1}".into()));
    assert_eq!(json(b"{\"a\": 1, \"a\": 2}"), Ok("{\"a\":2}".into()));
    assert!(json(b"{} {}").unwrap_err().contains("trailing characters"));
    assert!(json(b"{\"a\": 1,}").unwrap_err().contains("trailing comma at line 1"));
    assert_eq!(json(b"\"\xff\""), Err("The body is not UTF-8: byte 1 is wrong.".into()));
    assert_eq!(json(b" \n"), Err("The body is empty.".into()));
    assert!(json("\u{feff}{}".as_bytes()).is_err());
    assert!(json(b"1e999").is_err());
}

#[test]
fn nul_is_refused_at_its_place() {
    assert_eq!(
        json(br#"{"a": ["b", "c\u0000"]}"#),
        Err("a[1]: must not contain the character U+0000".into())
    );
    assert_eq!(
        json(br#"{"a": {"b\u0000": 1}}"#),
        Err("a: must not have a property whose name contains the character U+0000".into())
    );
    assert_eq!(json(br#"{"a": "\\u0000"}"#), Ok(r#"{"a":"\\u0000"}"#.into()));
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(json(nested(crate::decode::MAX_DEPTH).as_bytes()).is_ok());
    assert!(json(nested(crate::decode::MAX_DEPTH + 1).as_bytes()).unwrap_err().contains("recursion limit"));
    assert!(json(nested(1_000_000).as_bytes()).is_err());
}

#[test]
fn forms_lift_scalars_and_gather_repeated_names() {
    let mut faults = Faults::new();
    let rule = rule::map(rule::list(rule::int64()));
    let read = form_body(b"a=1&b=2&a=3&&c%5B=4", &rule, &mut faults).unwrap();
    assert_eq!(
        read.into_iter().collect::<Vec<_>>(),
        [("a".into(), vec![1, 3]), ("b".into(), vec![2]), ("c[".into(), vec![4])]
    );
    assert!(form_body(b"a=1&a=2&b=%FF&c=%00", &rule::map(rule::int64()), &mut faults).is_none());
    assert_eq!(
        lines(&faults),
        [
            "b: must be percent-encoded UTF-8",
            "c: must not contain the character U+0000",
            "a: must be given once"
        ]
    );
}

#[test]
fn plain_text_keeps_its_rules() {
    let mut faults = Faults::new();
    assert_eq!(text_body(b"a b", &rule::text().at_most(3), &mut faults).as_deref(), Some("a b"));
    assert!(text_body(b"\xff", &rule::text(), &mut faults).is_none());
    assert!(text_body(b"a\0", &rule::text(), &mut faults).is_none());
    assert_eq!(
        lines(&faults),
        ["body: must be text in UTF-8", "body: must not contain the character U+0000"]
    );
    assert_eq!(faults.message(), "Validation failed.");
}
