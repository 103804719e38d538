//! What a job has to do.

use burgrave_core::provisioning::job::Provisioner;
use burgrave_core::provisioning::version::VariableValue;
use burgrave_provisioner::JobInput;

use crate::provisioning::work::JobTask;

/// What there is to do. It holds secrets, and so has no `Debug`.
pub(in crate::provisioning::daemons) struct Work {
    /// The name of the job's folder.
    pub(in crate::provisioning::daemons) folder: String,
    /// What carries it out.
    pub(in crate::provisioning::daemons) provisioner: Provisioner,
    /// What has to be done.
    pub(in crate::provisioning::daemons) task: JobTask,
    /// What it is given beside the template.
    pub(in crate::provisioning::daemons) input: JobInput,
    /// The values of the template's variables.
    pub(in crate::provisioning::daemons) variables: Vec<VariableValue>,
}
