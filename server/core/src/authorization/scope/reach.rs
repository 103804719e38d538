//! What a credential may do, and to which objects.

use std::sync::{Arc, Mutex, PoisonError};

use super::super::{Action, Object, Resource};
use super::{AllowList, ScopeName};

/// The limits of a credential, beside its owner's permissions: one of the scopes must allow the action, and
/// the list the object.
#[derive(Debug, Clone)]
pub struct Scope {
    names: Vec<ScopeName>,
    objects: AllowList,
    missed: Option<Arc<Mutex<Option<ScopeName>>>>,
}

/// What was missed is no part of a scope.
impl PartialEq for Scope {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names && self.objects == other.objects
    }
}

impl Default for Scope {
    fn default() -> Self {
        Self::all()
    }
}

impl Scope {
    /// As far as its owner.
    #[must_use]
    pub fn all() -> Self {
        Self::of(ScopeName::All)
    }

    /// One scope, on any object.
    #[must_use]
    pub fn of(name: ScopeName) -> Self {
        Self { names: vec![name], objects: AllowList::Everything, missed: None }
    }

    /// As far as any of the scopes, to the objects of the list. Names that are given twice count once;
    /// without any, nothing is allowed.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = ScopeName>, objects: AllowList) -> Self {
        let mut once = Vec::new();
        for name in names {
            if !once.contains(&name) {
                once.push(name);
            }
        }
        Self { names: once, objects, missed: None }
    }

    /// The same, and it remembers which scope was missed last when the owner may do something and this
    /// doesn't let them. What is full misses nothing.
    #[must_use]
    pub fn remembering(self) -> Self {
        let missed = (!self.is_all()).then(Arc::default);
        Self { missed, ..self }
    }

    /// The same, and it remembers in the same place as the other.
    #[must_use]
    pub fn remembering_with(self, other: &Self) -> Self {
        Self { missed: other.missed.clone(), ..self }
    }

    /// The scope that was missed last.
    #[must_use]
    pub fn missed(&self) -> Option<ScopeName> {
        *self.missed.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the owner may do this, and only the scope doesn't let them.
    pub(in crate::authorization) fn miss(&self, action: Action, resource: Resource) {
        if let Some(missed) = &self.missed {
            let name = ScopeName::Of(resource, Some(action));
            *missed.lock().unwrap_or_else(PoisonError::into_inner) = Some(name);
        }
    }

    /// The scopes.
    #[must_use]
    pub fn names(&self) -> &[ScopeName] {
        &self.names
    }

    /// The objects.
    #[must_use]
    pub const fn objects(&self) -> &AllowList {
        &self.objects
    }

    /// Whether nothing is kept from the owner.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.names.contains(&ScopeName::All) && self.objects == AllowList::Everything
    }

    /// Whether the other reaches nothing that this one doesn't: who holds this may give the other away.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.objects.covers(&other.objects) && other.names.iter().all(|name| name.is_covered_by(&self.names))
    }

    /// Whether the action on the object is within reach; `owned` says whether it belongs to the credential's
    /// owner.
    pub(in crate::authorization) fn allows(&self, action: Action, object: &Object, owned: bool) -> bool {
        self.allows_on_some(object.resource, action, owned) && self.objects.reaches(object)
    }

    /// Whether the action is within reach on any object of the kind.
    pub(in crate::authorization) fn allows_on_some(
        &self,
        resource: Resource,
        action: Action,
        owned: bool,
    ) -> bool {
        self.names.iter().any(|name| name.allows(resource, action, owned))
    }
}
