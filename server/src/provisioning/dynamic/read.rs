//! A version's files, read once.

use std::io::BufReader;
use std::sync::Arc;

use burgrave_core::ids::TemplateVersionId;
use burgrave_provisioner::hcl::{Dialect, ModuleFiles, ReadFault, Sources};
use tokio::task::spawn_blocking;

use super::EvaluationRequest;
use crate::application::{Evaluations, ReadProject};
use crate::fault::Fault;
use crate::provisioning::files::{Pieces, feed};
use crate::provisioning::versions;

/// The template of a version, with the modules that its import fetched.
///
/// # Errors
/// The storage's.
pub(super) async fn read(
    evaluations: &Evaluations,
    request: &EvaluationRequest,
) -> Result<ReadProject, Fault> {
    if let Some(known) = evaluations.projects().get(&request.version) {
        return Ok(known);
    }
    let turn = evaluations.reading().acquire().await;
    let _turn = turn.map_err(|_| Fault::Internal("templates aren't read any more".into()))?;
    // Somebody else may have read it meanwhile.
    if let Some(known) = evaluations.projects().get(&request.version) {
        return Ok(known);
    }
    let modules = modules(evaluations, request.version).await?;
    let (sender, pieces) = Pieces::channel();
    let reading = spawn_blocking(move || {
        let mut sources = Sources::of_tar(BufReader::new(pieces))?;
        sources.add_modules(&modules)?;
        sources.project(Dialect::Terraform)
    });
    let fed = feed(evaluations.store(), request.file, sender).await;
    let read = reading.await.map_err(|_| Fault::Internal("reading a template broke off".into()))?;
    fed?;
    let read = Arc::new(read.map_err(|fault| match fault {
        // Such a fault names no place of the template.
        ReadFault::Io(_) => "The template's files can't be read.".into(),
        fault => fault.to_string(),
    }));
    let bytes = match &*read {
        Ok(project) => project.bytes(),
        Err(why) => why.len(),
    };
    evaluations.projects().put(request.version, read.clone(), bytes);
    Ok(read)
}

async fn modules(evaluations: &Evaluations, version: TemplateVersionId) -> Result<ModuleFiles, Fault> {
    let store = evaluations.store();
    let found = store.read(move |reader| async move { reader.version_modules(version).await }).await?;
    Ok(match found {
        Some(kept) => ModuleFiles { archive: kept.archive, left_out: versions::kept_as(&kept.left_out)? },
        None => ModuleFiles::default(),
    })
}
