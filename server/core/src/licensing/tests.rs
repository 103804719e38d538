//! A table of tokens, and what all of a deployment's licences come to.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::*;
use crate::oauth2::SigningKey;

const NAME: &str = "2026-03";
const DEPLOYMENT: &str = "9a1cfb4e-52d0-4a53-8f0a-0c39a5ce1d2f";
const SEVERAL: &str = "license has multiple issues; contact support";

static KEYS: LazyLock<(SigningKey, PublicKeys)> = LazyLock::new(|| {
    let (key, public) = generate(NAME).unwrap();
    (key, public.parse().unwrap())
});

fn now() -> DateTime<Utc> {
    "2026-03-02T08:30:00Z".parse().unwrap()
}

fn at(days: i64) -> i64 {
    (now() + TimeDelta::days(days)).timestamp()
}

/// Claims of a licence for a year and a month of grace.
fn claims() -> Map<String, Value> {
    let Value::Object(claims) = json!({
        "jti": "6d8b1a52-3c0f-4e7a-9b21-5f4c8d7e6a01",
        "iss": "somebody",
        "iat": at(-1), "nbf": at(-1), "exp": at(395), "license_expires": at(365),
        "account_type": "salesforce", "account_id": "0015x00000",
        "version": 3, "trial": false, "feature_set": "premium",
        "features": {"user_limit": 100},
    }) else {
        unreachable!()
    };
    claims
}

fn with(changes: &Value) -> Map<String, Value> {
    let mut all = claims();
    for (name, value) in changes.as_object().unwrap() {
        all.insert(name.clone(), value.clone());
    }
    all
}

fn without(name: &str) -> Map<String, Value> {
    let mut all = claims();
    all.remove(name);
    all
}

fn signed(claims: Map<String, Value>) -> String {
    issue(&KEYS.0, NAME, claims).unwrap()
}

fn admitted(token: &str) -> Result<License, Refusal> {
    admit(token, &KEYS.1, DEPLOYMENT, now())
}

#[test]
fn each_claim_that_is_missing_or_wrong_or_beyond_its_bound_is_named() {
    let missing = |name: &str, long: &str| format!("license has invalid or missing {name}{long} claim");
    let expires = missing("license_expires", "") + ": it must be at most five years ahead";
    let account = "license must contain valid account";
    let mut table = vec![
        (without("version"), "license must be version 3".to_owned()),
        (with(&json!({"version": 2})), "license must be version 3".into()),
        (with(&json!({"version": 4})), "license must be version 3".into()),
        (without("iat"), missing("iat", " (issued at)")),
        (with(&json!({"iat": null})), missing("iat", " (issued at)")),
        (without("nbf"), missing("nbf", " (not before)")),
        (without("exp"), missing("exp", " (expires at)")),
        (without("license_expires"), expires.clone()),
        (with(&json!({"license_expires": at(5 * 365) + 1, "exp": at(5 * 365) + 1})), expires),
        (without("account_type"), format!("{account} type")),
        (with(&json!({"account_type": ""})), format!("{account} type")),
        (without("account_id"), format!("{account} ID")),
        (with(&json!({"account_id": ""})), format!("{account} ID")),
    ];
    for (name, value, form) in [
        ("jti", json!(1), "a text"),
        ("iat", json!("yesterday"), "seconds since 1970"),
        ("exp", json!(1e300), "seconds since 1970"),
        ("version", json!("3"), "a whole number"),
        ("trial", json!("no"), "true or false"),
        ("deployment_ids", json!(DEPLOYMENT), "a list of texts"),
        ("features", json!({"user_limit": 1.5}), "an object of whole numbers"),
        ("features", json!([]), "an object of whole numbers"),
        ("addons", json!([1]), "a list of texts"),
        ("all_features", json!(1), "true or false"),
        ("require_telemetry", json!(0), "true or false"),
    ] {
        let wrong = with(&json!({name: value}));
        table.push((wrong, format!("license has an invalid {name} claim: it must be {form}")));
    }
    for (claims, fault) in table {
        assert_eq!(admitted(&signed(claims.clone())), Err(Refusal::Invalid(fault)), "{claims:?}");
    }
    let Err(Refusal::Invalid(all)) = admitted(&signed(with(&json!({"version": 1, "account_id": ""})))) else {
        panic!("it is refused")
    };
    assert_eq!(all, "license must be version 3; license must contain valid account ID");
}

