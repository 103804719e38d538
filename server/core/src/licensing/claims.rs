//! What a licence says.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use super::FeatureSet;

/// The version of claims that is understood.
const VERSION: i64 = 3;

/// How far ahead the end of a licence may be: five years.
pub const LONGEST_TERM: TimeDelta = TimeDelta::days(5 * 365);

/// The claims of a licence, as far as they mean something here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// Its identity, where it is written as one.
    pub id: Option<String>,
    /// When it was issued.
    pub issued_at: Option<DateTime<Utc>>,
    /// From when on it counts.
    pub not_before: Option<DateTime<Utc>>,
    /// When it ends at last, grace included.
    pub expires: Option<DateTime<Utc>>,
    /// When its grace period begins.
    pub license_expires: Option<DateTime<Utc>>,
    /// Whose account it is of, by kind.
    pub account_type: String,
    /// The account.
    pub account_id: String,
    /// The version of the claims.
    pub version: i64,
    /// Whether it is for a trial.
    pub trial: bool,
    /// The deployments that it holds for; none for any.
    pub deployment_ids: Vec<String>,
    /// The name of its set of features.
    pub feature_set: String,
    /// The old word for the set `enterprise`.
    pub all_features: bool,
    /// Features by name, with numbers.
    pub features: BTreeMap<String, i64>,
    /// Sets beside the set.
    pub addons: Vec<String>,
    /// Whether it holds only where usage is reported.
    pub require_telemetry: bool,
}

impl Claims {
    /// Reads them.
    ///
    /// # Errors
    /// Claims that are there and of another type than they have to be, each with what it has to be.
    pub fn read(payload: &Map<String, Value>) -> Result<Self, Vec<String>> {
        let mut reader = Reader { payload, faults: Vec::new() };
        let claims = Self {
            id: reader.optional("jti", "a text", text),
            issued_at: reader.optional("iat", "seconds since 1970", time),
            not_before: reader.optional("nbf", "seconds since 1970", time),
            expires: reader.optional("exp", "seconds since 1970", time),
            license_expires: reader.optional("license_expires", "seconds since 1970", time),
            account_type: reader.of("account_type", "a text", text),
            account_id: reader.of("account_id", "a text", text),
            version: reader.of("version", "a whole number", Value::as_i64),
            trial: reader.of("trial", "true or false", Value::as_bool),
            deployment_ids: reader.of("deployment_ids", "a list of texts", texts),
            feature_set: reader.of("feature_set", "a text", text),
            all_features: reader.of("all_features", "true or false", Value::as_bool),
            features: reader.of("features", "an object of whole numbers", numbers),
            addons: reader.of("addons", "a list of texts", texts),
            require_telemetry: reader.of("require_telemetry", "true or false", Value::as_bool),
        };
        if reader.faults.is_empty() { Ok(claims) } else { Err(reader.faults) }
    }

    /// Every rule that they break, now.
    #[must_use]
    pub fn faults(&self, now: DateTime<Utc>) -> Vec<String> {
        let far = |end: DateTime<Utc>| end - now > LONGEST_TERM;
        let rules = [
            (self.version != VERSION, "license must be version 3"),
            (self.issued_at.is_none(), "license has invalid or missing iat (issued at) claim"),
            (self.not_before.is_none(), "license has invalid or missing nbf (not before) claim"),
            (self.expires.is_none(), "license has invalid or missing exp (expires at) claim"),
            (
                self.license_expires.is_none_or(far),
                "license has invalid or missing license_expires claim: it must be at most five years ahead",
            ),
            (self.account_type.is_empty(), "license must contain valid account type"),
            (self.account_id.is_empty(), "license must contain valid account ID"),
        ];
        rules.into_iter().filter(|(broken, _)| *broken).map(|(_, fault)| fault.to_owned()).collect()
    }

    /// The set of features that it covers.
    #[must_use]
    pub fn set(&self) -> FeatureSet {
        match (self.feature_set.as_str(), self.all_features) {
            ("", true) => FeatureSet::Enterprise,
            (name, _) => FeatureSet::named(name),
        }
    }

    /// Whether it holds for this deployment.
    #[must_use]
    pub fn holds_for(&self, deployment: &str) -> bool {
        self.deployment_ids.is_empty()
            || self.deployment_ids.iter().any(|id| id.eq_ignore_ascii_case(deployment))
    }
}

struct Reader<'a> {
    payload: &'a Map<String, Value>,
    faults: Vec<String>,
}

impl Reader<'_> {
    /// A claim; null counts as absent.
    fn optional<T>(&mut self, name: &str, form: &str, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        let value = self.payload.get(name).filter(|value| !value.is_null())?;
        let found = read(value);
        if found.is_none() {
            self.faults.push(format!("license has an invalid {name} claim: it must be {form}"));
        }
        found
    }

    fn of<T: Default>(&mut self, name: &str, form: &str, read: impl Fn(&Value) -> Option<T>) -> T {
        self.optional(name, form, read).unwrap_or_default()
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(text).collect()
}

fn numbers(value: &Value) -> Option<BTreeMap<String, i64>> {
    value.as_object()?.iter().map(|(name, number)| Some((name.clone(), number.as_i64()?))).collect()
}

/// Seconds since 1970, which may have a fraction (RFC 7519 section 2).
#[allow(clippy::cast_possible_truncation, reason = "times that far ahead are refused by chrono")]
fn time(value: &Value) -> Option<DateTime<Utc>> {
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds.floor() as i64))?;
    DateTime::from_timestamp(seconds, 0)
}
