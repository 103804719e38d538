//! What is wrong with a request, all of it.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;

use crate::text;

/// How many faults one answer lists at most; further ones are counted only.
pub const MAX_FAULTS: usize = 100;

/// How long the name of a field in an answer may be, in bytes: names of free keys are the caller's own.
pub const MAX_FIELD: usize = 256;

/// How long the words about one fault may be, in bytes.
pub const MAX_DETAIL: usize = 2_048;

/// How many steps the alternatives of one request may cost: each costs as many as its value has parts.
const MAX_ATTEMPT_STEPS: u64 = 10_000_000;

/// How many alternatives one request may try, so that nested unions can't cost exponential time.
const MAX_ATTEMPTS: u32 = 10_000;

/// Which part of the request a fault is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The body.
    Body,
}

impl Location {
    /// The name of all of it.
    fn whole(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "headers",
            Location::Cookie => "cookies",
            Location::Body => "body",
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The part of the request.
    pub location: Location,
    /// The property or parameter: `add_users[2]`, `trial_info.country`, or `body` (`query`…) for the whole of
    /// it.
    pub field: String,
    /// Plain words with the mend; never a value that was sent.
    pub detail: String,
}

/// Collects faults and knows the place that is being read.
#[derive(Debug)]
pub struct Faults {
    list: Vec<Fault>,
    total: usize,
    attempts: u32,
    attempt_steps: u64,
    steps: u64,
    location: Location,
    path: Vec<Step>,
    /// Scalars come as text: a form, a query.
    textual: bool,
}

#[derive(Clone, Debug)]
enum Step {
    Key(Cow<'static, str>),
    Index(usize),
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            list: vec![],
            total: 0,
            attempts: 0,
            attempt_steps: 0,
            steps: 0,
            location: Location::Body,
            path: vec![],
            textual: false,
        }
    }
}

impl Faults {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// How many there are, those beyond [`MAX_FAULTS`] included.
    pub fn count(&self) -> usize {
        self.total
    }

    /// How many steps decoding has taken so far: bytes looked at, values read, faults written down.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Counts steps.
    pub(super) fn spend(&mut self, steps: usize) {
        self.steps += steps as u64;
    }

    /// The first [`MAX_FAULTS`], in the order in which they were found.
    pub fn list(&self) -> &[Fault] {
        &self.list
    }

    /// The same, owned.
    pub fn into_list(self) -> Vec<Fault> {
        self.list
    }

    /// The message of the answer, by where the faults are. Clients match on the first two.
    pub fn message(&self) -> &'static str {
        let within = |location| self.list.iter().all(|fault| fault.location == location);
        if self.list.iter().any(|fault| fault.location == Location::Body) {
            "Validation failed."
        } else if within(Location::Query) {
            "Query parameters have invalid values."
        } else if within(Location::Path) {
            "Path parameters have invalid values."
        } else if within(Location::Header) {
            "Headers have invalid values."
        } else if within(Location::Cookie) {
            "Cookies have invalid values."
        } else {
            "Parameters have invalid values."
        }
    }

    /// Records a fault at the current place.
    pub fn add(&mut self, detail: impl Into<String>) {
        self.total += 1;
        self.steps += 1;
        if self.list.len() < MAX_FAULTS {
            let (field, mut detail) = (self.field(), detail.into());
            cut(&mut detail, MAX_DETAIL);
            self.spend(field.len() + detail.len());
            self.list.push(Fault { location: self.location, field, detail });
        }
    }

    /// Records that the value isn't of the JSON type that was wanted (`a list`).
    pub fn mismatch(&mut self, wanted: &str, value: &Value) {
        if self.textual && !value.is_array() {
            self.add(format!("must be {wanted}"));
        } else if self.textual {
            self.add("must be given once");
        } else if value.is_null() {
            self.add(format!("must be {wanted}; null isn't allowed"));
        } else {
            self.add(format!("must be {wanted}; it is {}", name_of(value)));
        }
    }

    /// Whether this parameter has a fault.
    pub(super) fn has(&self, location: Location, field: &str) -> bool {
        self.list.iter().any(|fault| fault.location == location && fault.field == field)
    }

    /// Whether scalars come as text here.
    pub(super) fn is_textual(&self) -> bool {
        self.textual
    }

    /// Reads a part of the request that isn't the body's JSON: `textual` where scalars come as text.
    pub(super) fn within<T>(
        &mut self,
        location: Location,
        textual: bool,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = (self.location, self.textual);
        (self.location, self.textual) = (location, textual);
        let result = read(self);
        (self.location, self.textual) = before;
        result
    }

    /// Reads what lies under a key of the current place.
    pub(super) fn key<T>(
        &mut self,
        key: impl Into<Cow<'static, str>>,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.step(Step::Key(key.into()), read)
    }

    /// Reads one item of the list at the current place.
    pub(super) fn index<T>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.step(Step::Index(index), read)
    }

    fn step<T>(&mut self, step: Step, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let result = read(self);
        self.path.pop();
        result
    }

    /// Reads one alternative: its faults are taken back and given to the caller, who knows whether another
    /// one fits.
    ///
    /// `size` is how many parts the value has that was copied for it.
    pub(super) fn attempt<T>(
        &mut self,
        size: usize,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Result<T, Vec<Fault>> {
        self.attempts += 1;
        self.attempt_steps += size as u64;
        self.spend(size);
        if self.attempts > MAX_ATTEMPTS || self.attempt_steps > MAX_ATTEMPT_STEPS {
            let detail = "is nested too deeply to tell which alternative is meant".to_owned();
            return Err(vec![Fault { location: self.location, field: self.field(), detail }]);
        }
        let (list, total) = (std::mem::take(&mut self.list), self.total);
        let result = read(self);
        let found = std::mem::replace(&mut self.list, list);
        let clean = self.total == total;
        self.total = total;
        match result {
            Some(value) if clean => Ok(value),
            _ => Err(found),
        }
    }

    /// The current place as people write it.
    pub(super) fn field(&self) -> String {
        let mut field = String::new();
        for (depth, step) in self.path.iter().enumerate() {
            if field.len() > MAX_FIELD {
                break;
            }
            match step {
                // A parameter's name stands as it is, however odd: it is no path.
                Step::Key(key) if depth == 0 && self.location != Location::Body && !key.is_empty() => {
                    field.push_str(start(key));
                }
                Step::Index(index) => {
                    let _ = write!(field, "[{index}]");
                }
                Step::Key(key) if is_word(start(key)) => {
                    if !field.is_empty() {
                        field.push('.');
                    }
                    field.push_str(start(key));
                }
                Step::Key(key) => {
                    let _ = write!(field, "[{:?}]", start(key));
                }
            }
        }
        cut(&mut field, MAX_FIELD);
        if field.is_empty() { self.location.whole().to_owned() } else { field }
    }
}

/// As much of a key as a field has room for, and a little more: then the cut shows.
fn start(key: &str) -> &str {
    text::start(key, MAX_FIELD + 1)
}

/// Cuts a text to at most so many bytes, and says so by an ellipsis.
fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        text.truncate(text::start(text, most - '…'.len_utf8()).len());
        text.push('…');
    }
}

/// Whether a key can stand in a path without quotes.
fn is_word(key: &str) -> bool {
    !key.is_empty()
        && !key
            .chars()
            .any(|letter| letter.is_whitespace() || letter.is_control() || ".[]\"".contains(letter))
}

/// A JSON type in plain words.
fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// `1 character`, `2 characters`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