#[test]
fn claims_at_their_bounds_are_taken() {
    for claims in [
        claims(),
        without("jti"),
        without("features"),
        without("feature_set"),
        with(&json!({"license_expires": at(5 * 365), "exp": at(5 * 365)})),
        with(&json!({"exp": now().timestamp() + 1, "license_expires": now().timestamp() + 1})),
        with(&json!({"nbf": at(30)})),
        with(&json!({"license_expires": at(-10), "exp": at(1)})),
        with(&json!({"iat": 1_700_000_000.5})),
        with(&json!({"features": {"user_limit": -1, "of_nobody": 7}})),
        with(&json!({"deployment_ids": [DEPLOYMENT.to_uppercase()]})),
        with(&json!({"deployment_ids": null})),
    ] {
        let license =
            admitted(&signed(claims.clone())).unwrap_or_else(|fault| panic!("{claims:?}: {fault:?}"));
        assert_eq!(license.payload, claims, "the payload stays as it was written");
    }
}

#[test]
fn what_is_wrong_with_the_token_itself_has_one_answer() {
    let good = signed(claims());
    let (signed_part, signature) = good.rsplit_once('.').unwrap();
    let header = |value: Value| {
        let rest = good.split_once('.').unwrap().1;
        format!("{}.{rest}", URL_SAFE_NO_PAD.encode(value.to_string()))
    };
    let (other, _) = generate("other").unwrap();
    let over = signed(with(&json!({"exp": now().timestamp()})));
    let tokens = [
        (String::new(), TokenFault::Malformed),
        ("garbage".into(), TokenFault::Malformed),
        ("a.b.c".into(), TokenFault::Malformed),
        (format!("{good}."), TokenFault::Malformed),
        (signed_part.to_owned(), TokenFault::Malformed),
        (format!("{signed_part}."), TokenFault::Signature),
        ("x".repeat(LONGEST_TOKEN + 1), TokenFault::Malformed),
        (header(json!({"alg": "EdDSA"})), TokenFault::MissingKey),
        (header(json!({"alg": "none", "kid": NAME})), TokenFault::Algorithm),
        (header(json!({"alg": "HS256", "kid": NAME})), TokenFault::Algorithm),
        (header(json!({"kid": NAME})), TokenFault::Algorithm),
        (header(json!({"alg": "EdDSA", "kid": "other"})), TokenFault::UnknownKey("other".into())),
        (header(json!({"alg": "EdDSA", "kid": NAME})), TokenFault::Signature),
        (
            format!("{}.{signature}", &signed(without("trial")).rsplit_once('.').unwrap().0),
            TokenFault::Signature,
        ),
        (issue(&other, NAME, claims()).unwrap(), TokenFault::Signature),
        (over, TokenFault::Expired),
    ];
    for (token, fault) in tokens {
        assert_eq!(License::read(&token, &KEYS.1, now()), Err(fault), "{token}");
        assert_eq!(admitted(&token), Err(Refusal::Invalid(SEVERAL.into())), "{token}");
    }
    let elsewhere = signed(with(&json!({"deployment_ids": ["another"]})));
    assert_eq!(admitted(&elsewhere), Err(Refusal::OtherDeployment));
}

#[test]
fn a_private_key_is_read_back_from_its_file() {
    let (key, public) = generate("mine").unwrap();
    let read = read_private_key(&private_key(&key).unwrap()).unwrap();
    let token = issue(&read, "mine", claims()).unwrap();
    assert!(admit(&token, &public.parse().unwrap(), DEPLOYMENT, now()).is_ok());
    for wrong in ["", "mine", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
        assert!(read_private_key(wrong).is_err(), "{wrong}");
    }
}

fn deployment() -> Deployment {
    Deployment { id: DEPLOYMENT.into(), active_users: 12, ..Deployment::default() }
}

fn come_to(all: &[Map<String, Value>], of: &Deployment) -> Entitlements {
    let kept: Vec<_> = all
        .iter()
        .enumerate()
        .map(|(number, claims)| KeptLicense {
            uuid: Uuid::from_u128(number as u128),
            token: signed(claims.clone()),
        })
        .collect();
    entitlements(&kept, &KEYS.1, of, None, now())
}

fn grant(all: &Entitlements, feature: Feature) -> (Entitlement, Option<i64>) {
    (all.features[&feature].entitlement, all.features[&feature].limit)
}

#[test]
fn without_a_licence_nothing_is_entitled_and_users_are_counted() {
    let all = come_to(&[], &deployment());
    assert_eq!(all.features.len(), 28);
    assert!(all.features.values().all(|one| one.entitlement == Entitlement::NotEntitled && !one.enabled));
    assert_eq!(all.features[&Feature::UserLimit].actual, Some(12));
    assert!(!all.has_license && all.warnings.is_empty() && all.errors.is_empty());
}

