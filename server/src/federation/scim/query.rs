//! What a list or a search asks for.

use burgrave_core::scim::ScimFault;
use burgrave_core::scim::filter::{self, Expression, Unknown};
use burgrave_core::scim::projection::Projection;
use burgrave_core::scim::schema::ResourceType;
use burgrave_core::scim::sorting::sorting;
use burgrave_store::ScimSearch;
use serde_json::{Map, Value};

/// Resources on a page at most.
pub(crate) const MAX_RESULTS: u32 = 1000;

/// Resources on a page where the request doesn't say.
pub(crate) const DEFAULT_RESULTS: i64 = 100;

/// A query as it was written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query {
    /// What resources fulfil.
    pub(crate) filter: Option<String>,
    /// Place of the first, from 1.
    pub(crate) start_index: i64,
    /// How many at most.
    pub(crate) count: i64,
    /// By what they are ordered.
    pub(crate) sort_by: Option<String>,
    /// Which way.
    pub(crate) sort_order: Option<String>,
    /// What of them is shown.
    pub(crate) projection: Projection,
}

impl Query {
    /// The filter, if there is one.
    ///
    /// # Errors
    /// `invalidFilter`.
    pub(super) fn expression(&self) -> Result<Option<Expression>, ScimFault> {
        let written = self.filter.as_deref().filter(|text| !text.trim().is_empty());
        written.map(filter::parse).transpose()
    }

    /// The search among resources of one type.
    ///
    /// # Errors
    /// `invalidFilter`, `invalidPath`, `invalidValue`.
    pub(super) fn search(
        &self,
        kind: &'static ResourceType,
        unknown: Unknown,
    ) -> Result<ScimSearch, ScimFault> {
        let filter =
            self.expression()?.map(|expression| filter::resolve(&expression, kind, unknown)).transpose()?;
        Ok(ScimSearch {
            filter,
            sorting: sorting(self.sort_by.as_deref(), self.sort_order.as_deref(), kind)?,
            offset: self.first() - 1,
            limit: self.limit(),
        })
    }

    /// Place of the first resource: less than 1 counts as 1.
    pub(super) fn first(&self) -> u64 {
        u64::try_from(self.start_index).unwrap_or(1).max(1)
    }

    /// Resources at most: less than 0 counts as 0.
    pub(super) fn limit(&self) -> u32 {
        u32::try_from(self.count.max(0)).unwrap_or(u32::MAX).min(MAX_RESULTS)
    }

    /// From the body of a search (RFC 7644 §3.4.3).
    ///
    /// # Errors
    /// `invalidValue` for values of the wrong type.
    pub(crate) fn from_body(body: &Map<String, Value>) -> Result<Self, ScimFault> {
        Ok(Self {
            filter: text(body, "filter")?,
            start_index: number(body, "startIndex")?.unwrap_or(1),
            count: number(body, "count")?.unwrap_or(DEFAULT_RESULTS),
            sort_by: text(body, "sortBy")?,
            sort_order: text(body, "sortOrder")?,
            projection: Projection {
                only: names(body, "attributes")?,
                without: names(body, "excludedAttributes")?,
            },
        })
    }
}

fn get<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    body.iter()
        .find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_null())
        .map(|(_, value)| value)
}

fn text(body: &Map<String, Value>, name: &str) -> Result<Option<String>, ScimFault> {
    let fault = || ScimFault::value(format!("{name} must be a text."));
    get(body, name).map(|value| value.as_str().map(str::to_owned).ok_or_else(fault)).transpose()
}

fn number(body: &Map<String, Value>, name: &str) -> Result<Option<i64>, ScimFault> {
    let fault = || ScimFault::value(format!("{name} must be a whole number."));
    get(body, name).map(|value| value.as_i64().ok_or_else(fault)).transpose()
}

/// A list of names; one text with commas is taken too.
fn names(body: &Map<String, Value>, name: &str) -> Result<Vec<String>, ScimFault> {
    let fault = || ScimFault::value(format!("{name} must be a list of names."));
    match get(body, name) {
        None => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(Projection::new(Some(text), None).only),
        Some(Value::Array(names)) => {
            names.iter().map(|name| name.as_str().map(str::to_owned).ok_or_else(fault)).collect()
        }
        Some(_) => Err(fault()),
    }
}
