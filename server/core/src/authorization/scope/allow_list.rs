//! The objects that a credential reaches.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::super::{Object, Resource};

/// The objects that a credential reaches. What has no identity yet, such as what is to be created, is reached
/// only where its whole kind is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AllowList {
    /// All objects: `*:*`.
    #[default]
    Everything,
    /// These, and nothing else.
    Only(Vec<AllowEntry>),
}

/// Objects of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AllowEntry {
    /// The kind.
    pub resource: Resource,
    /// The one object; none means every one of the kind.
    pub id: Option<Uuid>,
}

/// A text that names no objects.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no objects: write a resource, a colon, and a UUID or *")]
pub struct UnknownObject(pub String);

const EVERYTHING: &str = "*:*";

impl AllowList {
    /// Reads a list of `*:*`, `workspace:*` and `workspace:<UUID>`; an empty one is everything.
    ///
    /// # Errors
    /// The first entry that can't be read.
    pub fn parse<T: AsRef<str>>(entries: &[T]) -> Result<Self, UnknownObject> {
        let mut only = Vec::with_capacity(entries.len());
        let mut everything = entries.is_empty();
        for entry in entries.iter().map(AsRef::as_ref) {
            if entry == EVERYTHING {
                everything = true;
                continue;
            }
            let entry: AllowEntry = entry.parse()?;
            if !only.contains(&entry) {
                only.push(entry);
            }
        }
        Ok(if everything { Self::Everything } else { Self::Only(only) })
    }

    /// The entries in their canonical form.
    #[must_use]
    pub fn to_strings(&self) -> Vec<String> {
        match self {
            Self::Everything => vec![EVERYTHING.to_owned()],
            Self::Only(entries) => entries.iter().map(ToString::to_string).collect(),
        }
    }

    pub(super) fn reaches(&self, object: &Object) -> bool {
        self.reaches_one(object.resource, object.id)
    }

    /// The objects of a kind that are reached; none means every one.
    #[must_use]
    pub fn ids_of(&self, resource: Resource) -> Option<Vec<Uuid>> {
        match self {
            Self::Only(entries) if !self.reaches_one(resource, None) => {
                let own = entries.iter().filter(|entry| entry.resource == resource);
                Some(own.filter_map(|entry| entry.id).collect())
            }
            _ => None,
        }
    }

    /// Whether all that the other reaches is reached.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Everything, _) => true,
            (Self::Only(_), Self::Everything) => false,
            (Self::Only(_), Self::Only(entries)) => {
                entries.iter().all(|entry| self.reaches_one(entry.resource, entry.id))
            }
        }
    }

    fn reaches_one(&self, resource: Resource, id: Option<Uuid>) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(entries) => entries
                .iter()
                .any(|entry| entry.resource == resource && (entry.id.is_none() || entry.id == id)),
        }
    }
}

impl FromStr for AllowEntry {
    type Err = UnknownObject;

    fn from_str(text: &str) -> Result<Self, UnknownObject> {
        let unknown = || UnknownObject(text.to_owned());
        let (resource, id) = text.split_once(':').ok_or_else(unknown)?;
        let resource = resource.parse::<Resource>().map_err(|_| unknown())?;
        let id = match id {
            "*" => None,
            id => Some(Uuid::try_parse(id).map_err(|_| unknown())?),
        };
        Ok(Self { resource, id })
    }
}

impl fmt::Display for AllowEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id {
            Some(id) => write!(f, "{}:{id}", self.resource.as_str()),
            None => write!(f, "{}:*", self.resource.as_str()),
        }
    }
}
