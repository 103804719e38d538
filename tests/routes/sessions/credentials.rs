//! What authentication takes and refuses, and in which words.

use serde_json::Value;

use crate::harness::{Answer, Call, Engine, Person, Server, secrets};
use crate::routes::stored;

const ME: &str = "/api/v2/users/me";

/// A token of the right form that was never given out.
const UNKNOWN: &str = "AAAAAAAAAA-BBBBBBBBBBBBBBBBBBBBBB";

#[track_caller]
fn refused(answer: Answer, word: &str) -> Answer {
    let answer = answer.expect(401);
    assert!(answer.message().contains("session has expired"), "{}", answer.text());
    let detail = answer.json()["detail"].as_str().unwrap_or_default().to_lowercase();
    assert!(detail.contains(word), "{word:?} is not in the detail {detail:?}");
    answer
}

fn challenge(answer: &Answer) -> &str {
    answer.header("www-authenticate").expect("a 401 of authentication has a challenge")
}

/// TestAPIKey/NoCookie
#[apply(case)]
async fn a_call_without_a_token_is_refused_with_a_bare_challenge(engine: Engine) {
    let server = Server::start(engine).await;
    let answer = refused(server.get(ME).send().await, "no session token");
    assert!(challenge(&answer).starts_with("Bearer realm="), "{}", challenge(&answer));
    // RFC 6750 section 3.1: without credentials the challenge says nothing of an error.
    assert!(!challenge(&answer).contains("error"), "{}", challenge(&answer));
}

/// TestAPIKey/InvalidFormat, TestAPIKey/InvalidIDLength, TestAPIKey/InvalidSecretLength
#[apply(case)]
async fn the_detail_says_what_is_wrong_with_a_token(engine: Engine) {
    let server = Server::start(engine).await;
    let of = |token: &str| server.get(ME).token(token);
    let (id, secret) = UNKNOWN.split_once('-').unwrap();
    for (token, word) in [
        (format!("{id}{secret}"), "hyphen"),
        (format!("{id}-{}-{}", &secret[..10], &secret[11..]), "hyphen"),
        (format!("{}-{secret}", &id[1..]), "id"),
        (format!("{id}A-{secret}"), "id"),
        (format!("{id}-{}", &secret[1..]), "secret"),
        (format!("{id}-{secret}B"), "secret"),
        (format!("{}_-{secret}", &id[1..]), "letters"),
    ] {
        let answer = refused(of(&token).send().await, word);
        assert!(!answer.text().contains(&token), "a refused token isn't repeated");
    }
}

/// TestAPIKey/NotFound, TestAPIKey/InvalidSecret
#[apply(case)]
async fn an_unknown_key_and_a_wrong_secret_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    secrets::register(UNKNOWN);
    let token = &server.owner().await.token;
    let (id, secret) = token.split_once('-').unwrap();
    let other = if secret.ends_with('A') { "B" } else { "A" };
    let wrong = format!("{id}-{}{other}", &secret[..21]);
    for token in [UNKNOWN, wrong.as_str()] {
        refused(server.get(ME).token(token).send().await, "");
    }
    let swapped = format!("{id}-{}", "A".repeat(22));
    refused(server.get(ME).token(&swapped).send().await, "");
    server.get(ME).token(token).send().await.expect(200);
}

#[apply(case)]
async fn a_wrong_token_is_challenged_with_an_error(engine: Engine) {
    let server = Server::start(engine).await;
    for token in [UNKNOWN, "malformed"] {
        let answer = server.get(ME).token(token).send().await.expect(401);
        let challenge = challenge(&answer);
        assert!(challenge.starts_with("Bearer realm=\"coder\""), "{challenge}");
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
        assert!(challenge.contains("error_description=\""), "{challenge}");
    }
}

#[apply(case)]
async fn a_bearer_token_counts_with_its_scheme_in_any_letter_case(engine: Engine) {
    let server = Server::start(engine).await;
    let token = &server.owner().await.token;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        server.get(ME).header("authorization", format!("{scheme} {token}")).send().await.expect(200);
    }
    for other in [format!("Basic {token}"), token.clone(), "Bearer".to_owned()] {
        server.get(ME).header("authorization", other).send().await.expect(401);
    }
}

/// Puts a token where each carrier has it, in the order in which they are looked at.
const CARRIERS: [fn(Call, &str) -> Call; 5] = [
    |call, token| call.header("cookie", format!("coder_session_token={token}")),
    |call, token| with_query(call, "coder_session_token", token),
    |call, token| call.token(token),
    |call, token| call.header("authorization", format!("Bearer {token}")),
    |call, token| with_query(call, "access_token", token),
];

fn with_query(mut call: Call, name: &str, token: &str) -> Call {
    let mark = if call.target.contains('?') { '&' } else { '?' };
    call.target = format!("{}{mark}{name}={token}", call.target);
    call
}

/// TestAPIKey/QueryParameter
#[apply(case)]
async fn the_first_carrier_that_has_a_token_decides(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    for (place, first) in CARRIERS.iter().enumerate() {
        for second in &CARRIERS[place + 1..] {
            let me = second(first(server.get(ME), &owner.token), &amira.token).send().await.json_of(200);
            assert_eq!(me["username"], "owner", "carrier {place}");
            // The token that counts is wrong: the right one behind it isn't tried.
            second(first(server.get(ME), UNKNOWN), &amira.token).send().await.expect(401);
        }
    }
}

#[apply(case)]
async fn a_session_of_a_suspended_account_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let mut amira: Person = server.member("amira").await;
    let server = stored::suspend(server, &mut amira).await;
    let answer = amira.get(ME).await.expect(401);
    assert!(answer.message().contains("Contact an admin"), "{}", answer.text());
    let seen: Value = server.owner().await.get("/api/v2/users/amira").await.json_of(200);
    assert_eq!(seen["status"], "suspended", "a request changes nothing about it");
}

/// TestAPIKey/RoleNotExists
#[apply(case)]
async fn a_role_that_no_longer_exists_is_passed_over(engine: Engine) {
    let server = Server::start(engine).await;
    let mut amira = server.member("amira").await;
    let _server = stored::give_roles(server, &mut amira, &["castellan", "auditor"]).await;
    amira.get("/api/v2/users/me").await.expect(200);
    amira.get("/api/v2/audit").await.expect(200);
}
