use proptest::prelude::*;

use super::*;
use crate::oauth2::ErrorCode;

const NO: Result<String, ErrorCode> = Err(ErrorCode::InvalidScope);

fn given(allowed: &str, asked: Option<&str>) -> Result<String, ErrorCode> {
    negotiate(allowed, asked, true).map(|scopes| scopes.to_string()).map_err(|refusal| refusal.code)
}

#[test]
fn what_is_asked_for_is_given_or_refused_and_never_trimmed() {
    assert_eq!(given("", None), Ok("coder:all".into()));
    assert_eq!(given(" ", Some(" ")), Ok("coder:all".into()));
    assert_eq!(given("", Some("workspace:read  all workspace:read")), Ok("workspace:read coder:all".into()));
    assert_eq!(given("workspace:* gone:read", None), Ok("workspace:*".into()));
    assert_eq!(given("workspace:*", Some("workspace:read")), Ok("workspace:read".into()));
    assert_eq!(given("workspace:read", Some("workspace:*")), NO);
    assert_eq!(given("workspace:*", Some("workspace:read template:read")), NO);
    assert_eq!(given("", Some("workspace:fly")), NO);
    assert_eq!(given("gone:read", None), NO);
    assert_eq!(given("", Some("work\"space")), NO);
}

#[test]
fn scopes_of_openid_connect_open_nothing_and_are_held_to_the_app_s_list_by_name() {
    assert_eq!(given("", Some("user:read email openid")), Ok("email openid user:read".into()));
    assert!(negotiate("", Some("openid"), true).unwrap().permissions().is_empty());
    assert_eq!(given("user:read openid", Some("openid")), Ok("openid".into()));
    assert_eq!(given("user:read openid", Some("openid email")), NO);
    assert_eq!(given("coder:all", Some("openid")), NO);
}

#[test]
fn offline_access_needs_an_app_that_can_refresh_and_nothing_else() {
    assert_eq!(given("user:read", Some("user:read offline_access")), Ok("offline_access user:read".into()));
    let without = negotiate("", Some("openid offline_access"), false).unwrap();
    assert_eq!(without.to_string(), "openid", "ignored");
}

#[test]
fn a_refresh_may_ask_for_fewer_scopes_and_not_for_more() {
    let granted = Scopes::existing("openid workspace:* template:read");
    let narrowed = |asked| narrow(&granted, asked).map(|scopes| scopes.to_string());
    assert_eq!(narrowed(None), Ok("openid workspace:* template:read".into()));
    assert_eq!(narrowed(Some("workspace:read")), Ok("workspace:read".into()));
    assert!(narrowed(Some("template:*")).is_err() && narrowed(Some("email")).is_err());
    assert!(is_allowed("", &granted) && is_allowed("openid workspace:* template:*", &granted));
    assert!(!is_allowed("workspace:* template:*", &granted));
}

#[test]
fn what_an_app_may_not_ask_for_any_more_is_taken_from_what_was_granted() {
    let left = |allowed: &str, granted: &str| still_allowed(allowed, Scopes::existing(granted)).to_string();
    assert_eq!(left("", "coder:all openid"), "openid coder:all");
    assert_eq!(left("user:read", "coder:all openid"), "user:read");
    assert_eq!(left("workspace:read", "workspace:* template:read"), "workspace:read");
    assert_eq!(left("template:read", "user:read"), "");
    assert_eq!(
        left("openid user:read", "openid offline_access user:read"),
        "openid offline_access user:read"
    );
    let both = left("coder:workspaces.delete", "coder:workspaces.operate");
    assert!(both.contains("workspace:read") && !both.contains("workspace:delete"), "{both}");
}

#[test]
fn a_list_has_bounds_and_everything_that_there_is_fits_twice() {
    assert_eq!(list_problem("some:thing other"), None);
    let all = catalogue().collect::<Vec<_>>().join(" ");
    assert_eq!(list_problem(&format!("{all} {all}")), None);
    assert!(list_problem(&"a".repeat(LONGEST + 1)).is_some());
    assert!(list_problem(&"a ".repeat(MOST + 1)).is_some());
    assert!(list_problem("a\tb").is_some() && list_problem("ä").is_some());
    assert!(given("", Some(&all)).is_ok(), "what is advertised can be asked for");
}

#[test]
fn a_registered_list_has_only_names_that_exist() {
    assert_eq!(registered(""), "");
    assert_eq!(registered("openid all gone:read"), "openid coder:all");
    let all: Vec<String> = recommended().collect();
    assert_eq!(registered("mcp:tools"), all.join(" "));
    assert!(all.len() <= 12 && all.iter().all(|name| catalogue().any(|known| known == *name)), "{all:?}");
}

fn some_scopes() -> impl Strategy<Value = Scopes> {
    let all: Vec<String> = catalogue().collect();
    proptest::collection::vec(proptest::sample::select(all), 0..6)
        .prop_map(|names| Scopes::existing(&names.join(" ")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_two_sets_share_is_covered_by_each_of_them(one in some_scopes(), other in some_scopes()) {
        let shared = one.within(&other);
        prop_assert!(one.covers(&shared) && other.covers(&shared), "{one} / {other}: {shared}");
        if other.covers(&one) {
            prop_assert!(shared.covers(&one), "{one} / {other}: {shared}");
        }
    }
}
