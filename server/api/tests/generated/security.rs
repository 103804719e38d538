//! Who is let in, and the order in which they are asked.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use burgrave_api::runtime::{Audit, StatusCode};
use burgrave_api::{ApiError, Credential, Cx, RateStatus, Running};

use crate::raw::{self, Raw, call, send};

#[deny(warnings)]
#[allow(dead_code, unreachable_pub)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/fixtures/security.rs"));
}

use generated::*;

/// The tokens `owner`, `guest` and `client:pass` are right; what happens is written down.
#[derive(Default)]
struct Server {
    calls: AtomicU64,
    events: Mutex<Vec<String>>,
}

impl Server {
    fn note(&self, event: String) {
        self.events.lock().unwrap().push(event);
    }

    fn check(&self, credential: Option<Credential>, right: &[&str]) -> Result<String, ApiError> {
        match credential {
            None => Err(ApiError::unauthorized("No token.")),
            Some(credential) if right.contains(&credential.value.as_str()) => {
                Ok(format!("{} by {:?}", credential.value, credential.carrier))
            }
            Some(_) => Err(ApiError::unauthorized("Wrong token.")),
        }
    }

    fn count(&self, class: RateClass) -> Result<RateStatus, ApiError> {
        let used = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let limit = if class == RateClass::Api { 2 } else { 3 };
        let status =
            RateStatus { limit, remaining: limit.saturating_sub(used), reset: 1_700_000_000, window: "1m0s" };
        if used > limit { Err(ApiError::too_many_requests(&status, 7)) } else { Ok(status) }
    }
}

impl Guard for Server {
    type Session = String;
    type Provisioner = u32;
    type Client = String;

    fn admit(&self, cx: &Cx) -> Result<(), ApiError> {
        match cx.user_agent.as_str() {
            "attacker" => Err(ApiError::new(StatusCode::TOO_MANY_REQUESTS, "Too many failures.")),
            _ => Ok(()),
        }
    }

    fn failed(&self, cx: &Cx) {
        self.note(format!("failed {} from {}", cx.operation.id, cx.client_address));
    }

    async fn authenticate_session(&self, _: &Cx, credential: Option<Credential>) -> Result<String, ApiError> {
        self.check(credential, &["owner", "guest"])
    }

    fn csrf_token_session(&self, credential: &str) -> String {
        format!("csrf-{credential}")
    }

    fn limit_session(&self, _: &Cx, _: &String, class: RateClass) -> Result<RateStatus, ApiError> {
        self.count(class)
    }

    async fn permit_session(
        &self,
        _: &Cx,
        caller: &String,
        permission: Permission,
    ) -> Result<bool, ApiError> {
        assert_eq!(permission.resource(), "thing");
        Ok(caller.starts_with("owner"))
    }

    async fn authenticate_provisioner(
        &self,
        _: &Cx,
        credential: Option<Credential>,
    ) -> Result<u32, ApiError> {
        self.check(credential, &["key"]).map(|_| 42)
    }

    fn limit_provisioner(&self, _: &Cx, _: &u32, class: RateClass) -> Result<RateStatus, ApiError> {
        self.count(class)
    }

    async fn permit_provisioner(&self, _: &Cx, _: &u32, _: Permission) -> Result<bool, ApiError> {
        Ok(false)
    }

    async fn authenticate_client(&self, _: &Cx, credential: Option<Credential>) -> Result<String, ApiError> {
        self.check(credential, &["client:pass"])
    }

    fn limit_client(&self, _: &Cx, _: &String, class: RateClass) -> Result<RateStatus, ApiError> {
        self.count(class)
    }

    async fn permit_client(&self, _: &Cx, _: &String, _: Permission) -> Result<bool, ApiError> {
        Ok(false)
    }

    fn limit_address(&self, _: &Cx, class: RateClass) -> Result<RateStatus, ApiError> {
        self.count(class)
    }

    fn feature(&self, feature: Feature) -> Result<(), ApiError> {
        Err(ApiError::new(StatusCode::FORBIDDEN, format!("{} is off.", feature.as_str())))
    }

    async fn refused(&self, _: &Cx, caller: Option<Caller<'_, Self>>, audit: Audit, status: StatusCode) {
        let who = match caller {
            Some(Caller::Session(name)) => name.clone(),
            Some(Caller::Provisioner(number)) => number.to_string(),
            Some(Caller::Client(name)) => name.clone(),
            None => "nobody".into(),
        };
        self.note(format!("refused {who} {} {} {}", audit.action, audit.resource, status.as_u16()));
    }
}

