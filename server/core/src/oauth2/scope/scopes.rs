//! A set of scopes: permissions on the API, and claims about the person.

use std::fmt;
use strum::VariantArray as _;

use super::IdentityScope;
use crate::authorization::{Action, Resource, ScopeName};

/// Scopes, each once, in the order in which they were named; those of OpenID Connect come first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes {
    identity: Vec<IdentityScope>,
    permissions: Vec<ScopeName>,
}

impl Scopes {
    /// Full access to the API, and nothing else.
    #[must_use]
    pub fn full() -> Self {
        Self { identity: Vec::new(), permissions: vec![ScopeName::All] }
    }

    /// The scopes that a stored list names; names that this release doesn't know are left out.
    #[must_use]
    pub fn existing(list: &str) -> Self {
        list.split(' ').fold(Self::default(), |mut scopes, name| {
            scopes.add(name);
            scopes
        })
    }

    /// Adds the scope of this name; false when no scope has it.
    pub(super) fn add(&mut self, name: &str) -> bool {
        if let Ok(scope) = name.parse::<IdentityScope>() {
            insert(&mut self.identity, scope);
            return true;
        }
        let Ok(scope) = name.parse() else { return false };
        insert(&mut self.permissions, scope);
        true
    }

    /// What they allow on the API.
    #[must_use]
    pub fn permissions(&self) -> &[ScopeName] {
        &self.permissions
    }

    /// What they tell about the person.
    #[must_use]
    pub fn identity(&self) -> &[IdentityScope] {
        &self.identity
    }

    /// Whether this scope of OpenID Connect is among them.
    #[must_use]
    pub fn has(&self, scope: IdentityScope) -> bool {
        self.identity.contains(&scope)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.identity.is_empty() && self.permissions.is_empty()
    }

    /// Whether all of the others are among these: by name those of OpenID Connect, by their permissions the
    /// rest. `offline_access` is no permission: the client's registration decides about it.
    #[must_use]
    pub fn covers(&self, others: &Self) -> bool {
        let told = |scope: &IdentityScope| *scope == IdentityScope::OfflineAccess || self.has(*scope);
        others.identity.iter().all(told)
            && others.permissions.iter().all(|scope| scope.is_covered_by(&self.permissions))
    }

    /// What both allow: never more than either.
    #[must_use]
    pub fn within(&self, limit: &Self) -> Self {
        let told = |scope: &IdentityScope| *scope == IdentityScope::OfflineAccess || limit.has(*scope);
        let identity = self.identity.iter().copied().filter(told).collect();
        let mut permissions = covered(&self.permissions, &limit.permissions);
        for scope in covered(&limit.permissions, &self.permissions) {
            if !scope.is_covered_by(&permissions) {
                permissions.push(scope);
            }
        }
        // Where neither name holds the other, the single permissions that both have are left.
        for scope in single() {
            let both = scope.is_covered_by(&self.permissions) && scope.is_covered_by(&limit.permissions);
            if both && !scope.is_covered_by(&permissions) {
                permissions.push(scope);
            }
        }
        Self { identity, permissions }
    }

    /// The same without this scope.
    #[must_use]
    pub fn without(mut self, scope: IdentityScope) -> Self {
        self.identity.retain(|one| *one != scope);
        self
    }
}

fn covered(scopes: &[ScopeName], limit: &[ScopeName]) -> Vec<ScopeName> {
    scopes.iter().copied().filter(|scope| scope.is_covered_by(limit)).collect()
}

fn single() -> impl Iterator<Item = ScopeName> {
    let of = |resource: &Resource| {
        let resource = *resource;
        resource.actions().iter().map(move |action: &Action| ScopeName::Of(resource, Some(*action)))
    };
    Resource::VARIANTS.iter().flat_map(of)
}

fn insert<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

impl fmt::Display for Scopes {
    /// The list in its canonical form, with spaces between.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity = self.identity.iter().map(|scope| scope.as_str().to_owned());
        let names: Vec<String> = identity.chain(self.permissions.iter().map(ToString::to_string)).collect();
        f.write_str(&names.join(" "))
    }
}
