//! A page of a list.

use serde_json::{Map, Value};

/// What a search found.
#[derive(Debug, Clone, Default)]
pub(crate) struct SearchResult {
    /// How many match on all pages.
    pub(crate) total: u64,
    /// Those of the page.
    pub(crate) resources: Vec<Map<String, Value>>,
}

/// A page of a list.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// How many match on all pages.
    pub(crate) total: u64,
    /// Place of the first resource of the page, from 1.
    pub(crate) first: u64,
    /// The resources of the page.
    pub(crate) resources: Vec<Map<String, Value>>,
}

impl Page {
    /// A page that begins at this place.
    pub(crate) fn new(first: u64, found: SearchResult) -> Self {
        Self { total: found.total, first, resources: found.resources }
    }

    /// A list that is given whole.
    pub(crate) fn whole(resources: Vec<Map<String, Value>>) -> Self {
        Self { total: resources.len() as u64, first: 1, resources }
    }
}
