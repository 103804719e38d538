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

    /// What a person reads on a page: its headings and paragraphs, one a line.
    #[track_caller]
    pub fn told(&self) -> String {
        assert!(self.is_page(), "no page: {}", self.text());
        let paragraphs = self.between("<p class=\"lead\">", "</p>");
        self.between("<h1>", "</h1>").chain(paragraphs).collect::<Vec<_>>().join("\n")
    }

    /// The value of a header, when it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// `name=value` of each cookie that the answer sets.
    pub fn cookies(&self) -> Vec<String> {
        let lines = self.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
        lines.map(|line| line.split(';').next().unwrap().to_owned()).collect()
    }

    /// The message of an error: its `message`, or the corresponding field of the other forms of errors.
    #[track_caller]
    pub fn message(&self) -> String {
        if self.is_page() {
            return self.between("<h1>", "</h1>").next().unwrap_or_default();
        }
        let body = self.json();
        let said = ["message", "error_description"].into_iter().find_map(|name| body[name].as_str());
        said.or_else(|| body["detail"].as_str()).unwrap_or_default().to_owned()
    }

    /// The fields that `validations` names, or the sentences of an error of another form, sorted, each once.
    #[track_caller]
    pub fn faulty_fields(&self) -> Vec<String> {
        let mut fields: Vec<String> = if self.is_page() {
            let sentences = self.between("<p class=\"lead\">", "</p>");
            sentences.filter_map(|sentence| Some(sentence.split_once(": ")?.0.to_owned())).collect()
        } else {
            let body = self.json();
            let named = body["validations"].as_array().into_iter().flatten();
            let other =
                if body.get("schemas").is_some() { &body["detail"] } else { &body["error_description"] };
            let sentences = other.as_str().unwrap_or_default().split(". ");
            let names = sentences.filter_map(|sentence| Some(sentence.split_once(": ")?.0.to_owned()));
            named.filter_map(|fault| fault["field"].as_str().map(str::to_owned)).chain(names).collect()
        };
        fields.sort();
        fields.dedup();
        fields
    }

    fn is_page(&self) -> bool {
        self.header("content-type").is_some_and(|media| media.starts_with("text/html"))
    }

    /// The texts between two pieces of a page.
    fn between(&self, start: &str, end: &str) -> impl Iterator<Item = String> {
        let page = self.text();
        let parts: Vec<String> = page
            .split(start)
            .skip(1)
            .filter_map(|rest| rest.split_once(end).map(|(text, _)| plain(text)))
            .collect();
        parts.into_iter()
    }
}

/// The text of a page's markup.
fn plain(text: &str) -> String {
    [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant))
}
