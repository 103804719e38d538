use super::*;
use proptest::prelude::*;

#[test]
fn a_callback_is_an_absolute_http_url_with_a_host() {
    for good in [
        "http://localhost:3000",
        "https://coder.com",
        "http://coder.com/some/path",
        "https://a.example/cb?x=1",
    ] {
        assert_eq!(check_callback(good), Ok(()), "{good}");
    }
    for bad in [
        "",
        "localhost:3000",
        "coder.com",
        "http//coder",
        "bar",
        "/bar/baz",
        "http",
        "http://",
        "bar baz qux",
        "https://a.example/#",
        "https://a.example/#x",
        "javascript:alert(1)",
        "https:a.example",
        "http:///a",
        "https://user@a.example/",
        "https://a.example\\@b.example",
        "https://a.example/a b",
    ] {
        assert!(check_callback(bad).is_err(), "{bad}");
    }
    assert!(check_callback(&format!("https://a.example/{}", "a".repeat(LONGEST))).is_err());
}

#[test]
fn a_redirect_uri_is_safe_to_send_a_code_to() {
    for good in [
        "https://a.example/cb",
        "http://localhost/cb",
        "http://127.0.0.1:8080/",
        "http://[::1]/",
        "http://app.localhost:1/",
        "vscode://coder.coder-remote/auth",
        "com.example.app:/oauth2",
        "cursor://x",
    ] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
    for bad in [
        "http://a.example/cb",
        "http://10.0.0.1/",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://a.example",
        "mailto:a@example.com",
        "tel:1",
        "sms:1",
        "urn:ietf:wg:oauth:2.0:oob",
        "myapp:",
        "myapp:///",
        "relative",
        "https://a.example#",
        "http://localhost.example/",
        "JavaScript:alert(1)",
    ] {
        assert!(check(bad).is_err(), "{bad}");
    }
}

#[test]
fn only_the_registered_uri_matches() {
    let registered = vec!["https://app.example/cb".to_owned()];
    assert_eq!(choose(&registered, None).as_deref(), Some("https://app.example/cb"));
    assert_eq!(
        choose(&registered, Some("https://app.example/cb")).as_deref(),
        Some("https://app.example/cb")
    );
    for other in [
        "https://app.example:8443/cb",
        "https://app.example:443/cb",
        "https://other.example/cb",
        "https://sub.app.example/cb",
        "https://app.example.evil.example/cb",
        "https://app.example/other",
        "https://app.example/cb/nested",
        "http://app.example/cb",
        "https://app.example/cb?x=1",
        "https://user@app.example/cb",
        "https://app.example/cb#f",
        "https://app.example/cb/",
        "https://APP.example/cb",
        "https://app.example/%63b",
        "",
    ] {
        assert_eq!(choose(&registered, Some(other)), None, "{other}");
    }
}

#[test]
fn the_port_of_a_loopback_uri_may_differ_and_nothing_else() {
    for registered in ["http://localhost:3000/cb", "http://127.0.0.1/cb", "http://[::1]:1/cb"] {
        let host = &registered["http://".len()..registered.rfind("/cb").unwrap()]
            .trim_end_matches(":3000")
            .trim_end_matches(":1");
        let all = [registered.to_owned()];
        for port in ["", ":1", ":65535"] {
            assert!(choose(&all, Some(&format!("http://{host}{port}/cb"))).is_some(), "{registered} {port}");
        }
        for other in [
            format!("http://{host}:1/other"),
            format!("https://{host}:1/cb"),
            format!("http://{host}:65536/cb"),
            format!("http://{host}:x/cb"),
            format!("http://{host}:1@evil.example/cb"),
            format!("http://{host}.evil.example/cb"),
            format!("http://{host}:1/cb?x"),
            format!("http://{host}:/cb/"),
            format!("http://{host}:+1/cb"),
        ] {
            assert_eq!(choose(&all, Some(&other)), None, "{registered} {other}");
        }
    }
    let one = ["http://localhost/cb".to_owned()];
    assert_eq!(choose(&one, Some("http://127.0.0.1/cb")), None, "another host");
    let sub = ["http://app.localhost:1/cb".to_owned()];
    assert_eq!(choose(&sub, Some("http://app.localhost:2/cb")), None, "a host of its own needs its port");
}

