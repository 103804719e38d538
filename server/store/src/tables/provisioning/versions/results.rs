//! What the import of a version found. The daemon that holds the import writes it; definitions are JSON of
//! the server.

use crate::table::table;
use crate::{CurrentJob, Reader, StoreError, Tx};
use burgrave_core::ids::{PresetId, TemplateVersionId};
use chrono::{DateTime, Utc};

table! {
    TEMPLATE_VERSION_PARAMETERS = "template_version_parameters" as "p";

    read
    /// A parameter.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct VersionParameter {
        pub name: String,
        pub definition: String,
    }

    write
    struct NewParameter {
        key { version_id: TemplateVersionId, position: i64 }
        columns { name: String, definition: String }
    }
}

table! {
    TEMPLATE_VERSION_VARIABLES = "template_version_variables" as "x";

    read
    /// A variable, with the value that it has.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct VersionVariable {
        pub name: String,
        pub description: String,
        /// As its source says it: `list(string)`.
        pub kind: String,
        pub value: String,
        pub default_value: String,
        pub required: bool,
        pub sensitive: bool,
    }

    write
    struct NewVariable {
        key { version_id: TemplateVersionId, name: String }
        columns {
            description: String,
            kind: String,
            value: String,
            default_value: String,
            required: bool,
            sensitive: bool,
        }
    }
}

table! {
    TEMPLATE_VERSION_PRESETS = "template_version_presets" as "s";

    read
    /// A preset.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct PresetRecord {
        pub id: PresetId,
        pub version_id: TemplateVersionId,
        pub name: String,
        pub definition: String,
    }

    write
    /// A new preset. Positions are those of the version's own list.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewPreset {
        key { pub id: PresetId }
        columns {
            pub version_id: TemplateVersionId,
            pub position: i64,
            pub name: String,
            pub definition: String,
        }
    }
}

impl Reader {
    /// The parameters of a version, in the order in which the import gave them.
    pub async fn version_parameters(
        &self,
        version: TemplateVersionId,
    ) -> Result<Vec<VersionParameter>, StoreError> {
        let sql = format!(
            "SELECT {} FROM template_version_parameters p WHERE p.version_id = ?1 ORDER BY p.position",
            VersionParameter::COLUMNS
        );
        self.fetch(&sql, &[version.into()]).await
    }

    /// The variables of a version, in the order of their names.
    pub async fn version_variables(
        &self,
        version: TemplateVersionId,
    ) -> Result<Vec<VersionVariable>, StoreError> {
        let sql = format!(
            "SELECT {} FROM template_version_variables x WHERE x.version_id = ?1 ORDER BY x.name",
            VersionVariable::COLUMNS
        );
        self.fetch(&sql, &[version.into()]).await
    }

    /// The presets of a version, in the order in which the import gave them.
    pub async fn version_presets(&self, version: TemplateVersionId) -> Result<Vec<PresetRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM template_version_presets s WHERE s.version_id = ?1 ORDER BY s.position",
            PresetRecord::COLUMNS
        );
        self.fetch(&sql, &[version.into()]).await
    }

    /// A preset by id.
    pub async fn preset(&self, id: PresetId) -> Result<Option<PresetRecord>, StoreError> {
        let sql = format!("SELECT {} FROM template_version_presets s WHERE s.id = ?1", PresetRecord::COLUMNS);
        self.find(&sql, &[id.into()]).await
    }
}

impl Tx {
    /// Keeps the readme of the version that the job imports.
    pub async fn set_version_readme(
        &self,
        job: &CurrentJob,
        readme: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE template_versions SET readme = ?3, updated_at = ?4 WHERE id = ?1 AND job_id = ?2";
        let values = [job.version_id.into(), job.id.into(), readme.into(), now.into()];
        self.execute(sql, &values).await.map(|_| ())
    }

    /// Keeps whether the version that the job imports has an external agent, and that its import has ended.
    pub async fn end_version_import(
        &self,
        job: &CurrentJob,
        external_agent: bool,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE template_versions SET has_external_agent = ?3, updated_at = ?4 WHERE id = ?1 AND \
                   job_id = ?2";
        let values = [job.version_id.into(), job.id.into(), external_agent.into(), now.into()];
        self.execute(sql, &values).await.map(|_| ())
    }

    /// Notes when an import has ended that didn't succeed.
    pub async fn touch_version(&self, id: TemplateVersionId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE template_versions SET updated_at = ?2 WHERE id = ?1";
        self.execute(sql, &[id.into(), now.into()]).await.map(|_| ())
    }

    /// Keeps the variables of the version that the job imports; those that were kept before go.
    pub async fn set_version_variables(
        &self,
        job: &CurrentJob,
        variables: &[VersionVariable],
    ) -> Result<(), StoreError> {
        let gone = "DELETE FROM template_version_variables WHERE version_id = ?1";
        self.execute(gone, &[job.version_id.into()]).await?;
        for variable in variables.iter().cloned() {
            self.insert(&NewVariable {
                version_id: job.version_id,
                name: variable.name,
                description: variable.description,
                kind: variable.kind,
                value: variable.value,
                default_value: variable.default_value,
                required: variable.required,
                sensitive: variable.sensitive,
            })
            .await?;
        }
        Ok(())
    }

    /// Keeps the parameters of the version that the job imports, in this order; those that were kept before
    /// go.
    pub async fn set_version_parameters(
        &self,
        job: &CurrentJob,
        parameters: &[VersionParameter],
    ) -> Result<(), StoreError> {
        let gone = "DELETE FROM template_version_parameters WHERE version_id = ?1";
        self.execute(gone, &[job.version_id.into()]).await?;
        for (position, parameter) in (0..).zip(parameters.iter().cloned()) {
            let VersionParameter { name, definition } = parameter;
            self.insert(&NewParameter { version_id: job.version_id, position, name, definition }).await?;
        }
        Ok(())
    }

    /// Keeps the presets of the version that the job imports: id, name, definition, in this order; those that
    /// were kept before go.
    pub async fn set_version_presets(
        &self,
        job: &CurrentJob,
        presets: &[(PresetId, String, String)],
    ) -> Result<(), StoreError> {
        let gone = "DELETE FROM template_version_presets WHERE version_id = ?1";
        self.execute(gone, &[job.version_id.into()]).await?;
        for (position, (id, name, definition)) in (0..).zip(presets.iter().cloned()) {
            self.insert(&NewPreset { id, version_id: job.version_id, position, name, definition }).await?;
        }
        Ok(())
    }
}
