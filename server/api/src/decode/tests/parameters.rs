//! Parameters out of paths, queries and headers.

use http::{HeaderMap, HeaderValue};
use serde_json::json;

use super::lines;
use crate::decode::{Faults, Parameters, rule};

fn given<T>(query: &str, read: impl FnOnce(&mut Parameters<'_>, &mut Faults) -> T) -> (T, Faults) {
    let mut headers = HeaderMap::new();
    headers.append("x-list", HeaderValue::from_static("a, b"));
    headers.append("x-list", HeaderValue::from_static("c"));
    headers.append("x-number", HeaderValue::from_static(" 5 "));
    headers.append("x-bytes", HeaderValue::from_bytes(b"\xff").unwrap());
    let mut faults = Faults::new();
    let path = [("id", b"7".as_slice()), ("name", "a/\u{e9}".as_bytes()), ("bad", b"\xff".as_slice())];
    let mut parameters = Parameters::new(path.into_iter().take(2), query, &headers, &mut faults);
    let read = read(&mut parameters, &mut faults);
    (read, faults)
}

#[test]
fn scalars_are_read_from_text() {
    let ((limit, flag, text, id, name), faults) =
        given("limit=25&flag=true&q=a+b%2B%C3%A9&x", |given, faults| {
            (
                given.query("limit").required(&rule::int32(), faults),
                given.query("flag").optional(&rule::boolean(), faults),
                given.query("q").required(&rule::text(), faults),
                given.path("id").required(&rule::int64(), faults),
                given.path("name").required(&rule::text(), faults),
            )
        });
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!((limit, flag, text.as_deref()), (Some(25), Some(Some(true)), Some("a b+é")));
    assert_eq!((id, name.as_deref()), (Some(7), Some("a/é")));
}

#[test]
fn what_is_no_scalar_is_a_fault() {
    let (_, faults) = given("a=1&a=2&b=yes&c=+5&d=5x&f=&g=%FF", |given, faults| {
        given.query("a").required(&rule::int64(), faults);
        given.query("b").optional(&rule::boolean(), faults);
        given.query("c").optional(&rule::int64(), faults);
        given.query("d").optional(&rule::number(), faults);
        given.query("e").required(&rule::text(), faults);
        given.query("f").optional(&rule::int64(), faults);
        given.query("g").required(&rule::text(), faults);
    });
    assert_eq!(
        lines(&faults),
        [
            "g: must be percent-encoded UTF-8",
            "a: must be given once",
            "b: must be true or false",
            "c: must be a whole number",
            "d: must be a number",
            "e: is required",
            "f: must be a whole number",
        ]
    );
    assert_eq!(faults.message(), "Query parameters have invalid values.");
}

#[test]
fn absent_parameters_have_their_default() {
    let ((limit, all, empty), faults) = given("empty=", |given, faults| {
        (
            given.query("limit").or(json!(25_i64), &rule::int64(), faults),
            given.query("all").exploded().list(&rule::list(rule::text()), faults),
            given.query("empty").empty_is_absent().optional(&rule::int64(), faults),
        )
    });
    assert!(faults.is_empty());
    assert_eq!((limit, all, empty), (Some(25), Some(vec![]), Some(None)));
}

#[test]
fn lists_come_exploded_or_joined_and_objects_as_json() {
    let query = "a=1&a=2&b=1,2&c=&d=1%7C2&e=%7B%22x%22:5%7D&f=%7B&b=3";
    let (read, faults) = given(query, |given, faults| {
        let numbers = rule::list(rule::int64());
        let read = [
            given.query("a").exploded().list(&numbers, faults),
            given.query("b").joined(',').list(&numbers, faults),
            given.query("c").joined(',').list(&numbers, faults),
            given.query("d").joined('|').list(&numbers, faults),
        ];
        let object = given.query("e").json().required(&rule::map(rule::int64()), faults);
        assert_eq!(object.unwrap()["x"], 5);
        given.query("f").json().optional(&rule::any(), faults);
        read
    });
    assert_eq!(read, [Some(vec![1, 2]), Some(vec![1, 2, 3]), Some(vec![]), Some(vec![1, 2])]);
    assert_eq!(lines(&faults), ["f: must be JSON text, percent-encoded"]);
    let (_, faults) = given("a=1,x&a=y", |given, faults| {
        given.query("a").joined(',').list(&rule::list(rule::int64()), faults);
    });
    assert_eq!(lines(&faults), ["a[1]: must be a whole number", "a[2]: must be a whole number"]);
}

#[test]
fn headers_are_trimmed_and_joined() {
    let ((list, number), faults) = given("", |given, faults| {
        let list = given.header("X-List").joined(',').list(&rule::list(rule::text()), faults);
        let number = given.header("X-Number").required(&rule::int32(), faults);
        given.header("X-List").optional(&rule::text(), faults);
        given.header("X-Bytes").optional(&rule::text(), faults);
        (list, number)
    });
    assert_eq!((list, number), (Some(vec!["a".into(), "b".into(), "c".into()]), Some(5)));
    assert_eq!(lines(&faults), ["X-List: must be given once", "X-Bytes: must be text in UTF-8"]);
    assert_eq!(faults.message(), "Headers have invalid values.");
}

#[test]
fn strict_queries_name_what_is_unknown_and_what_is_known() {
    let (_, faults) = given("a=1&z=2&z=3&%FF=1", |given, faults| {
        given.only(&["a", "b"], faults);
    });
    assert_eq!(
        lines(&faults),
        [
            "query: has a name that must be percent-encoded UTF-8",
            "z: isn't known here; leave it out, or use one of a, b"
        ]
    );
    let (_, faults) = given("z=2", |given, faults| given.only(&[], faults));
    assert_eq!(lines(&faults), ["z: isn't known here; leave it out: no parameter is"]);
}

#[test]
fn the_message_tells_which_part_is_wrong() {
    let (_, faults) = given("", |given, faults| {
        given.path("id").required(&rule::uuid(), faults);
    });
    assert_eq!(faults.message(), "Path parameters have invalid values.");
    let (_, faults) = given("a=x", |given, faults| {
        given.path("id").required(&rule::uuid(), faults);
        given.query("a").optional(&rule::int64(), faults);
    });
    assert_eq!(faults.message(), "Parameters have invalid values.");
    let mut faults = Faults::new();
    let headers = HeaderMap::new();
    let mut parameters = Parameters::new([("id", b"\xff".as_slice())], "", &headers, &mut faults);
    assert_eq!(parameters.path("id").required(&rule::text(), &mut faults), None);
    assert_eq!(lines(&faults), ["id: must be percent-encoded UTF-8"]);
}

#[test]
fn equal_copies_count_as_one() {
    let ((a, b, c, d), faults) = given("a=1&a=1&b=x&b=x&b=x&c=1,2&c=1,2&d=1&d=1", |given, faults| {
        (
            given.query("a").required(&rule::int64(), faults),
            given.query("b").exploded().list(&rule::list(rule::text()).unique(), faults),
            given.query("c").joined(',').list(&rule::list(rule::int64()), faults),
            given.query("d").optional(&rule::boolean(), faults),
        )
    });
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!((a, b, c, d), (Some(1), Some(vec!["x".into()]), Some(vec![1, 2]), Some(Some(true))));
    let mut headers = HeaderMap::new();
    for _ in 0..2 {
        headers.append("x-number", HeaderValue::from_static("5"));
    }
    let mut faults = Faults::new();
    let mut given = Parameters::new([], "", &headers, &mut faults);
    assert_eq!(given.header("X-Number").required(&rule::int32(), &mut faults), Some(5));
}

#[test]
fn booleans_have_the_spellings_of_other_servers() {
    for (texts, expected) in
        [(["1", "t", "T", "true", "TRUE", "True"], true), (["0", "f", "F", "false", "FALSE", "False"], false)]
    {
        for text in texts {
            let (flag, faults) = given(&format!("flag={text}"), |given, faults| {
                given.query("flag").required(&rule::boolean(), faults)
            });
            assert_eq!((flag, faults.is_empty()), (Some(expected), true), "{text}");
        }
    }
    for text in ["yes", "tRUE", "2", "01", "+1", ""] {
        let (flag, _) = given(&format!("flag={text}"), |given, faults| {
            given.query("flag").required(&rule::boolean(), faults)
        });
        assert_eq!(flag, None, "{text}");
    }
}
