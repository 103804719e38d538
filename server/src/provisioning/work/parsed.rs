//! A daemon tells what an import has read before anything is planned.

use std::collections::BTreeMap;

use burgrave_core::provisioning::job::JobType;
use burgrave_core::provisioning::version::{
    MissingVariables, TemplateVariable, VariableValue, resolve_variables,
};
use burgrave_store::{NotCurrent, VersionVariable};

use super::JobAttempt;
use super::attempt::held;
use crate::application::App;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;
use crate::provisioning::{input, sealed_variables};

/// What an import has read: README and variables. Gives the values with which it plans.
#[derive(Clone)]
pub(crate) struct ReportParsed {
    /// Which attempt.
    pub(crate) attempt: JobAttempt,
    /// The template's README.
    pub(crate) readme: String,
    /// The template's variables, in its order.
    pub(crate) variables: Vec<TemplateVariable>,
    /// What opens the values that were given, and seals those that are kept.
    pub(crate) app: App,
}

/// The values of the variables, or those that have none and need one.
type Values = Result<Vec<VariableValue>, MissingVariables>;

impl Command for ReportParsed {
    type Actor = Automatic;
    type Output = Result<Values, NotCurrent>;

    const GUARDS_ITSELF: bool = true;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(
        &self,
        context: &CommandContext<Automatic>,
    ) -> Result<Outcome<Result<Values, NotCurrent>>, Fault> {
        let job = held!(self.attempt, context);
        if job.kind != JobType::TemplateVersionImport {
            return Err(Fault::Internal("variables of a job that is no import".into()));
        }
        let given = match context.job_input(job.id).await? {
            Some(kept) => input::open(self.app.sealing(), job.id, &kept)?.variables,
            None => BTreeMap::new(),
        };
        let mut rows: Vec<_> = self
            .variables
            .iter()
            .cloned()
            .map(|variable| VersionVariable {
                value: given.get(&variable.name).unwrap_or(&variable.default_value).clone(),
                name: variable.name,
                description: variable.description,
                kind: variable.kind,
                default_value: variable.default_value,
                required: variable.required,
                sensitive: variable.sensitive,
            })
            .collect();
        for row in &mut rows {
            sealed_variables::seal(self.app.sealing(), job.version_id, self.app.entropy(), row)?;
        }
        context.set_version_readme(&job, &self.readme, context.now).await?;
        context.set_version_variables(&job, &rows).await?;
        Ok(Outcome::unrecorded(Ok(resolve_variables(&self.variables, &given))))
    }
}
