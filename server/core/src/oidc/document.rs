//! What is read of a provider's discovery document (OpenID Connect Discovery 1.0): the fields that are used,
//! and no other.

use serde_json::{Map, Value};
use url::Url;

/// Longest text of a field, in bytes.
const LONGEST: usize = 2048;

/// The document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Who it says it is.
    pub issuer: String,
    /// Where people log in.
    pub authorization_endpoint: Url,
    /// Where codes and refresh tokens are redeemed.
    pub token_endpoint: Url,
    /// Where its keys are.
    pub jwks_uri: Url,
    /// Where more claims are, if anywhere.
    pub userinfo_endpoint: Option<Url>,
    /// Where sessions end, if anywhere.
    pub end_session_endpoint: Option<Url>,
    /// The algorithms of its id_tokens; none when it doesn't say.
    pub signing_algorithms: Vec<String>,
    /// Whether it offers PKCE with S256.
    pub pkce: bool,
    /// Whether a client proves itself by HTTP Basic at the token endpoint, which is what a document that says
    /// nothing means.
    pub basic: bool,
}

/// Why a document can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("its {field:?} {reason}")]
pub struct DocumentFault {
    /// The field.
    pub field: &'static str,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl Document {
    /// Reads a document. Empty fields are absent ones.
    ///
    /// # Errors
    /// The first field that is used and can't be.
    pub fn read(document: &Map<String, Value>) -> Result<Self, DocumentFault> {
        let fields = Fields(document);
        let methods = fields.words("token_endpoint_auth_methods_supported")?;
        let challenges = fields.words("code_challenge_methods_supported")?;
        Ok(Self {
            issuer: fields.text("issuer")?.ok_or_else(|| missing("issuer"))?.to_owned(),
            authorization_endpoint: fields.needed_url("authorization_endpoint")?,
            token_endpoint: fields.needed_url("token_endpoint")?,
            jwks_uri: fields.needed_url("jwks_uri")?,
            userinfo_endpoint: fields.url("userinfo_endpoint")?,
            end_session_endpoint: fields.url("end_session_endpoint")?,
            signing_algorithms: fields.words("id_token_signing_alg_values_supported")?,
            pkce: challenges.iter().any(|method| method == "S256"),
            basic: methods.is_empty() || methods.iter().any(|method| method == "client_secret_basic"),
        })
    }
}

struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    fn text(&self, field: &'static str) -> Result<Option<&'a str>, DocumentFault> {
        match self.0.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) if text.len() > LONGEST => {
                Err(fault(field, "is longer than 2048 bytes"))
            }
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(fault(field, "is no text")),
        }
    }

    fn url(&self, field: &'static str) -> Result<Option<Url>, DocumentFault> {
        let Some(text) = self.text(field)? else { return Ok(None) };
        match Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(Some(url)),
            Ok(_) | Err(_) => Err(fault(field, "is no http or https URL")),
        }
    }

    fn needed_url(&self, field: &'static str) -> Result<Url, DocumentFault> {
        self.url(field)?.ok_or_else(|| missing(field))
    }

    /// A list of words; a text counts as the words in it.
    fn words(&self, field: &'static str) -> Result<Vec<String>, DocumentFault> {
        match self.0.get(field) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::String(text)) => Ok(text.split_whitespace().map(str::to_owned).collect()),
            Some(Value::Array(elements)) => {
                Ok(elements.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            }
            Some(_) => Err(fault(field, "is no list of texts")),
        }
    }
}

fn missing(field: &'static str) -> DocumentFault {
    fault(field, "is missing")
}

fn fault(field: &'static str, reason: &'static str) -> DocumentFault {
    DocumentFault { field, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(more: Value) -> Result<Document, DocumentFault> {
        let mut document = json!({
            "issuer": "https://login.example.com/",
            "authorization_endpoint": "https://login.example.com/authorize",
            "token_endpoint": "https://login.example.com/token",
            "jwks_uri": "https://login.example.com/keys",
        });
        let Value::Object(more) = more else { unreachable!("objects are written") };
        let Value::Object(document) = &mut document else { unreachable!("it is an object") };
        document.extend(more);
        Document::read(document)
    }

    #[test]
    fn odd_fields_that_nobody_uses_do_not_matter() {
        let plain = read(json!({})).expect("it has all that is needed");
        assert_eq!(plain.issuer, "https://login.example.com/");
        assert!(plain.basic && !plain.pkce && plain.userinfo_endpoint.is_none());
        let odd = json!({
            "op_tos_uri": "", "op_policy_uri": 7, "scopes_supported": "openid profile", "claims_supported": null,
            "response_types_supported": {}, "subject_types_supported": "", "display_values_supported": ["x", 1],
            "request_uri_parameter_supported": "yes", "registration_endpoint": "", "check_session_iframe": "about:blank",
        });
        assert_eq!(read(odd), Ok(plain));
    }

    #[test]
    fn empty_is_absent_and_a_text_is_its_words() {
        let empty = json!({"userinfo_endpoint": "", "end_session_endpoint": null,
            "token_endpoint_auth_methods_supported": [], "id_token_signing_alg_values_supported": ""});
        assert_eq!(read(empty), read(json!({})));
        let words = json!({"code_challenge_methods_supported": "plain S256",
            "token_endpoint_auth_methods_supported": "client_secret_post private_key_jwt",
            "id_token_signing_alg_values_supported": ["RS256", 7]});
        let found = read(words).expect("it has all that is needed");
        assert!(found.pkce && !found.basic && found.signing_algorithms == ["RS256"]);
    }

    #[test]
    fn a_field_that_is_used_and_can_not_be_is_named() {
        for (field, value, reason) in [
            ("issuer", json!(""), "is missing"),
            ("token_endpoint", json!(null), "is missing"),
            ("jwks_uri", json!(7), "is no text"),
            ("userinfo_endpoint", json!("mailto:a@example.com"), "is no http or https URL"),
            ("end_session_endpoint", json!("/logout"), "is no http or https URL"),
            (
                "authorization_endpoint",
                json!(format!("https://e/{}", "a".repeat(2048))),
                "is longer than 2048 bytes",
            ),
            ("code_challenge_methods_supported", json!(true), "is no list of texts"),
        ] {
            assert_eq!(read(json!({field: value})), Err(DocumentFault { field, reason }));
        }
    }
}