#[test]
fn sets_and_single_features_are_granted() {
    let switched_on = [Feature::TemplateRbac, Feature::AuditLog].into();
    let of = Deployment { switched_on, ..deployment() };
    let premium = come_to(&[claims()], &of);
    assert_eq!(grant(&premium, Feature::CustomRoles), (Entitlement::Entitled, None));
    assert_eq!(grant(&premium, Feature::UserLimit), (Entitlement::Entitled, Some(100)));
    assert_eq!(grant(&premium, Feature::ManagedAgentLimit), (Entitlement::Entitled, Some(1000)));
    assert_eq!(grant(&premium, Feature::AiGovernanceUserLimit).0, Entitlement::NotEntitled);
    assert!(premium.enables(Feature::CustomRoles) && premium.enables(Feature::TemplateRbac));
    assert!(!premium.enables(Feature::BrowserOnly), "the settings don't switch it on");
    let old = with(&json!({"feature_set": "", "all_features": true}));
    let old = come_to(&[old], &of);
    assert_eq!(grant(&old, Feature::CustomRoles).0, Entitlement::NotEntitled);
    assert_eq!(grant(&old, Feature::TemplateRbac).0, Entitlement::Entitled);
    assert_eq!(grant(&old, Feature::ManagedAgentLimit).0, Entitlement::NotEntitled);
    let single = with(&json!({"feature_set": "", "features": {
        "custom_roles": 1, "scim": 0, "managed_agent_limit_soft": 5, "managed_agent_limit_hard": 9,
        "agent_runtime_hours_allocation": -1, "agent_runtime_hours_limit_soft": 7, "agent_runtime_hours_limit_hard": 8,
    }}));
    let single = come_to(&[single], &of);
    assert_eq!(grant(&single, Feature::CustomRoles).0, Entitlement::Entitled);
    assert_eq!(grant(&single, Feature::Scim).0, Entitlement::NotEntitled);
    assert_eq!(grant(&single, Feature::ManagedAgentLimit), (Entitlement::Entitled, Some(5)));
    let hours = single.features[&Feature::AgentRuntimeHours];
    assert_eq!((hours.limit, hours.soft_limit, hours.hard_limit), (None, Some(7), Some(8)));
    assert_eq!(hours.period.unwrap().end.timestamp(), at(365));
}

#[test]
fn the_addon_needs_its_limit() {
    let set =
        json!({"feature_set": "", "addons": ["ai_governance"], "features": {"ai_governance_user_limit": 3}});
    let all = come_to(&[with(&set)], &deployment());
    assert_eq!(grant(&all, Feature::Aibridge).0, Entitlement::Entitled);
    assert_eq!(grant(&all, Feature::AiGovernanceUserLimit), (Entitlement::Entitled, Some(3)));
    let lacks = come_to(&[with(&json!({"feature_set": "", "addons": ["ai_governance"]}))], &deployment());
    assert_eq!(grant(&lacks, Feature::Aibridge).0, Entitlement::NotEntitled);
    assert!(lacks.errors[0].contains("ai_governance_user_limit"), "{:?}", lacks.errors);
}

#[test]
fn a_licence_counts_from_its_beginning_to_the_end_of_its_grace() {
    let later = come_to(&[with(&json!({"nbf": at(1)}))], &deployment());
    assert!(!later.has_license && !later.enables(Feature::CustomRoles) && later.errors.is_empty());
    let grace = come_to(&[with(&json!({"license_expires": now().timestamp() - 1}))], &deployment());
    assert_eq!(grant(&grace, Feature::CustomRoles).0, Entitlement::GracePeriod);
    assert!(grace.enables(Feature::CustomRoles));
    assert_eq!(
        grace.warnings,
        ["Your deployment has 12 active users but the license with the limit 100 is expired."]
    );
    let last = come_to(&[with(&json!({"license_expires": now().timestamp()}))], &deployment());
    assert_eq!(grant(&last, Feature::CustomRoles).0, Entitlement::Entitled, "the last second counts");
    let over = come_to(&[with(&json!({"license_expires": at(-9), "exp": now().timestamp()}))], &deployment());
    assert!(!over.has_license && over.errors.is_empty());
}

