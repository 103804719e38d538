//! The types of resources, and what a written attribute name leads to in them.

use super::common::COMMON;
use super::{Attribute, ENTERPRISE_USER, GROUP, USER};

/// A schema.
#[derive(Debug, PartialEq, Eq)]
pub struct Schema {
    /// Its name everywhere.
    pub urn: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What it describes.
    pub description: &'static str,
    /// What it is made of.
    pub attributes: &'static [Attribute],
}

/// A type of resources.
#[derive(Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// Its name, which is its id as well.
    pub name: &'static str,
    /// The path of its resources under the mount.
    pub endpoint: &'static str,
    /// What it is.
    pub description: &'static str,
    /// The schema that it has.
    pub core: &'static Schema,
    /// Schemas that it may have besides.
    pub extensions: &'static [&'static Schema],
}

/// Users.
pub static USERS: ResourceType = ResourceType {
    name: "User",
    endpoint: "/Users",
    description: "People",
    core: &USER,
    extensions: &[&ENTERPRISE_USER],
};

/// Groups.
pub static GROUPS: ResourceType = ResourceType {
    name: "Group",
    endpoint: "/Groups",
    description: "Groups of the default organization",
    core: &GROUP,
    extensions: &[],
};

/// What an attribute name leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The extension that it lies in; none: the core.
    pub extension: Option<&'static Schema>,
    /// The attribute; none: the extension as a whole.
    pub attribute: Option<&'static Attribute>,
    /// The sub-attribute.
    pub sub: Option<&'static Attribute>,
}

impl Schema {
    fn find(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }
}

impl ResourceType {
    /// The core schema and its extensions.
    pub fn schemas(&self) -> impl Iterator<Item = &'static Schema> {
        std::iter::once(self.core).chain(self.extensions.iter().copied())
    }

    /// The extension of this name, in any letter case.
    pub fn extension(&self, urn: &str) -> Option<&'static Schema> {
        self.extensions.iter().copied().find(|schema| schema.urn.eq_ignore_ascii_case(urn))
    }

    /// An attribute of the core or of all resources, in any letter case.
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        let common = || COMMON.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name));
        self.core.find(name).or_else(common)
    }

    /// What a name leads to: `userName`, `name.familyName`, `urn:…:User:department`, or an extension as a
    /// whole. None where there is no such attribute.
    pub fn resolve(&self, written: &str) -> Option<Target> {
        for schema in self.schemas() {
            let Some(rest) = strip(written, schema.urn) else { continue };
            let is_core = std::ptr::eq(schema, self.core);
            let extension = (!is_core).then_some(schema);
            if rest.is_empty() && !is_core {
                return Some(Target { extension, attribute: None, sub: None });
            }
            let rest = rest.strip_prefix(':')?;
            return self.inside(extension, rest);
        }
        self.inside(None, written)
    }

    fn inside(&self, extension: Option<&'static Schema>, written: &str) -> Option<Target> {
        let (name, sub) = match written.split_once('.') {
            Some((name, sub)) => (name, Some(sub)),
            None => (written, None),
        };
        let attribute = match extension {
            Some(schema) => schema.find(name)?,
            None => self.attribute(name)?,
        };
        let sub = match sub {
            Some(sub) => Some(attribute.find(sub)?),
            None => None,
        };
        Some(Target { extension, attribute: Some(attribute), sub })
    }
}

/// What follows a prefix in any letter case.
fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(written: &str) -> Option<String> {
        let target = USERS.resolve(written)?;
        let names = [
            target.extension.map(|schema| schema.name),
            target.attribute.map(|one| one.name),
            target.sub.map(|one| one.name),
        ];
        Some(names.into_iter().flatten().collect::<Vec<_>>().join("/"))
    }

    #[test]
    fn names_are_found_in_any_letter_case_and_with_their_schema() {
        assert_eq!(found("USERNAME").as_deref(), Some("userName"));
        assert_eq!(found("name.familyname").as_deref(), Some("name/familyName"));
        assert_eq!(
            found("urn:ietf:params:scim:schemas:core:2.0:User:Name.givenName").as_deref(),
            Some("name/givenName")
        );
        let enterprise = "URN:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        assert_eq!(found(enterprise).as_deref(), Some("EnterpriseUser"));
        assert_eq!(
            found(&format!("{enterprise}:manager.value")).as_deref(),
            Some("EnterpriseUser/manager/value")
        );
        assert_eq!(found("meta.created").as_deref(), Some("meta/created"));
        assert_eq!(found("members.$ref"), None);
    }

    #[test]
    fn what_no_schema_has_is_not_found() {
        for written in [
            "",
            ".",
            "name.",
            "department",
            "userName.x",
            "urn:x:userName",
            "urn:ietf:params:scim:schemas:core:2.0:User",
        ] {
            assert_eq!(found(written), None, "{written}");
        }
    }
}
