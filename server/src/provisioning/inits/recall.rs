//! What is kept for a job.

use burgrave_core::ids::TemplateVersionId;
use burgrave_provisioner::terraform::{InitPlace, KeptInit, MOST_MODULES};
use burgrave_store::KeptInitRecord;
use sha2::{Digest, Sha256};
use slog::warn;

use super::place::key;
use crate::application::App;
use crate::fault::Fault;

/// What is there.
#[derive(Default)]
pub(crate) struct Recalled {
    /// For the job; none where no job has initialized for the version yet.
    pub(crate) init: Option<KeptInit>,
    /// Where it is kept.
    pub(crate) record: Option<KeptInitRecord>,
}

/// What a job of the version can do without an `init` with. Where the template says so, its modules are
/// fetched by each job.
///
/// # Errors
/// The storage's.
pub(crate) async fn recall(
    app: &App,
    version: TemplateVersionId,
    place: &InitPlace,
) -> Result<Recalled, Fault> {
    let (product, key) = (place.product, key(place));
    let (lock, record) = app
        .store()
        .read(move |reader| {
            let key = key.clone();
            async move {
                let Some(lock) = reader.version_lock(version, product).await? else {
                    return Ok((None, None));
                };
                let found = reader.template_version(version).await?;
                let template = match found.and_then(|version| version.template_id) {
                    Some(template) => reader.template_by_id(template).await?,
                    None => None,
                };
                let anew = template.is_some_and(|template| template.disable_module_cache);
                let record = if anew { None } else { reader.kept_init(version, &key).await? };
                Ok::<_, Fault>((Some(lock), record))
            }
        })
        .await?;
    let Some(lock) = lock else { return Ok(Recalled::default()) };
    let modules = match &record {
        Some(record) => modules(app, record).await?,
        None => None,
    };
    Ok(Recalled { init: Some(KeptInit { lock, modules }), record })
}

/// The content; none where it isn't what was kept.
async fn modules(app: &App, record: &KeptInitRecord) -> Result<Option<Vec<u8>>, Fault> {
    let (id, mut content) = (record.id, Vec::new());
    for position in 0_u32.. {
        let piece = app.store().read(move |reader| async move { reader.kept_init_piece(id, position).await });
        let Some(piece) = piece.await? else { break };
        content.extend(piece);
        if content.len() > MOST_MODULES {
            return Ok(None);
        }
    }
    if Sha256::digest(&content)[..] != record.hash[..] {
        warn!(app.log(), "kept modules aren't what they were, and are fetched again"; "id" => %record.id);
        return Ok(None);
    }
    Ok(Some(content))
}