#[test]
fn the_end_is_told_unless_another_licence_follows() {
    let ending = |days: i64| with(&json!({"license_expires": at(days), "exp": at(days)}));
    let told = |all: &[Map<String, Value>]| come_to(all, &deployment()).warnings;
    assert_eq!(told(&[ending(1)]), ["Your license expires in 1 day."]);
    assert_eq!(told(&[ending(29)]), ["Your license expires in 29 days."]);
    assert_eq!(told(&[ending(30)]), [""; 0]);
    let next = with(&json!({"nbf": at(5), "license_expires": at(300), "exp": at(300)}));
    assert_eq!(told(&[ending(5), next.clone()]), [""; 0], "it is queued");
    let gap = with(&json!({"nbf": at(6), "license_expires": at(300), "exp": at(300)}));
    assert_eq!(told(&[ending(5), gap]), ["Your license expires in 5 days."]);
    let trial = |days: i64| {
        let mut claims = ending(days);
        claims.insert("trial".into(), true.into());
        claims
    };
    assert_eq!(told(&[trial(7)]), [""; 0]);
    assert_eq!(told(&[trial(6)]), ["Your license expires in 6 days."]);
    assert!(come_to(&[ending(90), trial(90)], &deployment()).trial, "the last one says so");
    assert!(!come_to(&[trial(90), ending(90)], &deployment()).trial);
}

#[test]
fn what_is_on_without_a_licence_for_it_is_told_once_there_is_one() {
    let of = Deployment { switched_on: [Feature::Scim].into(), active_users: 101, ..deployment() };
    assert_eq!(come_to(&[], &of).warnings, [""; 0]);
    let none = come_to(&[with(&json!({"feature_set": ""}))], &of);
    assert_eq!(
        none.warnings,
        [
            "Your deployment has 101 active users but is only licensed for 100.",
            "SCIM is enabled but your license is not entitled to this feature."
        ]
    );
    let grace = with(&json!({"license_expires": at(-1), "features": {}}));
    assert_eq!(
        come_to(&[grace], &of).warnings,
        ["SCIM is enabled but your license for this feature is expired."]
    );
}

#[test]
fn several_replicas_need_a_licence() {
    let of = Deployment { replicas: 2, ..deployment() };
    let unlicensed = come_to(&[], &of);
    assert!(unlicensed.errors[0].contains("high availability is an Enterprise feature"));
    let other = come_to(&[with(&json!({"feature_set": ""}))], &of);
    assert!(other.errors[0].contains("not entitled to high availability"));
    let grace = come_to(&[with(&json!({"license_expires": at(-1), "features": {}}))], &of);
    assert!(grace.errors.is_empty() && grace.warnings[0].contains("high availability is expired"));
    assert!(come_to(&[claims()], &of).errors.is_empty());
}

#[test]
fn a_licence_that_wants_telemetry_changes_nothing_where_there_is_none() {
    let wanting = with(&json!({"require_telemetry": true}));
    let before = come_to(&[with(&json!({"feature_set": "enterprise"}))], &deployment());
    let kept = [KeptLicense { uuid: Uuid::nil(), token: signed(wanting.clone()) }];
    let after = entitlements(&kept, &KEYS.1, &deployment(), Some(&before), now());
    assert_eq!(after.errors, ["License requires telemetry but telemetry is disabled"]);
    assert_eq!(after.features, before.features);
    assert!(!come_to(std::slice::from_ref(&wanting), &deployment()).enables(Feature::CustomRoles));
    let reports = Deployment { telemetry: true, ..deployment() };
    assert!(come_to(&[wanting], &reports).enables(Feature::CustomRoles));
}

#[test]
fn a_kept_licence_that_can_not_be_read_is_an_error_and_the_others_count() {
    let mut kept: Vec<_> =
        ["no token".to_owned(), signed(claims()), signed(with(&json!({"deployment_ids": ["x"]})))]
            .into_iter()
            .map(|token| KeptLicense { uuid: Uuid::nil(), token })
            .collect();
    let all = entitlements(&kept, &KEYS.1, &deployment(), None, now());
    assert!(all.enables(Feature::CustomRoles));
    assert_eq!(
        all.errors,
        [
            "Invalid license (00000000-0000-0000-0000-000000000000) parsing claims: the text is no signed token",
            "Invalid license (00000000-0000-0000-0000-000000000000): it is for another deployment"
        ]
    );
    kept.truncate(1);
    assert!(!entitlements(&kept, &KEYS.1, &deployment(), None, now()).has_license);
}

#[test]
fn without_keys_everything_is_entitled_but_what_is_off() {
    let all = free(&deployment(), &[Feature::Scim].into(), now());
    assert!(all.features.values().all(|one| one.entitlement == Entitlement::Entitled));
    assert!(!all.enables(Feature::Scim) && all.enables(Feature::AuditLog));
    assert_eq!(all.features[&Feature::UserLimit].actual, Some(12));
}
