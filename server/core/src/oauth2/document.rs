//! Clients whose id is an address at which they say what they are (OAuth Client ID Metadata Document).

use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;
use uuid::Uuid;

use super::registration::{self, Accepted, ClientMetadata};
use super::{ErrorCode, Refusal};

/// The longest address, in bytes.
pub const LONGEST: usize = 512;
/// The longest document, in bytes.
pub const MOST_BYTES: usize = 16 * 1024;

/// The address that a `client_id` is; none when it is none of these: https with a path, and without anything
/// that makes a second spelling of the same client (§3 of the draft).
#[must_use]
pub fn address(client_id: &str) -> Option<Url> {
    let url = Url::parse(client_id).ok().filter(|_| client_id.len() <= LONGEST)?;
    let plain = url.scheme() == "https"
        && url.path() != "/"
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && url.as_str() == client_id;
    plain.then_some(url)
}

/// The id under which an app of this address is kept: made of it, so that there is one.
#[must_use]
pub fn app_id(address: &Url) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(address.as_str().as_bytes()).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// A document that was read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it says, as far as rules look at it.
    pub asked: ClientMetadata,
    /// What that becomes.
    pub accepted: Accepted,
}

/// Reads a document and holds it to the rules: it must name its own address, and can keep no secret, because
/// everybody reads it.
///
/// # Errors
/// `invalid_client_metadata` or `invalid_redirect_uri`, in words for the author of the document.
pub fn read(address: &Url, text: &[u8]) -> Result<Document, Refusal> {
    let invalid = |why: &str| Refusal::new(ErrorCode::InvalidClientMetadata, format!("{address}: {why}"));
    let said: Value = serde_json::from_slice(text).map_err(|_| invalid("the document is no JSON"))?;
    let word = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
    let list = |name: &str| -> Option<Vec<String>> {
        let all = said.get(name)?.as_array()?;
        Some(all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect())
    };
    if word("client_id").as_deref() != Some(address.as_str()) {
        return Err(invalid("client_id must be the address of the document"));
    }
    if said.get("client_secret").is_some() || said.get("client_secret_expires_at").is_some() {
        return Err(invalid("a document that everybody can read must have no secret"));
    }
    if word("token_endpoint_auth_method").is_some_and(|method| method != "none") {
        return Err(invalid("token_endpoint_auth_method must be none"));
    }
    let pages = ["client_uri", "logo_uri", "tos_uri", "policy_uri"];
    let asked = ClientMetadata {
        redirect_uris: list("redirect_uris").unwrap_or_default(),
        client_name: word("client_name"),
        pages: pages.into_iter().filter_map(|name| Some((name, word(name)?))).collect(),
        grant_types: list("grant_types"),
        response_types: list("response_types"),
        token_endpoint_auth_method: Some("none".into()),
        scope: word("scope").unwrap_or_default(),
        id_token_signed_response_alg: word("id_token_signed_response_alg"),
    };
    let accepted = registration::accept(&asked)?;
    Ok(Document { asked, accepted })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_address_has_one_spelling() {
        for good in
            ["https://app.example/client.json", "https://app.example:8443/a/b?v=2", "https://127.0.0.1/c"]
        {
            assert!(address(good).is_some(), "{good}");
        }
        for bad in [
            "http://app.example/client.json",
            "https://app.example",
            "https://app.example/",
            "https://app.example/a#b",
            "https://user@app.example/a",
            "https://APP.example/a",
            "https://app.example:443/a",
            "https://app.example/a/../b",
            "https://app.example/./b",
            "5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42",
            "vscode://x/y",
            "",
        ] {
            assert_eq!(address(bad), None, "{bad}");
        }
        assert_eq!(address(&format!("https://app.example/{}", "a".repeat(LONGEST))), None);
    }

    #[test]
    fn a_document_names_itself_and_keeps_no_secret() {
        let place = address("https://app.example/client.json").unwrap();
        let of = |change: &dyn Fn(&mut Value)| {
            let mut said = json!({
                "client_id": "https://app.example/client.json", "client_name": "App", "scope": "openid gone:x",
                "redirect_uris": ["http://127.0.0.1/callback"],
            });
            change(&mut said);
            read(&place, said.to_string().as_bytes())
        };
        let read_well = of(&|_| ()).unwrap();
        assert_eq!((&*read_well.accepted.name, &*read_well.accepted.scope), ("App", "openid"));
        for wrong in [
            ("client_id", json!("https://app.example/other.json")),
            ("client_secret", json!("x")),
            ("token_endpoint_auth_method", json!("client_secret_basic")),
            ("redirect_uris", json!([])),
            ("redirect_uris", json!(["javascript:alert(1)"])),
        ] {
            assert!(of(&|said| said[wrong.0] = wrong.1.clone()).is_err(), "{wrong:?}");
        }
        assert!(read(&place, b"<html>").is_err());
    }
}