fn who(caller: impl ToString) -> Result<Who, ApiError> {
    Ok(Who { caller: caller.to_string() })
}

fn either(caller: SessionOrProvisioner<Server>) -> String {
    match caller {
        SessionOrProvisioner::Session(name) => name,
        SessionOrProvisioner::Provisioner(number) => format!("provisioner {number}"),
    }
}

impl Security for Server {
    async fn open(&self, _: &Cx) -> Result<Who, ApiError> {
        who("anyone")
    }

    async fn session(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn post_session(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn both(&self, _: &Cx, caller: SessionOrProvisioner<Self>) -> Result<Who, ApiError> {
        who(either(caller))
    }

    async fn post_both(&self, _: &Cx, caller: SessionOrProvisioner<Self>) -> Result<Who, ApiError> {
        who(either(caller))
    }

    async fn optional(&self, _: &Cx, caller: Option<String>) -> Result<Who, ApiError> {
        who(caller.unwrap_or_else(|| "anyone".into()))
    }

    async fn strict(&self, _: &Cx, caller: String, _: StrictParams) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn strict_bare(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn permitted(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn put_hidden(&self, _: &Cx, caller: SessionOrProvisioner<Self>) -> Result<Who, ApiError> {
        who(either(caller))
    }

    async fn gated(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn limited(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn login(&self, _: &Cx, body: Secret) -> Result<Who, ApiError> {
        if body.secret == "right" { who("owner") } else { Err(ApiError::unauthorized("Wrong password.")) }
    }

    async fn audited(&self, _: &Cx, _: SessionOrProvisioner<Self>) -> Result<Who, ApiError> {
        Err(ApiError::conflict("In use."))
    }

    async fn token(&self, _: &Cx, caller: String, body: Secret) -> Result<Who, ApiError> {
        assert_eq!(body.secret, "a b");
        who(caller)
    }

    async fn scim_users(&self, _: &Cx, caller: String) -> Result<Who, ApiError> {
        who(caller)
    }

    async fn consent(&self, _: &Cx, caller: String) -> Result<String, ApiError> {
        Ok(format!("<p>{caller}</p>"))
    }
}

async fn start() -> (Running, Arc<Server>) {
    let server = Arc::new(Server::default());
    (serve(server.clone(), raw::settings(), raw::silent()).await.unwrap(), server)
}

fn caller(answer: &Raw) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["caller"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_credential_is_found_wherever_it_may_travel() {
    let (running, _) = start().await;
    let at = running.local_address();
    for (target, line, expected) in [
        ("/session", "Cookie: a=b; session=owner", "owner by Cookie"),
        ("/session?session=owner", "X-A: b", "owner by Query"),
        ("/session", "X-Session: owner", "owner by Header"),
        ("/session", "Authorization: bearer owner", "owner by Bearer"),
        ("/session?session=wrong", "Cookie: session=owner", "owner by Cookie"),
    ] {
        assert_eq!(caller(&call(at, "GET", target, &[line]).await), expected);
    }
    assert_eq!(caller(&call(at, "GET", "/open", &[]).await), "anyone");
}

#[tokio::test]
async fn whoever_is_not_authenticated_is_refused() {
    let (running, server) = start().await;
    let at = running.local_address();
    assert_eq!(call(at, "GET", "/session", &[]).await.message(), "No token.");
    let wrong = call(at, "GET", "/session", &["X-Session: wrong"]).await;
    assert_eq!((wrong.status, wrong.message().as_str()), (401, "Wrong token."));
    // A caller of another kind is no caller here.
    assert_eq!(call(at, "GET", "/session", &["X-Provisioner-Key: key"]).await.status, 401);
    assert_eq!(server.events.lock().unwrap()[0], "failed session from 127.0.0.1");
}

#[tokio::test]
async fn alternatives_let_each_kind_of_caller_in() {
    let (running, _) = start().await;
    let at = running.local_address();
    assert_eq!(caller(&call(at, "GET", "/both", &["X-Session: guest"]).await), "guest by Header");
    assert_eq!(caller(&call(at, "GET", "/both", &["X-Provisioner-Key: key"]).await), "provisioner 42");
    let mixed = call(at, "GET", "/both", &["X-Session: wrong", "X-Provisioner-Key: key"]).await;
    assert_eq!(caller(&mixed), "provisioner 42");
    assert_eq!(call(at, "GET", "/both", &["X-Session: wrong", "X-Provisioner-Key: no"]).await.status, 401);
    assert_eq!(call(at, "GET", "/both", &[]).await.status, 401);
}

#[tokio::test]
async fn optional_authentication_lets_everyone_in_but_no_wrong_credential() {
    let (running, _) = start().await;
    let at = running.local_address();
    assert_eq!(caller(&call(at, "GET", "/optional", &[]).await), "anyone");
    assert_eq!(caller(&call(at, "GET", "/optional", &["X-Session: guest"]).await), "guest by Header");
    assert_eq!(call(at, "GET", "/optional", &["X-Session: wrong"]).await.status, 401);
}

#[tokio::test]
async fn a_change_by_cookie_needs_what_another_site_cannot_send() {
    let (running, _) = start().await;
    let at = running.local_address();
    let cookie = "Cookie: session=owner";
    for (target, more, status) in [
        ("/session", "X-A: b", 400),
        ("/session", "X-CSRF-TOKEN: csrf-guest", 400),
        ("/session", "X-CSRF-TOKEN: csrf-owner", 200),
        ("/session", "X-Session: other", 200),
        ("/session", "X-Session: ", 400),
        ("/session", "Authorization: Bearer other", 200),
        ("/session", "Authorization: Basic b3duZXI6", 400),
        ("/session?session=owner", "X-A: b", 200),
        ("/session?session=other", "X-A: b", 400),
        ("/both", "X-Provisioner-Key: other", 200),
    ] {
        let answer = call(at, "POST", target, &[cookie, more]).await;
        assert_eq!(answer.status, status, "{target} {more}");
    }
    assert_eq!(call(at, "GET", "/session", &[cookie]).await.status, 200, "reads need none");
    assert_eq!(call(at, "POST", "/session", &["X-Session: owner"]).await.status, 200);
    assert_eq!(
        call(at, "POST", "/session", &["Cookie: session=wrong"]).await.status,
        401,
        "first who, then CSRF"
    );
}

#[tokio::test]
async fn a_missing_permission_is_refused_or_hidden() {
    let (running, _) = start().await;
    let at = running.local_address();
    assert_eq!(call(at, "GET", "/permitted", &["X-Session: owner"]).await.status, 200);
    let refused = call(at, "GET", "/permitted", &["X-Session: guest"]).await;
    assert_eq!((refused.status, refused.message().as_str()), (403, "Forbidden."));
    for line in ["X-Session: guest", "X-Provisioner-Key: key"] {
        let hidden = call(at, "PUT", "/permitted", &[line]).await;
        assert_eq!((hidden.status, hidden.message().as_str()), (404, burgrave_api::runtime::NOT_FOUND));
    }
}

#[tokio::test]
async fn a_feature_that_is_off_is_refused_after_authentication() {
    let (running, _) = start().await;
    let at = running.local_address();
    assert_eq!(call(at, "GET", "/gated", &[]).await.status, 401);
    let refused = call(at, "GET", "/gated", &["X-Session: owner"]).await;
    assert_eq!((refused.status, refused.message().as_str()), (403, "gate is off."));
}

#[tokio::test]
async fn limits_are_counted_and_told() {
    let (running, _) = start().await;
    let at = running.local_address();
    let line = ["X-Session: owner"];
    for remaining in ["1", "0"] {
        let answer = call(at, "GET", "/limited", &line).await;
        assert_eq!((answer.status, answer.header("x-ratelimit-remaining")), (200, Some(remaining)));
        assert_eq!(answer.header("x-ratelimit-limit"), Some("2"));
        assert_eq!(answer.header("x-ratelimit-reset"), Some("1700000000"));
    }
    let refused = call(at, "GET", "/limited", &line).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("7")));
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(refused.message(), "You've been rate limited for sending more than 2 requests in 1m0s.");
}

#[tokio::test]
async fn anonymous_calls_are_counted_by_address_before_their_body_is_read() {
    let (running, server) = start().await;
    let at = running.local_address();
    for _ in 0..3 {
        let answer = send(at, "POST", "/limited", &[], "{\"secret\":\"wrong\"}").await;
        assert_eq!((answer.status, answer.message().as_str()), (401, "Wrong password."));
        assert!(answer.header("x-ratelimit-limit").is_some());
    }
    assert_eq!(send(at, "POST", "/limited", &["Content-Type: text/plain"], "{").await.status, 429);
    let events = server.events.lock().unwrap().clone();
    assert_eq!(events[0], "failed login from 127.0.0.1");
    assert_eq!(events[1], "refused nobody login session 401");
}

#[tokio::test]
async fn refused_addresses_are_told_before_anything_else() {
    let (running, _) = start().await;
    let at = running.local_address();
    for target in ["/session", "/open", "/nowhere"] {
        let answer = call(at, "GET", target, &["User-Agent: attacker"]).await;
        assert_eq!((answer.status, answer.message().as_str()), (429, "Too many failures."));
    }
}

#[tokio::test]
async fn refusals_of_audited_operations_are_recorded_with_their_caller() {
    let (running, server) = start().await;
    let at = running.local_address();
    call(at, "DELETE", "/audited", &["X-Provisioner-Key: key"]).await;
    call(at, "DELETE", "/audited", &["Cookie: session=guest"]).await;
    call(at, "DELETE", "/audited", &[]).await;
    call(at, "GET", "/session", &[]).await;
    let events = server.events.lock().unwrap().clone();
    let refused: Vec<_> = events.iter().filter(|event| event.starts_with("refused")).collect();
    assert_eq!(
        refused,
        [
            "refused 42 delete thing 409",
            "refused guest by Cookie delete thing 400",
            "refused nobody delete thing 401"
        ]
    );
}

#[tokio::test]
async fn unknown_query_parameters_are_faults_where_the_operation_is_strict() {
    let (running, _) = start().await;
    let at = running.local_address();
    let line = ["X-CSRF-TOKEN: csrf-owner"];
    assert_eq!(call(at, "GET", "/strict?known=1&session=owner", &line).await.status, 200);
    let refused = call(at, "GET", "/strict?known=1&session=owner&more=1", &line).await;
    assert_eq!((refused.status, refused.message().as_str()), (400, "Query parameters have invalid values."));
    assert_eq!(refused.json()["validations"][0]["field"], "more");
    assert_eq!(call(at, "PUT", "/strict?session=owner", &line).await.status, 200);
    assert_eq!(call(at, "PUT", "/strict?session=owner&more=1", &line).await.status, 400);
}

#[tokio::test]
async fn the_shims_own_errors_have_the_operations_format() {
    let (running, _) = start().await;
    let at = running.local_address();
    let basic = "Authorization: Basic Y2xpZW50OnBhc3M=";
    let form = "Content-Type: application/x-www-form-urlencoded";
    let token = send(at, "POST", "/oauth2/token", &[basic, form], "secret=a+b").await;
    assert_eq!(caller(&token), "client:pass by Basic");
    for (method, target, lines, body, status, code) in [
        ("POST", "/oauth2/token", vec![form], "secret=a", 401, "invalid_client"),
        (
            "POST",
            "/oauth2/token",
            vec![basic, "Content-Type: application/json"],
            "{}",
            415,
            "invalid_request",
        ),
        ("POST", "/oauth2/nowhere", vec![], "", 404, "invalid_request"),
        ("GET", "/oauth2/token", vec![], "", 405, "invalid_request"),
        ("POST", "/oauth2/token", vec![basic, form], "other=a", 400, "invalid_request"),
        ("POST", "/oauth2/token", vec![basic, form], "secret=a+b", 429, "temporarily_unavailable"),
    ] {
        let answer = send(at, method, target, &lines, body).await;
        assert_eq!(answer.status, status, "{method} {target} {body}: {answer:?}");
        assert_eq!(answer.json()["error"], code, "{answer:?}");
        assert!(answer.json()["error_description"].is_string());
    }
    for (method, target, status) in
        [("GET", "/scim/v2/Users", 401), ("GET", "/scim/v2/Nothing", 404), ("PUT", "/scim/v2/Users", 405)]
    {
        let answer = call(at, method, target, &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, Some("application/scim+json")));
        assert_eq!(answer.json()["status"], status.to_string());
    }
    for (target, status) in [("/pages/consent", 401), ("/pages/nowhere", 404)] {
        let answer = call(at, "GET", target, &[]).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (status, Some("text/html; charset=utf-8"))
        );
        assert!(answer.body.starts_with("<!DOCTYPE html>"), "{answer:?}");
    }
}

#[tokio::test]
async fn the_client_is_seen_through_trusted_proxies_only() {
    for (trusted, expected) in [(vec![], "127.0.0.1"), (vec!["127.0.0.0/8".parse().unwrap()], "203.0.113.9")]
    {
        let server = Arc::new(Server::default());
        let settings = burgrave_api::Settings { trusted_proxies: trusted, ..raw::settings() };
        let running = serve(server.clone(), settings, raw::silent()).await.unwrap();
        call(running.local_address(), "GET", "/session", &["X-Forwarded-For: 198.51.100.1, 203.0.113.9"])
            .await;
        let events = server.events.lock().unwrap().clone();
        assert_eq!(events, [format!("failed session from {expected}")]);
    }
}
