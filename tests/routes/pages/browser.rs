//! What a browser does with pages: it keeps cookies, and sends forms with what is hidden in them.

use http::Method;

use crate::harness::{Answer, Call, Person, Server};
use crate::routes::oauth2::scene::{Pairs, encoded};

/// What a page must show as text, wherever somebody has written it.
pub const PROBE: &str = "<script>alert(\"x\")</script>'&";

/// A browser in which a person is signed in, or nobody.
pub struct Browser<'s> {
    server: &'s Server,
    cookie: String,
}

impl<'s> Browser<'s> {
    /// Somebody's.
    pub fn of(server: &'s Server, person: &Person) -> Browser<'s> {
        Browser::with(server, &person.token)
    }

    /// One with this session.
    pub fn with(server: &'s Server, token: &str) -> Browser<'s> {
        Browser { server, cookie: format!("coder_session_token={token}") }
    }

    /// One in which nobody is signed in.
    pub fn fresh(server: &'s Server) -> Browser<'s> {
        Browser { server, cookie: String::new() }
    }

    /// Takes the cookies of an answer along, and leaves those that it deletes.
    pub fn keep(&mut self, answer: &Answer) {
        let set = answer.cookies().into_iter().filter(|cookie| !cookie.ends_with('='));
        self.cookie = set.collect::<Vec<_>>().join("; ");
    }

    fn call(&self, method: Method, path: &str) -> Call {
        let call = self.server.call(method, path);
        if self.cookie.is_empty() { call } else { call.header("cookie", &self.cookie) }
    }

    /// A page.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path).send().await
    }

    /// A page that can be seen, and that holds no script.
    pub async fn page(&self, path: &str) -> String {
        let text = self.get(path).await.expect(200).text();
        assert!(!text.contains("<script"), "{path}: {text}");
        text
    }

    /// A form with this CSRF token.
    pub async fn send(&self, path: &str, token: &str, fields: Pairs<'_>) -> Answer {
        let mut pairs = vec![("csrf_token", token)];
        pairs.extend(fields);
        let call = self.call(Method::POST, path).header("sec-fetch-site", "same-origin");
        call.body("application/x-www-form-urlencoded", encoded(&pairs)).send().await
    }

    /// A form of the page `from`.
    pub async fn submit(&self, from: &str, path: &str, fields: Pairs<'_>) -> Answer {
        let page = self.get(from).await.expect(200);
        self.send(path, &csrf_token(&page), fields).await
    }
}

/// The CSRF token of a page's forms.
pub fn csrf_token(page: &Answer) -> String {
    between(&page.text(), "name=\"csrf_token\" value=\"", "\"")
}

/// The first text between two pieces.
pub fn between(text: &str, from: &str, to: &str) -> String {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("{from} is missing in {text}")).1;
    rest.split_once(to).unwrap().0.to_owned()
}

/// The form as a page shows it again: with a message, and nothing of it as markup.
#[track_caller]
pub fn refused(answer: Answer, status: u16, words: &str) -> String {
    let text = answer.expect(status).text();
    assert!(text.contains("role=\"alert\"") && text.contains("<form"), "{text}");
    assert!(text.contains(words), "{words}: {text}");
    assert!(!text.contains("<script"), "{text}");
    text
}

/// The entries of the audit log that a search finds, in no order of time: action, status, and target. Those
/// of users who come for the first time are left out.
pub async fn entries(server: &Server, search: &str) -> Vec<(String, u64, String)> {
    let search = search.replace(' ', "%20");
    let log = server.owner().await.get(&format!("/api/v2/audit?q={search}")).await.json_of(200);
    let entries = log["audit_logs"].as_array().unwrap().iter();
    let word = |entry: &serde_json::Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    let told = entries.map(|entry| {
        let status = entry["status_code"].as_u64().unwrap();
        (word(entry, "action"), status, word(entry, "resource_target"))
    });
    let mut told: Vec<_> = told.filter(|entry| (entry.0.as_str(), entry.1) != ("write", 200)).collect();
    told.sort();
    told
}
