//! The versions of a template.

use super::records::{TemplateVersion, select};
use crate::{Reader, StoreError};
use burgrave_core::ids::{TemplateId, TemplateVersionId};

/// Which versions of a template a list holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct VersionFilter {
    /// Archived ones too.
    pub archived: bool,
    /// Only those that were made after this one.
    pub after: Option<TemplateVersionId>,
    /// Rows to leave out at the beginning.
    pub offset: u32,
    /// Rows at most; 0 = all.
    pub limit: u32,
}

impl Reader {
    /// Versions of a template with their jobs, the oldest first, in one query.
    pub async fn template_versions(
        &self,
        template: TemplateId,
        asked: VersionFilter,
    ) -> Result<Vec<TemplateVersion>, StoreError> {
        let mut filter = self.filter();
        let place = filter.bind(template);
        filter.and(format!("v.template_id = {place}"));
        if !asked.archived {
            filter.and("NOT v.archived");
        }
        if let Some(after) = asked.after {
            let place = filter.bind(after);
            filter.and(format!(
                "(v.created_at, v.id) > (SELECT a.created_at, a.id FROM template_versions a WHERE a.id = \
                 {place})"
            ));
        }
        let bounds = filter.bounds(asked.limit, asked.offset);
        let sql = select(&format!("{} ORDER BY v.created_at, v.id{bounds}", filter.clause()));
        self.fetch(&sql, &filter.values).await
    }
}
