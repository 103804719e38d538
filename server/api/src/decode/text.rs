//! Strings.

use std::marker::PhantomData;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::faults::counted;
use super::{Faults, Rule};
use crate::formats::{
    Base64, DateForm, DateTimeForm, EmailForm, Form, IdForm, Ipv4Form, Ipv6Form, Plain, UriForm, UuidForm,
};

/// A string, its bounds, and what it is read as.
#[derive(Debug)]
pub struct Text<F> {
    at_least: Option<usize>,
    at_most: Option<usize>,
    pattern: Option<(&'static LazyLock<Regex>, &'static str)>,
    secret: bool,
    form: PhantomData<fn() -> F>,
}

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident: $form:ty),* $(,)?) => {$(
        $(#[$doc])*
        pub const fn $name() -> Text<$form> {
            Text { at_least: None, at_most: None, pattern: None, secret: false, form: PhantomData }
        }
    )*};
}

forms! {
    /// Any text.
    text: Plain,
    /// RFC 9562, in any of its usual spellings.
    uuid: UuidForm,
    /// RFC 3339, with an offset.
    date_time: DateTimeForm,
    /// RFC 3339 full-date.
    date: DateForm,
    /// RFC 5321 addr-spec.
    email: EmailForm,
    /// An absolute URL.
    uri: UriForm,
    /// RFC 4648 §4.
    base64: Base64,
    /// Dotted decimal.
    ipv4: Ipv4Form,
    /// RFC 4291 §2.2.
    ipv6: Ipv6Form,
}

/// A UUID as the identifier `T`.
pub const fn id<T>() -> Text<IdForm<T>> {
    Text { at_least: None, at_most: None, pattern: None, secret: false, form: PhantomData }
}

impl<F> Text<F> {
    /// At least this many characters (code points).
    pub const fn at_least(mut self, characters: usize) -> Self {
        self.at_least = Some(characters);
        self
    }

    /// At most this many characters (code points).
    pub const fn at_most(mut self, characters: usize) -> Self {
        self.at_most = Some(characters);
        self
    }

    /// The pattern matches somewhere in it; `words` stand behind `must` and say the same to people.
    pub const fn matching(mut self, pattern: &'static LazyLock<Regex>, words: &'static str) -> Self {
        self.pattern = Some((pattern, words));
        self
    }

    /// Not even its length may be told.
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Whether the bounds hold; all that don't become faults.
    fn holds(&self, text: &str, faults: &mut Faults) -> bool {
        let before = faults.count();
        // A text has at least a quarter as many characters as bytes: counting is often not needed.
        let count = if self.at_least.is_some() || self.at_most.is_some() { text.chars().count() } else { 0 };
        let has = if self.secret { String::new() } else { format!("; it has {count}") };
        match (self.at_least, self.at_most) {
            (Some(1), _) if count == 0 => {
                faults.add("must not be empty");
                return false;
            }
            (Some(least), _) if count < least => {
                faults
                    .add(format!("must be at least {} long{has}", counted(least, "character", "characters")));
            }
            (_, Some(most)) if count > most => {
                faults.add(format!("must be at most {} long{has}", counted(most, "character", "characters")));
            }
            _ => {}
        }
        if let Some((_, words)) = self.pattern.filter(|(pattern, _)| !pattern.is_match(text)) {
            faults.add(format!("must {words}"));
        }
        faults.count() == before
    }
}

impl<F: Form> Rule for Text<F> {
    type Output = F::Output;

    fn read(&self, value: Value, faults: &mut Faults) -> Option<F::Output> {
        let Value::String(text) = value else {
            faults.mismatch("text", &value);
            return None;
        };
        faults.spend(text.len());
        if !self.holds(&text, faults) {
            return None;
        }
        let value = F::parse(text);
        if value.is_none() {
            faults.add(F::MEND);
        }
        value
    }

    fn spelling(&self, text: String) -> String {
        F::spelling(text)
    }
}
