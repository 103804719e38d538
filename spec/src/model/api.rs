//! The specification as a whole.

use super::{NamedType, Operation};

/// One specification, ready for the emitters.
#[derive(Clone, Debug)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// In the order of the root `tags`; a tag that only operations name follows in order of appearance.
    pub tags: Vec<Tag>,
    /// Ordered by tag, then as they appear.
    pub operations: Vec<Operation>,
    /// Components first, in their order, each followed by the types hoisted out of it; then those of the operations.
    pub types: Vec<NamedType>,
    /// Those that some operation lets in, in the order of their first scheme under `securitySchemes`.
    pub callers: Vec<Caller>,
    /// What `x-feature` names, sorted.
    pub features: Vec<Symbol>,
    /// What `x-permission` names, sorted by resource and action.
    pub permissions: Vec<Permission>,
    /// What `x-rate-limit` names, sorted.
    pub rate_classes: Vec<Symbol>,
    /// The kinds of objects that `x-audit` names, sorted.
    pub audit_kinds: Vec<Symbol>,
    /// The actions that `x-audit` names, sorted.
    pub audit_actions: Vec<Symbol>,
}

/// One tag: one trait of the server.
#[derive(Clone, Debug)]
pub struct Tag {
    /// As the specification writes it.
    pub name: String,
    /// The name of its trait (`UserQuietHours`).
    pub rust: String,
    /// Markdown, or empty.
    pub description: String,
}

/// Who may call: one type that authentication yields, with the places where its credential is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// `x-caller`, as a Rust type name (`Session`); a scheme without it gives its own name.
    pub name: String,
    /// The same for function names (`session`).
    pub snake: String,
    /// In the order of `securitySchemes`; the first that a request has is used.
    pub carriers: Vec<Carrier>,
}

/// Where one credential travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// The key under `securitySchemes`.
    pub scheme: String,
    /// The place in the request.
    pub kind: CarrierKind,
}

/// The place in a request that holds a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CarrierKind {
    /// A header of this name, as written in the specification.
    Header(String),
    /// A cookie of this name.
    Cookie(String),
    /// A query parameter of this name.
    Query(String),
    /// `Authorization: Bearer …` (RFC 6750 §2.1).
    Bearer,
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
}

/// A word of the specification and the Rust variant made from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// As the specification writes it (`template_rbac`).
    pub name: String,
    /// The variant (`TemplateRbac`).
    pub rust: String,
}

/// A site-wide permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// What is acted on (`organization`).
    pub resource: String,
    /// What is done to it (`create`).
    pub action: String,
    /// The variant (`OrganizationCreate`).
    pub rust: String,
}

impl Api {
    /// The type of this Rust name.
    pub fn named(&self, rust: &str) -> Option<&NamedType> {
        self.types.iter().find(|named| named.name == rust)
    }

    /// The operations of one tag, in order.
    pub fn operations_of<'a>(&'a self, tag: &'a Tag) -> impl Iterator<Item = &'a Operation> {
        self.operations.iter().filter(move |operation| operation.tag == tag.name)
    }
}
