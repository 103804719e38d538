//! Lists of templates.

use super::access::OF_TEMPLATES;
use super::templates::{TemplateRecord, select};
use crate::filter::{Filter, contains};
use crate::visibility::Columns;
use crate::{Reader, StoreError};
use burgrave_core::authorization::Visible;
use burgrave_core::ids::{OrganizationId, TemplateId, UserId};

/// Which templates a list holds; what is absent or empty doesn't limit.
#[derive(Debug, Clone, Default)]
pub struct TemplateFilter {
    /// Only these.
    pub ids: Option<Vec<TemplateId>>,
    /// Only of this organization.
    pub organization: Option<OrganizationId>,
    /// The name holds this, in any letter case.
    pub name: Option<String>,
    /// The name is this, in any letter case.
    pub exact_name: Option<String>,
    /// The display name holds this, in any letter case.
    pub display_name: Option<String>,
    /// The display name is this, in any letter case.
    pub exact_display_name: Option<String>,
    /// Only deprecated ones, or only others.
    pub deprecated: Option<bool>,
    /// Only deleted ones; else only others.
    pub deleted: bool,
    /// Only made by this user.
    pub author: Option<UserId>,
    /// Only those whose active version has an external agent, or only others.
    pub external_agent: Option<bool>,
    /// Only those that somebody may read; absent = all.
    pub visible: Option<Visible>,
}

const PLACES: Columns = Columns {
    id: Some("t.id"),
    owner: None,
    organization: Some("t.organization_id"),
    groups: false,
    lists: Some(OF_TEMPLATES),
};

impl TemplateFilter {
    fn conditions<'a>(&self, mut filter: Filter<'a>) -> Filter<'a> {
        if let Some(ids) = &self.ids {
            let places = filter.bind_all(ids.iter().copied());
            filter.and(format!("t.id IN ({places})"));
        }
        if let Some(organization) = self.organization {
            let place = filter.bind(organization);
            filter.and(format!("t.organization_id = {place}"));
        }
        for (column, part) in [("t.name_key", &self.name), ("t.display_name_key", &self.display_name)] {
            if let Some(part) = part {
                let pattern = filter.bind(contains(part));
                filter.and(format!("{column} LIKE {pattern} ESCAPE '!'"));
            }
        }
        for (column, whole) in
            [("t.name_key", &self.exact_name), ("t.display_name_key", &self.exact_display_name)]
        {
            if let Some(whole) = whole {
                let place = filter.bind(whole.to_lowercase());
                filter.and(format!("{column} = {place}"));
            }
        }
        if let Some(deprecated) = self.deprecated {
            filter.and(format!("t.deprecation_message {} ''", if deprecated { "<>" } else { "=" }));
        }
        filter.and(format!("t.deleted_at IS {}", if self.deleted { "NOT NULL" } else { "NULL" }));
        if let Some(author) = self.author {
            let place = filter.bind(author);
            filter.and(format!("t.created_by = {place}"));
        }
        if let Some(external) = self.external_agent {
            let not = if external { "" } else { "NOT " };
            filter.and(format!(
                "{not}EXISTS (SELECT v.id FROM template_versions v WHERE v.id = t.active_version_id AND \
                 v.has_external_agent)"
            ));
        }
        PLACES.restrict(&mut filter, self.visible.as_ref());
        filter
    }
}

impl Reader {
    /// Templates, those first that most people use, then in the order of their names; in one query.
    pub async fn templates(&self, asked: &TemplateFilter) -> Result<Vec<TemplateRecord>, StoreError> {
        let filter = asked.conditions(self.filter());
        let order = "ORDER BY t.active_users DESC, t.name_key, t.id";
        self.fetch(&select(&format!("{} {order}", filter.clause())), &filter.values).await
    }
}
