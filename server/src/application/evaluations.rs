//! Templates that have been read, and what has been told of their parameters: a transaction takes from here
//! what took too long to be worked out within it.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_core::ids::TemplateVersionId;
use burgrave_core::sealing::SealingKeys;
use burgrave_provisioner::hcl::{Evaluated, Project, TagFault};
use burgrave_store::Store;
use tokio::sync::Semaphore;

use super::Memo;
use crate::fault::Fault;

/// Bytes of templates that are kept in memory at most.
const MOST_OF_PROJECTS: usize = 64 * 1024 * 1024;
/// Bytes of outcomes that are kept in memory at most.
const MOST_OF_OUTCOMES: usize = 32 * 1024 * 1024;
/// Bytes of tags that are kept in memory at most.
const MOST_OF_TAGS: usize = 4 * 1024 * 1024;
/// Templates that are read at the same time at most.
const READING: usize = 2;
/// Templates that are evaluated at the same time at most: what takes long leaves room for others.
const EVALUATING: usize = 4;

/// A template, or why it can't be read.
pub(crate) type ReadProject = Arc<Result<Project, String>>;

/// The values of tags, or why they have none.
pub(crate) type EvaluatedTags = Arc<Result<BTreeMap<String, String>, Vec<TagFault>>>;

/// What makes one evaluation another: the version, and all that it depends on.
pub(crate) type EvaluationKey = [u8; 32];

/// Clones share everything.
#[derive(Clone)]
pub(crate) struct Evaluations(Arc<Shared>);

struct Shared {
    store: Store,
    sealing: Option<SealingKeys>,
    projects: Memo<TemplateVersionId, ReadProject>,
    outcomes: Memo<EvaluationKey, Arc<Evaluated>>,
    tags: Memo<EvaluationKey, EvaluatedTags>,
    reading: Semaphore,
    evaluating: Arc<Semaphore>,
}

impl Evaluations {
    /// Nothing is known at first.
    pub(crate) fn new(store: Store, sealing: Option<SealingKeys>) -> Self {
        Self(Arc::new(Shared {
            store,
            sealing,
            projects: Memo::new(MOST_OF_PROJECTS),
            outcomes: Memo::new(MOST_OF_OUTCOMES),
            tags: Memo::new(MOST_OF_TAGS),
            reading: Semaphore::new(READING),
            evaluating: Arc::new(Semaphore::new(EVALUATING)),
        }))
    }

    /// Where archives are.
    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    /// What opens the values of sensitive variables.
    ///
    /// # Errors
    /// `Internal` in an operator's command, which has no keys.
    pub(crate) fn sealing(&self) -> Result<&SealingKeys, Fault> {
        self.0
            .sealing
            .as_ref()
            .ok_or_else(|| Fault::Internal("there are no keys for sealed values here".into()))
    }

    /// Templates, as they have been read.
    pub(crate) fn projects(&self) -> &Memo<TemplateVersionId, ReadProject> {
        &self.0.projects
    }

    /// What has been told of their parameters.
    pub(crate) fn outcomes(&self) -> &Memo<EvaluationKey, Arc<Evaluated>> {
        &self.0.outcomes
    }

    /// The tags of their builds.
    pub(crate) fn tags(&self) -> &Memo<EvaluationKey, EvaluatedTags> {
        &self.0.tags
    }

    /// Bounds how many templates are read at the same time.
    pub(crate) fn reading(&self) -> &Semaphore {
        &self.0.reading
    }

    /// Bounds how many templates are evaluated at the same time.
    pub(crate) fn evaluating(&self) -> &Arc<Semaphore> {
        &self.0.evaluating
    }
}