#[test]
fn an_answer_keeps_the_query_of_the_uri_but_no_reserved_parameter() {
    let answered =
        answer("https://a.example/cb?x=1&code=evil&state=old", &[("code", "c d"), ("state", "s&t")]);
    assert_eq!(answered.as_deref(), Some("https://a.example/cb?x=1&code=c+d&state=s%26t"));
    assert_eq!(answer("vscode://x/y", &[("code", "c")]).as_deref(), Some("vscode://x/y?code=c"));
    assert_eq!(answer("no uri", &[]), None);
}

#[test]
fn the_query_of_a_registered_uri_stays_as_it_is_written() {
    for own in ["x=a%20b&y=%7E~", "flag", "a+b=c%2Bd", "x=1;y=2"] {
        let answered = answer(&format!("https://a.example/cb?{own}"), &[("code", "c")]);
        assert_eq!(answered, Some(format!("https://a.example/cb?{own}&code=c")));
    }
    let hidden = answer("https://a.example/cb?%63ode=evil&&x=1", &[("state", "s")]);
    assert_eq!(hidden.as_deref(), Some("https://a.example/cb?x=1&state=s"));
}

#[test]
fn a_host_is_a_name_or_an_address_and_nothing_that_a_header_could_take_for_more() {
    for bad in [
        "https://a;b.example/",
        "https://a,b.example/",
        "https://a'b.example/",
        "https://a.example;script-src/",
        "https://a*b.example/",
        "https://(a).example/",
        "vscode://a;b/",
        "vscode://a'b/",
        "com.example.app://a,b/x",
        "https://%3Ba.example/",
    ] {
        assert!(check(bad).is_err(), "{bad}");
        assert!(check_callback(bad).is_err(), "{bad}");
    }
    for good in ["https://xn--bcher-kva.example/", "https://bücher.example/", "https://a_b.example/"] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
}

#[test]
fn a_scheme_of_the_system_is_no_app_s() {
    for bad in [
        "ms-settings:network",
        "ms-msdt:/id",
        "search-ms:query=x",
        "intent://x/y",
        "steam://run/1",
        "view-source:https://a.example",
        "chrome://settings/x",
        "ssh://a.example/x",
        "ws://a.example/",
        "myapp://cb/x",
    ] {
        assert!(check(bad).is_err(), "{bad}");
    }
    for good in ["com.example.app:/cb", "vscode-insiders://x/y", "jetbrains://gateway/x", "zed://oauth/x"] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
}

proptest! {
    /// For every request, the answer goes where a registered URI leads: same scheme, host, path and query.
    #[test]
    fn no_asked_uri_leads_elsewhere(asked in "(https?|http)://(localhost|127\\.0\\.0\\.1|\\[::1\\]|app\\.example)[:@/.?#a-z0-9%\\\\]{0,16}|.*") {
        let registered = ["http://localhost:3000/cb".to_owned(), "http://127.0.0.1/x?y=1".to_owned(),
            "https://app.example/cb".to_owned()];
        if let Some(chosen) = choose(&registered, Some(&asked)) {
            let chosen = Url::parse(&chosen).unwrap();
            let led = registered.iter().any(|one| {
                let one = Url::parse(one).unwrap();
                let same = one.scheme() == chosen.scheme() && one.host() == chosen.host() && one.path() == chosen.path()
                    && one.query() == chosen.query();
                same && chosen.fragment().is_none() && chosen.username().is_empty()
                    && (one.port() == chosen.port() || one.scheme() == "http")
            });
            prop_assert!(led, "{asked}");
        }
    }

    #[test]
    fn whatever_may_be_registered_matches_itself_and_can_be_answered(uri in "(https|http|vscode|com\\.x)://(localhost|a\\.example)(:[0-9]{1,4})?/[a-z0-9/?=&%]{0,12}|.*") {
        if check(&uri).is_ok() {
            prop_assert_eq!(choose(std::slice::from_ref(&uri), Some(&uri)), Some(uri.clone()));
            let answered = answer(&uri, &[("code", "c")]);
            prop_assert!(answered.is_some_and(|text| text.ends_with("code=c")));
            let url = Url::parse(&uri).unwrap();
            let host = url.host_str().unwrap_or_default();
            prop_assert!(!host.contains([';', ',', '\'', '"', '*', ' ']), "{host}");
        }
    }
}
