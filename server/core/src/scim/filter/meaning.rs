//! A filter whose names are known attributes, with values of their types.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::Operator;
use crate::names::prepared_user_name;
use crate::scim::schema::{Attribute, Target};

/// Conditions joined.
#[derive(Debug, Clone, PartialEq)]
pub enum Logic<L> {
    /// All hold; none at all: it holds.
    All(Vec<Logic<L>>),
    /// One holds at least; none at all: it doesn't.
    Any(Vec<Logic<L>>),
    /// It doesn't hold.
    Not(Box<Logic<L>>),
    /// One condition.
    Leaf(L),
}

/// A filter on resources.
pub type Filter = Logic<Leaf>;

/// One condition on a resource.
#[derive(Debug, Clone, PartialEq)]
pub enum Leaf {
    /// On an attribute with one value, or on a list's being there.
    One(Target, Check),
    /// An entry of the list fulfils it.
    Element(Target, Logic<(&'static Attribute, Check)>),
}

/// What is asked of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Check {
    /// It is there.
    Present,
    /// It compares so. `NotEqual` holds without a value as well, all others don't.
    Compare(Operator, Comparand),
}

/// What a value is compared to.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparand {
    /// Text, folded where the attribute's case doesn't matter.
    Text(String),
    /// A flag.
    Flag(bool),
    /// A time.
    Time(DateTime<Utc>),
}

/// A text as it is compared under this attribute.
pub fn fold<'a>(attribute: &Attribute, text: &'a str) -> Cow<'a, str> {
    // What can't be a name was stored before it was refused, or is a part of one.
    if let Some(prepared) = attribute.prepared.then(|| prepared_user_name(text).ok()).flatten() {
        return Cow::Owned(prepared);
    }
    if attribute.case_exact { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}
