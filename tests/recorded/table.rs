//! Tables of requests and answers.

use std::collections::BTreeMap;
use std::path::Path;

use http::Method;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use super::ground::Ground;
use super::shapes::Shapes;
use crate::harness::{Answer, Call, Engine};

/// What is written in a target as it is meant, and has no place in one.
const WRITTEN: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'{').add(b'}').add(b'\\');

/// A request, and the answer to it.
struct Row {
    by: String,
    method: Method,
    target: String,
    body: String,
    status: u16,
    /// The fields of its faults.
    fields: Vec<String>,
    /// Values in its body.
    values: Vec<(String, String)>,
    /// The name of what it tells of.
    kept: Option<String>,
    /// To wait for its job.
    ended: bool,
    /// Tests of `docs/compatibility.md`.
    departs: String,
}

/// Asks everything that the table asks, in its order.
pub async fn run(engine: Engine, table: &str) {
    let (mut ground, shapes, page) = (Ground::new(engine).await, Shapes::read(), compatibility());
    let (mut asked, mut wrong) = (0, Vec::new());
    for (line, text) in lines(table) {
        if let Some(wish) = text.strip_prefix('!') {
            ground = ground.make(wish.trim()).await;
            continue;
        }
        let row = Row::read(&text, &ground.known);
        // What is asked for one after the other has an order.
        ground.server.clock.advance(chrono::TimeDelta::milliseconds(1));
        let answer = row.call(&ground).send().await;
        asked += 1;
        let mut faults = row.faults(&answer);
        faults.extend(unknown(&page, &row.departs).into_iter().map(|test| format!("no row of {test}")));
        faults.extend(shapes.faults(&row.method, &row.target, &answer));
        if !faults.is_empty() {
            let said: String = answer.text().chars().take(400).collect();
            let (by, method, target) = (&row.by, &row.method, &row.target);
            let faults = faults.join("; ");
            wrong.push(format!("{table}.txt:{line} {by} {method} {target}: {faults}\n    {said}"));
        }
        row.keep(&answer, &mut ground).await;
    }
    println!("recorded: {asked} rows of {table} on {}", engine.name());
    assert!(asked > 0, "the table has rows");
    assert!(wrong.is_empty(), "{} of {asked} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

impl Row {
    fn read(text: &str, known: &BTreeMap<String, String>) -> Row {
        let filled = filled(text, known);
        let cells: Vec<_> = filled.split(" | ").map(str::trim).collect();
        let [by, request, body, answer, more @ ..] = cells.as_slice() else { panic!("four columns: {text}") };
        let (method, target) = request.split_once(' ').expect("a method and a target");
        let mut words = answer.split_whitespace();
        let status = words.next().and_then(|word| word.parse().ok());
        let mut row = Row {
            by: (*by).to_owned(),
            method: method.parse().unwrap(),
            target: format!("/api/v2{}", utf8_percent_encode(target.trim(), WRITTEN)),
            body: (*body).to_owned(),
            status: status.unwrap_or_else(|| panic!("an answer begins with its status: {text}")),
            fields: Vec::new(),
            values: Vec::new(),
            kept: None,
            ended: false,
            departs: more.first().copied().unwrap_or_default().to_owned(),
        };
        for word in words {
            match (word.strip_prefix('.').and_then(|word| word.split_once('=')), word.strip_prefix('>')) {
                (Some((path, value)), _) => row.values.push((path.to_owned(), value.to_owned())),
                (_, Some(name)) => row.kept = Some(name.to_owned()),
                _ if word == "ended" => row.ended = true,
                _ => row.fields.push(word.to_owned()),
            }
        }
        row.fields.sort();
        row
    }

    fn call(&self, ground: &Ground) -> Call {
        let call = ground.call(&self.by, self.method.clone(), &self.target);
        match (self.body.as_str(), self.body.split_once(':')) {
            ("-", _) => call,
            (_, Some(("upload", rest))) => {
                let (media_type, name) = rest.rsplit_once(' ').expect("a media type and a name");
                call.body(media_type.trim(), ground.bytes(name))
            }
            (_, Some(("bytes", text))) => call.body("application/json", text.to_owned()),
            _ => call.body("application/json", self.body.clone()),
        }
    }

    fn faults(&self, answer: &Answer) -> Vec<String> {
        let mut faults = Vec::new();
        if answer.status != self.status {
            faults.push(format!("{}, not {}", answer.status, self.status));
        }
        if answer.status >= 400 && !answer.body.is_empty() {
            let named = answer.faulty_fields();
            if answer.status == self.status && named != self.fields {
                faults.push(format!("it names {named:?}, not {:?}", self.fields));
            }
        }
        for (path, expected) in &self.values {
            let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            let at = format!("/{}", path.replace('.', "/"));
            let found = body.pointer(&at).map_or_else(|| "absent".to_owned(), Value::to_string);
            let fits = match expected.as_str() {
                "present" => found != "absent" && found != "null",
                // A blank would end the word.
                _ => found == expected.replace('~', " "),
            };
            if !fits {
                faults.push(format!("{path} is {found}, not {expected}"));
            }
        }
        faults
    }

    /// Remembers what the answer tells of, and waits until its job has ended.
    async fn keep(&self, answer: &Answer, ground: &mut Ground) {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if let Some(name) = &self.kept {
            ground.remember(name, &body);
        }
        if self.ended
            && let Some(job) = super::ground::job(&body)
        {
            ground.ended(job).await;
        }
    }
}

/// Puts in what is known by the names in angle brackets.
pub fn filled(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut filled = text.to_owned();
    for (name, value) in known {
        filled = filled.replace(&format!("<{name}>"), value);
    }
    filled
}

/// The lines of a table that say something, with their numbers.
pub fn lines(table: &str) -> Vec<(usize, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("tests/recorded");
    let text = std::fs::read_to_string(path.join(format!("{table}.txt"))).unwrap();
    let lines = (1..).zip(text.lines().map(str::trim));
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| (number, line.to_owned()))
        .collect()
}

/// The page of differences.
pub fn compatibility() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    std::fs::read_to_string(root.join("docs/compatibility.md")).unwrap()
}

/// Those of the tests that no row of the page names.
pub fn unknown(page: &str, tests: &str) -> Vec<String> {
    let named = tests.split([',', ' ']).filter(|test| !test.is_empty());
    named.filter(|test| !page.contains(&format!("`{test}`"))).map(str::to_owned).collect()
}
