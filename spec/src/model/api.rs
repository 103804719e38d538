//! The specification as a whole.

use super::{NamedType, Operation, Type};

/// One specification.
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
    /// The components in their order, each followed by the inline types in it; then the inline types of
    /// operations.
    pub types: Vec<NamedType>,
    /// In the order of the components.
    pub type_aliases: Vec<TypeAlias>,
    /// The callers that some operation allows, in the order of their first scheme under `securitySchemes`.
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

/// A component schema that only names another type: an identifier, or an object with free keys.
#[derive(Clone, Debug)]
pub struct TypeAlias {
    /// The Rust name, which the type has too, as `Text::id` or `Map::name`.
    pub name: String,
    /// Markdown, or empty.
    pub description: String,
    /// The type that it names.
    pub ty: Type,
}

/// A kind of caller: one type that authentication yields, and the places of its credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// `x-caller`, as the name of a Rust type (`Session`); the name of the scheme if it has none.
    pub name: String,
    /// The same for function names (`session`).
    pub snake: String,
    /// In the order of `securitySchemes`. The first that a request has is used.
    pub carriers: Vec<Carrier>,
}

/// The place of one credential in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// The key under `securitySchemes`.
    pub scheme: String,
    /// The place in the request.
    pub kind: CarrierKind,
}

/// The kinds of places that a credential can have.
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
    /// The kind of object (`organization`).
    pub resource: String,
    /// The action (`create`).
    pub action: String,
    /// The variant (`OrganizationCreate`).
    pub rust: String,
}

impl Api {
    /// The named type with this Rust name.
    pub fn named(&self, rust: &str) -> Option<&NamedType> {
        self.types.iter().find(|named| named.name == rust)
    }

    /// The operations of one tag, in order.
    pub fn operations_of<'a>(&'a self, tag: &'a Tag) -> impl Iterator<Item = &'a Operation> {
        self.operations.iter().filter(move |operation| operation.tag == tag.name)
    }
}
