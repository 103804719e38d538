//! An answer and short ways to look into it.

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

/// What the server sent.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// Goes on only with this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "the body is: {}", self.text());
        self
    }

    /// The body as JSON, which must come with this status.
    #[track_caller]
    pub fn json_of(self, status: u16) -> Value {
        self.expect(status).json()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of a header, when it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// What an error says: its `message`, or where it has the form of SCIM, its `detail`.
    #[track_caller]
    pub fn message(&self) -> String {
        let body = self.json();
        let said = if body.get("schemas").is_some() { &body["detail"] } else { &body["message"] };
        said.as_str().unwrap_or_default().to_owned()
    }

    /// The fields that `validations` names, or the detail of SCIM, sorted, each once.
    #[track_caller]
    pub fn faulty_fields(&self) -> Vec<String> {
        let body = self.json();
        let named = body["validations"].as_array().into_iter().flatten();
        let mut fields: Vec<_> =
            named.filter_map(|fault| fault["field"].as_str().map(str::to_owned)).collect();
        let sentences = body["detail"].as_str().filter(|_| body.get("schemas").is_some()).unwrap_or_default();
        let names = sentences.split(". ").filter_map(|sentence| sentence.split_once(": "));
        fields.extend(names.map(|(name, _)| name.to_owned()));
        fields.sort();
        fields.dedup();
        fields
    }
}
