//! What a client says about itself when it registers (RFC 7591 §2), and what is made of it.

use sha2::{Digest, Sha256};
use url::Url;

use super::{AuthMethod, ClientType, ErrorCode, GrantType, Refusal, SigningAlgorithm, redirect, scope};

/// The longest name that is kept whole, in characters.
const LONGEST_NAME: usize = 64;
/// The name of a client that says nothing by which it could be called.
const NAMELESS: &str = "Dynamically Registered Client";

/// The metadata of a client; absent is the default of the RFC.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the fields are those of RFC 7591 section 2")]
pub struct ClientMetadata {
    pub redirect_uris: Vec<String>,
    pub client_name: Option<String>,
    /// The addresses of pages: each with the field's name.
    pub pages: Vec<(&'static str, String)>,
    pub grant_types: Option<Vec<String>>,
    pub response_types: Option<Vec<String>>,
    pub token_endpoint_auth_method: Option<String>,
    pub scope: String,
    pub id_token_signed_response_alg: Option<String>,
}

/// What it gets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of RFC 7591 section 2")]
pub struct Accepted {
    pub name: String,
    pub client_type: ClientType,
    pub auth_method: AuthMethod,
    pub grant_types: Vec<GrantType>,
    /// Names that exist only.
    pub scope: String,
    /// How ID tokens are signed.
    pub id_token_alg: SigningAlgorithm,
}

/// Holds a client's metadata to the rules.
///
/// # Errors
/// `invalid_redirect_uri` or `invalid_client_metadata` (RFC 7591 §3.2.2), for the first rule that is broken.
pub fn accept(asked: &ClientMetadata) -> Result<Accepted, Refusal> {
    uris(&asked.redirect_uris)?;
    for (field, page) in &asked.pages {
        let url =
            Url::parse(page).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if url.is_none() || page.len() > redirect::LONGEST {
            return Err(invalid(&format!("{field} must be an absolute http or https URL")));
        }
    }
    if asked.response_types.as_ref().is_some_and(|types| types.iter().any(|one| one != "code")) {
        return Err(invalid("response_types must be [code]"));
    }
    if let Some(problem) = scope::list_problem(&asked.scope) {
        return Err(invalid(&format!("scope {problem}")));
    }
    let id_token_alg = match asked.id_token_signed_response_alg.as_deref() {
        None | Some("") => SigningAlgorithm::Rs256,
        Some(word) => {
            word.parse().map_err(|_| invalid("id_token_signed_response_alg must be RS256 or EdDSA"))?
        }
    };
    let auth_method = match asked.token_endpoint_auth_method.as_deref() {
        None | Some("") => AuthMethod::Basic,
        Some(word) => word.parse().map_err(|_| {
            invalid("token_endpoint_auth_method must be client_secret_basic, client_secret_post or none")
        })?,
    };
    Ok(Accepted {
        name: name(asked),
        client_type: if auth_method == AuthMethod::None {
            ClientType::Public
        } else {
            ClientType::Confidential
        },
        auth_method,
        grant_types: grant_types(asked.grant_types.as_deref())?,
        scope: scope::registered(&asked.scope),
        id_token_alg,
    })
}

fn uris(uris: &[String]) -> Result<(), Refusal> {
    let refused = |why: String| Refusal::new(ErrorCode::InvalidRedirectUri, why);
    if uris.is_empty() || uris.len() > redirect::MOST {
        return Err(refused(format!("redirect_uris must have 1 to {} entries", redirect::MOST)));
    }
    for (place, uri) in uris.iter().enumerate() {
        redirect::check(uri).map_err(|problem| refused(format!("redirect_uris[{place}] {problem}")))?;
    }
    Ok(())
}

fn grant_types(asked: Option<&[String]>) -> Result<Vec<GrantType>, Refusal> {
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else {
        return Ok(vec![GrantType::AuthorizationCode, GrantType::RefreshToken]);
    };
    let known: Option<Vec<GrantType>> = asked.iter().map(|word| word.parse().ok()).collect();
    known.filter(|known| known.contains(&GrantType::AuthorizationCode)).ok_or_else(|| {
        invalid(
            "grant_types must have authorization_code, and beside it refresh_token and the device code only",
        )
    })
}

/// The client's own name, or one made from where it lives. Long ones keep apart by a piece of their hash.
fn name(asked: &ClientMetadata) -> String {
    let own = asked.client_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let given = own.map_or_else(|| from_host(asked), str::to_owned);
    if given.chars().count() <= LONGEST_NAME {
        return given;
    }
    let digest = Sha256::digest(given.as_bytes());
    let suffix: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let kept: String = given.chars().take(LONGEST_NAME - suffix.len() - 1).collect();
    format!("{kept}-{suffix}")
}

fn from_host(asked: &ClientMetadata) -> String {
    let home = asked.pages.iter().find(|(field, _)| *field == "client_uri").map(|(_, page)| page);
    let mut places = home.into_iter().chain(asked.redirect_uris.first());
    let host = places.find_map(|place| Url::parse(place).ok()?.host_str().map(str::to_owned));
    host.map_or_else(|| NAMELESS.to_owned(), |host| format!("Client ({host})"))
}

fn invalid(description: &str) -> Refusal {
    Refusal::new(ErrorCode::InvalidClientMetadata, description)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> ClientMetadata {
        ClientMetadata { redirect_uris: vec!["https://app.example/cb".into()], ..ClientMetadata::default() }
    }

    #[test]
    fn what_is_left_out_has_the_defaults_of_the_rfc() {
        let accepted = accept(&asked()).unwrap();
        assert_eq!(
            (accepted.client_type, accepted.auth_method),
            (ClientType::Confidential, AuthMethod::Basic)
        );
        assert_eq!(accepted.grant_types, [GrantType::AuthorizationCode, GrantType::RefreshToken]);
        assert_eq!(accepted.name, "Client (app.example)");
        let own = ClientMetadata { pages: vec![("client_uri", "https://home.example/".into())], ..asked() };
        assert_eq!(accept(&own).unwrap().name, "Client (home.example)");
        let opaque = ClientMetadata { redirect_uris: vec!["com.example.app:/cb".into()], ..asked() };
        assert_eq!(accept(&opaque).unwrap().name, NAMELESS);
    }

    #[test]
    fn an_empty_list_is_as_one_that_is_left_out() {
        let empty =
            ClientMetadata { response_types: Some(Vec::new()), grant_types: Some(Vec::new()), ..asked() };
        assert_eq!(accept(&empty), accept(&asked()));
    }

    #[test]
    fn only_scopes_that_exist_are_registered() {
        let of = |scope: &str| accept(&ClientMetadata { scope: scope.into(), ..asked() }).unwrap().scope;
        assert_eq!(of("openid offline_access mcp:tools user:read"), "openid offline_access user:read");
        assert_eq!(of(""), "");
    }

    #[test]
    fn a_client_without_a_secret_is_public() {
        let none = ClientMetadata { token_endpoint_auth_method: Some("none".into()), ..asked() };
        assert_eq!(accept(&none).unwrap().client_type, ClientType::Public);
    }

    #[test]
    fn long_names_stay_apart() {
        let named =
            |name: String| accept(&ClientMetadata { client_name: Some(name), ..asked() }).unwrap().name;
        let (one, other) = (named("a".repeat(80)), named("a".repeat(81)));
        assert!(one != other && one.chars().count() == LONGEST_NAME, "{one} {other}");
        assert_eq!(named("ä".repeat(64)), "ä".repeat(64));
    }

    #[test]
    fn what_can_not_be_served_is_refused_with_its_code() {
        let code = |asked: ClientMetadata| accept(&asked).unwrap_err().code;
        let words = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
        let uris = |uris: &[&str]| ClientMetadata { redirect_uris: words(uris).unwrap(), ..asked() };
        for wrong in
            [uris(&[]), uris(&["http://app.example"]), uris(&["https://app.example", "mailto:a@b.example"])]
        {
            assert_eq!(code(wrong), ErrorCode::InvalidRedirectUri);
        }
        for wrong in [
            ClientMetadata { grant_types: words(&["refresh_token"]), ..asked() },
            ClientMetadata { grant_types: words(&["authorization_code", "password"]), ..asked() },
            ClientMetadata { response_types: words(&["token"]), ..asked() },
            ClientMetadata { id_token_signed_response_alg: Some("none".into()), ..asked() },
            ClientMetadata { token_endpoint_auth_method: Some("private_key_jwt".into()), ..asked() },
            ClientMetadata { pages: vec![("logo_uri", "javascript:alert(1)".into())], ..asked() },
            ClientMetadata { scope: "\"".into(), ..asked() },
        ] {
            assert_eq!(code(wrong), ErrorCode::InvalidClientMetadata);
        }
    }
}
