//! The tags of a build: those of its version, with the values that the build's parameters give them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use burgrave_core::ids::{TemplateVersionId, UserId};
use burgrave_core::provisioning::tags::Tags;
use burgrave_core::sealing::SealingKeys;
use burgrave_provisioner::hcl::{Dialect, Sources, Template, evaluate_tags};
use burgrave_store::{Reader, TemplateVersion};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

use super::sealed_variables;
use crate::application::{EvaluatedTags, EvaluationKey, Evaluations};
use crate::fault::{Fault, FieldFault, Preparation};

/// What is kept of a version whose files ask for tags.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KeptTags {
    /// The texts of its files by their paths.
    pub(super) files: BTreeMap<String, String>,
    /// The keys that were given with the version, whose values stand whatever a build's parameters are.
    pub(super) asked: BTreeSet<String>,
}

impl KeptTags {
    /// As it is kept.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The tags of a build of a workspace of this owner's. A tag that has no value with these parameters is added
/// to the faults.
///
/// # Errors
/// `Unprepared` where they haven't been worked out for these values; the storage's.
pub(super) async fn of_build(
    reader: &Reader,
    evaluations: &Evaluations,
    version: &TemplateVersion,
    values: &BTreeMap<String, String>,
    owner: UserId,
    faults: &mut Vec<FieldFault>,
) -> Result<Tags, Fault> {
    let mut tags: BTreeMap<_, _> =
        version.job.tags.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    if let Some(kept) = reader.version_tags(version.id).await? {
        let variables = variables(reader, evaluations.sealing()?, version.id).await?;
        let request = TagRequest { version: version.id, kept, variables, values: values.clone() };
        match &*evaluated(evaluations, request)? {
            Ok(found) => tags.extend(found.clone()),
            Err(wrong) => faults.extend(
                wrong.iter().map(|one| FieldFault { detail: one.to_string(), field: one.key.clone() }),
            ),
        }
    }
    Ok(Tags::normal(tags, Some(owner)).unwrap_or_else(|wrong| {
        let fault = |(key, fault): (String, burgrave_core::provisioning::tags::TagFault)| FieldFault {
            field: key,
            detail: fault.to_string(),
        };
        faults.extend(wrong.into_iter().map(fault));
        Tags::default()
    }))
}

/// The variables of a version that have a value.
async fn variables(
    reader: &Reader,
    keys: &SealingKeys,
    version: TemplateVersionId,
) -> Result<BTreeMap<String, String>, Fault> {
    let mut variables = BTreeMap::new();
    for variable in reader.version_variables(version).await? {
        let value = sealed_variables::open(keys, version, &variable)?;
        if !value.is_empty() {
            variables.insert(variable.name, value);
        }
    }
    Ok(variables)
}

/// What the values of tags depend on.
#[derive(Clone)]
struct TagRequest {
    version: TemplateVersionId,
    kept: String,
    variables: BTreeMap<String, String>,
    values: BTreeMap<String, String>,
}

impl TagRequest {
    /// The same key means the same tags.
    fn key(&self) -> EvaluationKey {
        Sha256::digest(json!([self.version, self.variables, self.values]).to_string()).into()
    }

    /// Works them out. What a template says may take seconds.
    fn work_out(&self) -> Result<EvaluatedTags, Fault> {
        let broken = |what: &dyn std::fmt::Display| {
            Fault::Internal(format!("the tags of version {}: {what}", self.version))
        };
        let kept: KeptTags = serde_json::from_str(&self.kept).map_err(|fault| broken(&fault))?;
        let texts = kept.files.iter().map(|(path, text)| (path.as_str(), text.as_bytes()));
        let template =
            Sources::of_texts(texts).and_then(|sources| Template::read(&sources, Dialect::Terraform));
        let template = template.map_err(|fault| broken(&fault))?;
        Ok(Arc::new(evaluate_tags(&template, &self.variables, &self.values).map(|mut found| {
            found.retain(|key, _| !kept.asked.contains(key));
            found
        })))
    }
}

/// The tags, where they are known; else what works them out beside all transactions.
fn evaluated(evaluations: &Evaluations, request: TagRequest) -> Result<EvaluatedTags, Fault> {
    evaluations.tags().get(&request.key()).ok_or_else(|| {
        let evaluations = evaluations.clone();
        Fault::Unprepared(Preparation::new(move || work(evaluations.clone(), request.clone())))
    })
}

async fn work(evaluations: Evaluations, request: TagRequest) -> Result<(), Fault> {
    let turn = evaluations.evaluating().clone().acquire_owned().await;
    let turn = turn.map_err(|_| Fault::Internal("templates aren't evaluated any more".into()))?;
    let key = request.key();
    let working = spawn_blocking(move || {
        // Who has asked may have gone; the turn is over when the work is.
        let _turn = turn;
        request.work_out()
    });
    let told = working.await.map_err(|_| Fault::Internal("evaluating tags broke off".into()))??;
    let bytes = match &*told {
        Ok(tags) => tags.iter().map(|(key, value)| 64 + key.len() + value.len()).sum(),
        Err(faults) => faults.iter().map(|one| 256 + one.message.len()).sum::<usize>(),
    };
    evaluations.tags().put(key, told, bytes);
    Ok(())
}
