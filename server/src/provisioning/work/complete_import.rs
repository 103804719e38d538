//! An import ends with what it found.

use std::sync::Arc;

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::JobType;
use burgrave_core::provisioning::parameters::DescribedParameter;
use burgrave_core::provisioning::resources::{PlanFacts, Resource, has_external_agent};
use burgrave_core::provisioning::version::{DescribedPreset, ExternalAuth};
use burgrave_provisioner::hcl::ModuleFiles;
use burgrave_store::{NotCurrent, VersionModules, VersionParameter};

use super::attempt::held;
use super::resources::{self, json};
use super::signals::tell_status;
use super::{JobAttempt, fail};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;

/// Keeps what an import found and ends it. A template that uses accounts elsewhere which the server doesn't
/// know ends as failed, and is kept all the same.
#[derive(Debug, Clone)]
pub(crate) struct CompleteImport {
    /// Which attempt.
    pub(crate) attempt: JobAttempt,
    /// In the template's order.
    pub(crate) parameters: Vec<DescribedParameter>,
    /// In the template's order.
    pub(crate) presets: Vec<DescribedPreset>,
    /// The accounts elsewhere that its workspaces use.
    pub(crate) external_auth: Vec<ExternalAuth>,
    /// What a start would make.
    pub(crate) start: Vec<Resource>,
    /// What a stop would leave.
    pub(crate) stop: Vec<Resource>,
    /// What the plan of a start said beside them.
    pub(crate) facts: PlanFacts,
    /// The files of the modules that it fetched.
    pub(crate) modules: Arc<ModuleFiles>,
}

impl Command for CompleteImport {
    type Actor = Automatic;
    type Output = Result<(), NotCurrent>;

    const GUARDS_ITSELF: bool = true;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(
        &self,
        context: &CommandContext<Automatic>,
    ) -> Result<Outcome<Result<(), NotCurrent>>, Fault> {
        let job = held!(self.attempt, context);
        if job.kind != JobType::TemplateVersionImport {
            return Err(Fault::Internal("the end of an import by a job that is none".into()));
        }
        let parameters = self.parameters.iter().map(|parameter| {
            Ok(VersionParameter { name: parameter.rule.name.clone(), definition: json(parameter)? })
        });
        let presets = self.presets.iter().enumerate().map(|(place, preset)| {
            Ok((context.derived_id(&["preset", &place.to_string()]), preset.name.clone(), json(preset)?))
        });
        let parameters = parameters.collect::<Result<Vec<_>, Fault>>()?;
        context.set_version_parameters(&job, &parameters).await?;
        context.set_version_presets(&job, &presets.collect::<Result<Vec<_>, Fault>>()?).await?;
        context.set_version_external_auth(&job, &self.external_auth).await?;
        if !self.modules.is_empty() {
            let ModuleFiles { archive, left_out } = &*self.modules;
            let kept = VersionModules { archive: archive.clone(), left_out: json(left_out)? };
            context.set_version_modules(&job, kept).await?;
        }
        let both = [(Transition::Start, &*self.start), (Transition::Stop, &*self.stop)];
        resources::keep(context, &job, &both).await?;
        resources::keep_facts(context, &job, &self.facts).await?;
        context.end_version_import(&job, has_external_agent(&self.start), context.now).await?;
        let ended = match unknown_accounts(&self.external_auth) {
            Some(error) => fail::end(context, &job, &error, None).await?,
            None => context.complete_job(&job, context.now).await?,
        };
        tell_status(context, &job).await?;
        fail::ended(ended).map(Outcome::unrecorded)
    }
}

/// The server knows no accounts elsewhere yet, so each that a template needs is one too many.
fn unknown_accounts(used: &[ExternalAuth]) -> Option<String> {
    let needed: Vec<_> = used.iter().filter(|one| !one.optional).map(|one| one.id.as_str()).collect();
    (!needed.is_empty()).then(|| {
        format!(
            "The template needs external auth that isn't configured on this server: {}. Make it optional, or take it \
             out of the template.",
            needed.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_that_a_template_needs_are_named() {
        let used = |id: &str, optional| ExternalAuth { id: id.into(), optional };
        assert_eq!(unknown_accounts(&[]), None);
        assert_eq!(unknown_accounts(&[used("github", true)]), None);
        let error = unknown_accounts(&[used("github", false), used("gitlab", true), used("gitea", false)]);
        assert!(error.is_some_and(|error| error.contains("on this server: github, gitea.")));
    }
}
