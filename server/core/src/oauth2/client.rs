//! How a client says who it is: HTTP Basic, parameters of the body, or just its id (RFC 6749 §2.3.1 and
//! §3.2.1).

use super::Refusal;

/// What `Authorization: Basic …` holds, taken apart.
#[derive(Clone, PartialEq, Eq)]
pub struct Basic {
    /// The client's id.
    pub client_id: String,
    /// Its secret; empty when there is none.
    pub client_secret: String,
}

impl Basic {
    /// Reads `user:password`. Both are form-urlencoded before they are put together (RFC 6749 §2.3.1); what
    /// isn't valid percent-encoding is taken as it stands, because many clients leave the encoding out.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (user, password) = text.split_once(':')?;
        Some(Self { client_id: decoded(user), client_secret: decoded(password) })
    }
}

fn decoded(text: &str) -> String {
    let pair = format!("v={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

impl std::fmt::Debug for Basic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Basic").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// Who a client says it is, and with what it proves it.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientAuthentication {
    /// Its id, as it was sent.
    pub client_id: String,
    /// Its secret, if it sent one.
    pub client_secret: Option<String>,
}

/// Why a request doesn't say who its client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientFault {
    /// No place names it.
    Missing,
    /// The header and the body name different clients or secrets.
    Conflict,
}

impl ClientFault {
    /// The error for the client.
    #[must_use]
    pub fn refusal(self) -> Refusal {
        Refusal::request(match self {
            Self::Missing => "Missing client_id parameter",
            Self::Conflict => "Conflicting client credentials between Authorization header and request body",
        })
    }
}

impl ClientAuthentication {
    /// Puts together what the header and the body say; empty parameters count as absent. The secret may come
    /// in either, the same one even in both.
    ///
    /// # Errors
    /// When no place names the client, or they contradict each other.
    pub fn read(
        basic: Option<&Basic>,
        client_id: Option<&str>,
        client_secret: Option<&str>,
    ) -> Result<Self, ClientFault> {
        let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let id = one(given(client_id), basic.and_then(|basic| given(Some(&basic.client_id))))?;
        let secret = one(given(client_secret), basic.and_then(|basic| given(Some(&basic.client_secret))))?;
        Ok(Self { client_id: id.ok_or(ClientFault::Missing)?, client_secret: secret })
    }
}

fn one(body: Option<String>, header: Option<String>) -> Result<Option<String>, ClientFault> {
    match (body, header) {
        (Some(body), Some(header)) if body != header => Err(ClientFault::Conflict),
        (body, header) => Ok(body.or(header)),
    }
}

impl std::fmt::Debug for ClientAuthentication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientAuthentication").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_is_decoded_as_a_form() {
        let basic = |text| Basic::parse(text).map(|basic| (basic.client_id, basic.client_secret));
        assert_eq!(basic("a%3Ab:c+d%25"), Some(("a:b".into(), "c d%".into())));
        assert_eq!(basic("id:a:b"), Some(("id".into(), "a:b".into())));
        assert_eq!(basic("id:50%&more"), Some(("id".into(), "50%&more".into())), "as it stands");
        assert_eq!(basic("id:"), Some(("id".into(), String::new())));
        assert_eq!(basic("no colon"), None);
    }

    #[test]
    fn header_and_body_may_agree_and_must_not_differ() {
        let basic = Basic { client_id: "a".into(), client_secret: "s".into() };
        let read = |id, secret| ClientAuthentication::read(Some(&basic), id, secret);
        let expected = ClientAuthentication { client_id: "a".into(), client_secret: Some("s".into()) };
        assert_eq!(read(None, None), Ok(expected.clone()));
        assert_eq!(read(Some("a"), Some("s")), Ok(expected.clone()));
        assert_eq!(read(Some(""), None), Ok(expected));
        assert_eq!(read(Some("b"), None), Err(ClientFault::Conflict));
        assert_eq!(read(None, Some("t")), Err(ClientFault::Conflict));
        assert_eq!(ClientAuthentication::read(None, None, Some("s")), Err(ClientFault::Missing));
    }
}
