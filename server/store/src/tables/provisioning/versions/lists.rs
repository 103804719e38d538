//! The versions of a template.

use super::records::{TemplateVersion, select};
use crate::{Reader, StoreError};
use burgrave_core::ids::{TemplateId, TemplateVersionId};

/// Bytes of READMEs and messages together that a list has, those of the newest versions: each may be 1 MiB
/// long, and a template may have thousands.
const LISTED_TEXTS: u32 = 4 * 1024 * 1024;

/// Characters that are left of the messages of the other versions; of READMEs none are.
const LISTED_MESSAGE: u32 = 1024;

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
    /// Versions of a template with their jobs, the oldest first, in one query. Beyond [`LISTED_TEXTS`],
    /// READMEs are empty and messages shortened.
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
        // Sizes are known without the texts; so those that are left out aren't read either.
        let sizes = format!(
            "WITH page AS (SELECT v.id, v.created_at, octet_length(v.readme) + octet_length(v.message) AS \
             size FROM template_versions v {} ORDER BY v.created_at, v.id{bounds}), sized AS (SELECT p.id, \
             sum(p.size) OVER (ORDER BY p.created_at DESC, p.id DESC) AS size FROM page p)",
            filter.clause()
        );
        let whole = format!("CASE WHEN z.size <= {LISTED_TEXTS} THEN");
        let rows = select("JOIN sized z ON z.id = v.id ORDER BY v.created_at, v.id")
            .replacen("v.readme", &format!("{whole} v.readme ELSE '' END"), 1)
            .replacen(
                "v.message",
                &format!("{whole} v.message ELSE substr(v.message, 1, {LISTED_MESSAGE}) END"),
                1,
            );
        self.fetch(&format!("{sizes} {rows}"), &filter.values).await
    }
}
