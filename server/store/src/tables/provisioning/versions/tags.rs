//! What builds of a version need to give its tags values of their own.

use crate::table::table;
use crate::{Reader, StoreError};
use burgrave_core::ids::TemplateVersionId;

table! {
    TEMPLATE_VERSION_TAGS = "template_version_tags" as "g";

    write
    pub(super) struct NewVersionTags {
        key { pub(super) version_id: TemplateVersionId }
        columns {
            /// JSON of the server.
            pub(super) sources: String,
        }
    }
}

impl Reader {
    /// What the tags of a version are made of; none where its files ask for none.
    pub async fn version_tags(&self, version: TemplateVersionId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT g.sources FROM template_version_tags g WHERE g.version_id = ?1";
        let found: Option<(String,)> = self.find(sql, &[version.into()]).await?;
        Ok(found.map(|(sources,)| sources))
    }
}
