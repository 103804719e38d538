//! What is sent.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::failure::Failure;
use crate::table::{Credential, CredentialKind};

/// What is encoded in a segment of a path: all but what RFC 3986 leaves unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Encoded, from the root of the server.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) credential: Credential,
}

impl Request {
    /// A request of a session.
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Request {
            method,
            path: path.into(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            credential: Credential { kind: CredentialKind::Session, optional: false },
        }
    }

    /// The same without a token.
    pub(crate) fn without_token(self) -> Self {
        Request { credential: Credential { kind: CredentialKind::None, optional: true }, ..self }
    }

    /// The same with this body.
    pub(crate) fn with_body(mut self, content_type: &str, body: impl Into<Bytes>) -> Result<Self, Failure> {
        let value = HeaderValue::from_str(content_type)
            .map_err(|_| Failure::Usage(format!("{content_type} is no type of a body")))?;
        self.headers.insert(header::CONTENT_TYPE, value);
        self.body = Some(body.into());
        Ok(self)
    }

    /// Puts a parameter of the query in place of those of its name.
    pub(crate) fn set_query(&mut self, name: &str, value: String) {
        self.query.retain(|(one, _)| one != name);
        self.query.push((name.to_owned(), value));
    }

    /// The value of a parameter of the query.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    /// The whole address at this server.
    pub(super) fn url(&self, server: &str) -> Result<Url, Failure> {
        let mut url = Url::parse(&format!("{server}{}", self.path))
            .map_err(|fault| Failure::Usage(format!("{}: {fault}", self.path)))?;
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url)
    }
}

/// A value as a segment of a path.
pub(crate) fn segment(value: &str) -> String {
    utf8_percent_encode(value, SEGMENT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_in_their_segment() {
        let request = Request::new(Method::GET, format!("/api/v2/users/{}", segment("a/../b?c#d é")));
        let url = request.url("https://a.example.com").unwrap();
        assert_eq!(url.path(), "/api/v2/users/a%2F..%2Fb%3Fc%23d%20%C3%A9");
        assert_eq!((url.query(), url.fragment()), (None, None));
    }

    #[test]
    fn a_parameter_is_replaced_and_encoded() {
        let mut request = Request::new(Method::GET, "/api/v2/users?q=a");
        request.set_query("offset", "0".into());
        request.set_query("offset", "1&2".into());
        assert_eq!(request.query("offset"), Some("1&2"));
        assert_eq!(request.url("http://h").unwrap().query(), Some("q=a&offset=1%262"));
    }
}
