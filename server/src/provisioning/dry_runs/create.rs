//! Asking what a start would make.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic, Read};
use burgrave_core::ids::{ProvisionerJobId, TemplateVersionId};
use burgrave_core::provisioning::job::{JobInput, JobType};
use burgrave_core::provisioning::parameters::{Duplicates, Parameter, Sources, resolve};
use burgrave_core::provisioning::queue::QueueClass;
use burgrave_store::{NewJob, TemplateVersion};

use super::get::viewed;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Beside, Caller, ClientInfo, find};
use crate::fault::{Fault, FieldFault};
use crate::provisioning::builds::{self, Flow};
use crate::provisioning::jobs::{self, JobView};
use crate::provisioning::{input, versions};

/// What is refused to somebody who can't see a version.
const WHAT: &str = "try this template version";

/// What is asked for.
#[derive(Debug)]
pub(crate) struct NewDryRun {
    /// The version that is tried.
    pub(crate) version: TemplateVersionId,
    /// What the workspace would be called.
    pub(crate) workspace_name: String,
    /// Values of parameters; of several of one name the last counts.
    pub(crate) values: Vec<(String, String)>,
    /// Values of the template's variables instead of those that the version was imported with.
    pub(crate) variables: Vec<(String, String)>,
}

/// Asks for a dry run, which waits for a daemon then.
///
/// # Errors
/// `Hidden`; `TooEarly` while the import goes on; `Invalid` with each value that doesn't fit.
pub(crate) async fn create(
    app: &App,
    caller: Arc<Caller>,
    client: ClientInfo,
    asked: NewDryRun,
) -> Result<JobView, Fault> {
    let (version, asker) = (asked.version, caller.clone());
    let found = app.store().read(move |reader| async move {
        find::template_version::<Read>(&reader, &asker, version, WHAT).await
    });
    // For whom the version is hidden, the command says so.
    if let Ok(version) = found.await {
        jobs::room(app, version.organization_id).await?;
    }
    let turn = jobs::turn(app, caller.user.id, Beside::Others).await;
    let id = app.execute(CreateDryRun { app: app.clone(), asked }, caller, client).await?;
    drop(turn);
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let job = reader.job(id).await?.ok_or(Fault::Hidden)?;
            viewed(&reader, job, now).await
        })
        .await
}

struct CreateDryRun {
    app: App,
    asked: NewDryRun,
}

impl Command for CreateDryRun {
    type Actor = Arc<Caller>;
    type Output = ProvisionerJobId;

    /// It only adds a job, and whoever adds another of the same person waits.
    const GUARDS_ITSELF: bool = true;

    fn audit(&self) -> Audit {
        operations::CREATE_TEMPLATE_VERSION_DRY_RUN.into()
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<ProvisionerJobId>, Fault> {
        let caller = context.caller();
        let version = find::template_version::<Read>(context, caller, self.asked.version, WHAT).await?;
        if !version.job.status().has_ended() {
            return Err(Fault::TooEarly { message: versions::unfinished() });
        }
        let given = Duplicates::Last.settle(self.asked.values.iter().cloned());
        let mut faults = Vec::new();
        let variables = versions::variables_given(self.asked.variables.clone(), &mut faults);
        let flow = Flow::of(context, context.evaluations(), &version, caller.user.id).await?;
        let rules = builds::rules_for(context, &version, flow, &given, &variables).await?;
        let id = context.new_id.into();
        let input = input::seal(&self.app, id, &self.input(&rules, given, variables, faults)?)?;
        let job = NewJob {
            id,
            organization_id: version.organization_id,
            initiator_id: caller.user.id,
            kind: JobType::TemplateVersionDryRun,
            file_id: version.file_id,
            version_id: version.id,
            workspace_id: None,
            build_id: None,
            input,
            // Who imported the version can try it.
            provisioner: version.job.provisioner,
            tags: version.job.tags.clone(),
            class: QueueClass::Person,
            now: context.now,
        };
        jobs::queue(context, self.app.settings().queue, Authorized::automatic(Automatic::Part, job)).await?;
        Ok(Outcome::changed(id, entry(&version, "", &id.to_string())))
    }
}

impl CreateDryRun {
    /// What the daemon is told: a value for every parameter of the version, and the variables.
    ///
    /// # Errors
    /// `Invalid` with everything that was given and doesn't fit. What wasn't given may be missing: a dry run
    /// shows what a template makes before all is decided.
    fn input(
        &self,
        rules: &[Parameter],
        given: BTreeMap<String, String>,
        variables: BTreeMap<String, String>,
        mut faults: Vec<FieldFault>,
    ) -> Result<JobInput, Fault> {
        let nothing = BTreeMap::new();
        let sources = Sources { given: &given, preset: &nothing, previous: &nothing };
        if let Err(found) = resolve(rules, sources) {
            let found = found.into_iter().filter(|fault| given.contains_key(&fault.name));
            faults.extend(found.map(|fault| FieldFault { field: fault.name, detail: fault.detail }));
        }
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        let unset = |rule: &Parameter| if rule.required { "" } else { &rule.default }.to_owned();
        let value = |rule: &Parameter| given.get(&rule.name).cloned().unwrap_or_else(|| unset(rule));
        let parameters = rules.iter().map(|rule| (rule.name.clone(), value(rule))).collect();
        Ok(JobInput { variables, parameters, workspace_name: self.asked.workspace_name.clone() })
    }
}

/// What the audit log keeps of a dry run: that the version was tried, and by which job.
pub(super) fn entry(version: &TemplateVersion, before: &str, after: &str) -> Entry {
    let diff = Diff::default().field("dry_run", before, after);
    Entry::new(version.id, &version.name).within(version.organization_id).diff(diff)
}
