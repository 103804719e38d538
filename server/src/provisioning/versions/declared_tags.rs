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

/// Bytes of files that are kept for the tags of builds at most.
const MOST_KEPT: usize = 512 * 1024;

/// What a template says of tags.
#[derive(Debug, Clone, Default)]
pub(super) struct Tagged {
    /// With the defaults of its parameters.
    pub(super) tags: BTreeMap<String, String>,
    /// The texts of the files that they come from; none where there are no tags, or the files are too long to
    /// keep: builds then have the tags of the version.
    pub(super) files: Option<BTreeMap<String, String>>,
}

/// Tags with their values, or what is wrong with them.
pub(super) type Declared = Result<Tagged, Vec<FieldFault>>;

/// The tags that the files of a new version ask for. Files that the caller may not read, or that can't be
/// read, say nothing here: the command refuses the first, and the import tells what is wrong with the others.
///
/// # Errors
/// The storage's.
pub(super) async fn declared_tags(
    app: &App,
    caller: &Arc<Caller>,
    source: (Option<Provisioner>, Option<FileId>),
    variables: &[(String, String)],
) -> Result<Declared, Fault> {
    let (Some(Provisioner::Terraform), Some(file)) = source else { return Ok(Ok(Tagged::default())) };
    let caller = caller.clone();
    let known = app.store().read(move |reader| async move { readable(&reader, &caller, file).await }).await;
    match known {
        Ok(_) => of_file(app, file, variables.iter().cloned().collect()).await,
        Err(Fault::Hidden) => Ok(Ok(Tagged::default())),
        Err(fault) => Err(fault),
    }
}

async fn of_file(app: &App, file: FileId, variables: BTreeMap<String, String>) -> Result<Declared, Fault> {
    let turn = READING.acquire().await;
    let _turn = turn.map_err(|_| Fault::Internal("archives aren't read any more".into()))?;
    let (sender, pieces) = Pieces::channel();
    let reading = spawn_blocking(move || of_tar(BufReader::new(pieces), &variables));
    let fed = feed(app.store(), file, sender).await;
    let read = reading.await;
    fed?;
    read.map_err(|_| Fault::Internal("reading a template's tags broke off".into()))
}

fn of_tar(tar: impl Read, variables: &BTreeMap<String, String>) -> Declared {
    let read = Sources::of_tar(tar)
        .and_then(|sources| Template::read(&sources, Dialect::Terraform).map(|template| (template, sources)));
    let (template, sources) = match read {
        Ok(read) => read,
        Err(fault @ ReadFault::Declaration { .. }) => {
            let detail = format!("can't be imported: {fault}");
            return Err(vec![FieldFault { field: "file_id".into(), detail }]);
        }
        Err(_) => return Ok(Tagged::default()),
    };
    let fault = |detail: String, field: String| FieldFault { field, detail };
    match evaluate_tags(&template, variables, &BTreeMap::new()) {
        Ok(tags) => {
            let kept = !template.tags.is_empty() && sources.bytes() <= MOST_KEPT;
            let texts = || sources.texts().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
            Ok(Tagged { tags, files: kept.then(texts) })
        }
        Err(all) => Err(all.into_iter().map(|one| fault(one.to_string(), one.key)).collect()),
    }
}
