//! The search of templates.

use super::{IdOrName, Username};
use crate::ids::{TemplateId, UserId};
use crate::search::{Key, KeyFault, id, items, read_apart, truth};

/// Which templates a list asks for. Texts are in lower case; letter case doesn't matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TemplateSearch {
    /// Occurs in the name.
    pub name: Option<String>,
    /// Is the name.
    pub exact_name: Option<String>,
    /// Occurs in the display name.
    pub display_name: Option<String>,
    /// Is the display name.
    pub exact_display_name: Option<String>,
    /// One of these.
    pub ids: Option<Vec<TemplateId>>,
    /// Whether it is deprecated; either where none.
    pub deprecated: Option<bool>,
    /// Only deleted templates; else only others.
    pub deleted: bool,
    /// In this organization.
    pub organization: Option<IdOrName>,
    /// Made by this user.
    pub author: Option<Username>,
    /// Made by this user.
    pub author_id: Option<UserId>,
    /// Whether the active version has an AI task.
    pub has_ai_task: Option<bool>,
    /// Whether the active version has an external agent.
    pub has_external_agent: Option<bool>,
}

const KEYS: &[Key] = &[
    Key::once("name"),
    Key::once("exact_name"),
    Key::once("display_name"),
    Key::once("exact_display_name"),
    Key::once("ids"),
    Key::once("deprecated"),
    Key::once("deleted"),
    Key::once("organization"),
    Key::once("author"),
    Key::once("author_id"),
    Key::once("has-ai-task"),
    Key::once("has_external_agent"),
];

impl TemplateSearch {
    /// Reads a search. Bare words are one text, which occurs in the name.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(q: &str) -> Result<Self, Vec<KeyFault>> {
        let (search, bare) = read_apart(q, KEYS);
        let (mut found, mut faults) = (Self { name: bare, ..Self::default() }, search.faults);
        for (key, value) in search.terms {
            if let Err(detail) = found.apply(key, value) {
                faults.push(KeyFault { key: key.to_owned(), detail });
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }

    fn apply(&mut self, key: &str, value: String) -> Result<(), String> {
        match key {
            "name" if self.name.is_some() => return Err("can't be combined with words without a key".into()),
            "name" => self.name = Some(value),
            "exact_name" => self.exact_name = Some(value),
            "display_name" => self.display_name = Some(value),
            "exact_display_name" => self.exact_display_name = Some(value),
            "ids" => self.ids = Some(items(&value).map(id).collect::<Result<_, _>>()?),
            "deprecated" => self.deprecated = Some(truth(&value)?),
            "deleted" => self.deleted = truth(&value)?,
            "organization" => self.organization = Some(IdOrName::read(value)),
            "author" => self.author = Some(Username::read(value)),
            "author_id" => self.author_id = Some(id(&value)?),
            "has-ai-task" => self.has_ai_task = Some(truth(&value)?),
            _ => self.has_external_agent = Some(truth(&value)?),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_key_is_read() {
        let one = Uuid::from_u128(1);
        let q = format!(
            "exact_name:Go display_name:\"Go dev\" exact_display_name:Go ids:{one},{one} \
             deprecated:true deleted:t \
             organization:acme author:me author_id:{one} has-ai-task:false has_external_agent:true Go  Dev"
        );
        let expected = TemplateSearch {
            name: Some("go dev".into()),
            exact_name: Some("go".into()),
            display_name: Some("go dev".into()),
            exact_display_name: Some("go".into()),
            ids: Some(vec![one.into(), one.into()]),
            deprecated: Some(true),
            deleted: true,
            organization: Some(IdOrName::Name("acme".into())),
            author: Some(Username::Caller),
            author_id: Some(one.into()),
            has_ai_task: Some(false),
            has_external_agent: Some(true),
        };
        assert_eq!(TemplateSearch::parse(&q), Ok(expected));
        assert_eq!(TemplateSearch::parse(""), Ok(TemplateSearch::default()));
    }

    #[test]
    fn every_fault_is_named_by_its_key() {
        let faults = TemplateSearch::parse(
            "go name:x ids:y deprecated:maybe id:1 has-external-agent:true author_id:z",
        )
        .expect_err("six are wrong");
        let keys: Vec<_> = faults.iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(keys, ["id", "has-external-agent", "name", "ids", "deprecated", "author_id"]);
        assert_eq!(TemplateSearch::parse("name:a name:b").expect_err("twice")[0].key, "name");
    }
}
