//! The tags of daemons that a template's own files ask for, read before a version is made of them.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::sync::Arc;

use burgrave_core::ids::FileId;
use burgrave_core::provisioning::job::Provisioner;
use burgrave_provisioner::hcl::{Dialect, ReadFault, Sources, Template, evaluate_tags};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::application::{App, Caller};
use crate::fault::{Fault, FieldFault};
use crate::provisioning::files::{Pieces, feed, readable};

/// Archives that are read at the same time at most.
static READING: Semaphore = Semaphore::const_new(2);

/// Tags with their values, or what is wrong with them.
pub(super) type Declared = Result<BTreeMap<String, String>, Vec<FieldFault>>;

/// The tags that the files of a new version ask for. Files that the caller may not read, or that can't be read,
/// say nothing here: the command refuses the first, and the import tells what is wrong with the others.
///
/// # Errors
/// The storage's.
pub(super) async fn declared_tags(
    app: &App,
    caller: &Arc<Caller>,
    source: (Option<Provisioner>, Option<FileId>),
    variables: &[(String, String)],
) -> Result<Declared, Fault> {
    let (Some(Provisioner::Terraform), Some(file)) = source else { return Ok(Ok(BTreeMap::new())) };
    let caller = caller.clone();
    let known = app.store().read(move |reader| async move { readable(&reader, &caller, file).await }).await;
    match known {
        Ok(_) => of_file(app, file, variables.iter().cloned().collect()).await,
        Err(Fault::Hidden) => Ok(Ok(BTreeMap::new())),
        Err(fault) => Err(fault),
    }
}

async fn of_file(app: &App, file: FileId, variables: BTreeMap<String, String>) -> Result<Declared, Fault> {
    let turn = READING.acquire().await;
    let _turn = turn.map_err(|_| Fault::Internal("archives aren't read any more".into()))?;
    let (sender, pieces) = Pieces::channel();
    let reading = spawn_blocking(move || of_tar(BufReader::new(pieces), &variables));
    let fed = feed(app, file, sender).await;
    let read = reading.await;
    fed?;
    read.map_err(|_| Fault::Internal("reading a template's tags broke off".into()))
}

fn of_tar(tar: impl Read, variables: &BTreeMap<String, String>) -> Declared {
    let read = Sources::of_tar(tar).and_then(|sources| Template::read(&sources, Dialect::Terraform));
    let template = match read {
        Ok(template) => template,
        Err(fault @ ReadFault::Declaration { .. }) => {
            let detail = format!("can't be imported: {fault}");
            return Err(vec![FieldFault { field: "file_id".into(), detail }]);
        }
        Err(_) => return Ok(BTreeMap::new()),
    };
    let fault = |detail: String, field: String| FieldFault { field, detail };
    evaluate_tags(&template, variables, &BTreeMap::new())
        .map_err(|all| all.into_iter().map(|one| fault(one.to_string(), one.key)).collect())
}
