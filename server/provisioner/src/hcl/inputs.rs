//! What an evaluation is told beside the template.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_core::provisioning::parameters::DescribedParameter;

use crate::OwnerFacts;

/// What parameters depend on.
#[derive(Clone, Default)]
pub struct Inputs {
    /// The values of the template's variables.
    pub variables: BTreeMap<String, String>,
    /// The values that are given, by the parameters' names.
    pub parameters: BTreeMap<String, String>,
    /// Whose workspace it is; none where nobody's is meant.
    pub owner: Option<OwnerFacts>,
    /// What the plan of the import has found: it stands for what only a plan knows.
    pub imported: Arc<[DescribedParameter]>,
}
