//! The files of the modules that the import of a version fetched.

use crate::table::table;
use crate::{CurrentJob, Reader, StoreError, Tx};
use burgrave_core::ids::TemplateVersionId;

table! {
    TEMPLATE_VERSION_MODULES = "template_version_modules" as "m";

    read
    /// The files of the modules of a version.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct VersionModules {
        /// A tar archive.
        pub archive: Vec<u8>,
        /// Which modules were too large: JSON of the server.
        pub left_out: String,
    }

    write
    struct NewModules {
        key { version_id: TemplateVersionId }
        columns { archive: Vec<u8>, left_out: String }
    }
}

impl Reader {
    /// The files of the modules of a version; none where its import fetched none.
    pub async fn version_modules(
        &self,
        version: TemplateVersionId,
    ) -> Result<Option<VersionModules>, StoreError> {
        let sql = format!(
            "SELECT {} FROM template_version_modules m WHERE m.version_id = ?1",
            VersionModules::COLUMNS
        );
        self.find(&sql, &[version.into()]).await
    }
}

impl Tx {
    /// Keeps the files of the modules that the job has fetched.
    pub async fn set_version_modules(
        &self,
        job: &CurrentJob,
        modules: VersionModules,
    ) -> Result<(), StoreError> {
        let VersionModules { archive, left_out } = modules;
        self.put(&NewModules { version_id: job.version_id, archive, left_out }).await
    }
}
