//! Creating a version, and the job that imports it.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{AccessList, Authorized, Automatic, Create, Read, Refused, Update};
use burgrave_core::ids::{FileId, OrganizationId, ProvisionerJobId, TemplateId, TemplateVersionId};
use burgrave_core::names::random_name;
use burgrave_core::provisioning::job::{JobInput, JobType, Provisioner};
use burgrave_core::provisioning::queue::QueueClass;
use burgrave_core::provisioning::tags::Tags;
use burgrave_store::{Inserted, NewJob, NewTemplateVersion};

use super::declared_tags::{Declared, Tagged, declared_tags};
use super::get::changed;
use super::view::VersionView;
use super::{request, update};
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Beside, Caller, ClientInfo, find};
use crate::fault::{Fault, FieldFault};
use crate::provisioning::tags::KeptTags;
use crate::provisioning::{files, input, jobs};

/// How many random names are tried before the last one is reported as taken.
const NAMES: usize = 8;

/// What is asked for.
#[derive(Debug)]
pub(crate) struct NewVersion {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// Empty for a random one.
    pub(crate) name: String,
    /// What its author says of it.
    pub(crate) message: String,
    /// The upload.
    pub(crate) file: Option<FileId>,
    /// An example instead of it.
    pub(crate) example: Option<String>,
    /// Where the archive is: `file`, the only place that there is; absent where nothing was said.
    pub(crate) storage: Option<()>,
    /// What imports it.
    pub(crate) provisioner: Option<Provisioner>,
    /// The template that gets it.
    pub(crate) template: Option<TemplateId>,
    /// What the daemon that imports it has to have.
    pub(crate) tags: BTreeMap<String, String>,
    /// Values of the template's variables.
    pub(crate) variables: Vec<(String, String)>,
}

/// Creates a version, which waits for a daemon then.
///
/// # Errors
/// `Hidden` for organization, template or file; `Forbidden`; `Invalid` with all faults; `Conflict` when the
/// name is taken.
pub(crate) async fn create(
    app: &App,
    caller: Arc<Caller>,
    client: ClientInfo,
    asked: NewVersion,
) -> Result<VersionView, Fault> {
    let names = match asked.name.is_empty() {
        true => (0..NAMES).map(|_| random_name(app.entropy())).collect(),
        false => vec![asked.name.clone()],
    };
    jobs::room_in(app, &caller, &asked.organization).await?;
    let declared = declared_tags(app, &caller, (asked.provisioner, asked.file), &asked.variables).await?;
    let command = CreateVersion { app: app.clone(), asked, names, declared, job: app.new_id() };
    let turn = jobs::turn(app, caller.user.id, Beside::Others).await;
    let id = app.execute(command, caller, client).await?;
    drop(turn);
    changed(app, id).await
}

struct CreateVersion {
    app: App,
    asked: NewVersion,
    /// The first that is free is taken.
    names: Vec<String>,
    /// What the template's own files ask for; the request stands over it.
    declared: Declared,
    job: ProvisionerJobId,
}

/// What a new version consists of, after all checks.
struct Checked {
    file: FileId,
    provisioner: Provisioner,
    tags: Tags,
    input: JobInput,
}

impl Command for CreateVersion {
    type Actor = Arc<Caller>;
    type Output = TemplateVersionId;

    /// It only adds: unique names and keys of others guard the rows, and whoever adds a job of the same
    /// person waits.
    const GUARDS_ITSELF: bool = true;

    fn audit(&self) -> Audit {
        operations::CREATE_TEMPLATE_VERSION.into()
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<TemplateVersionId>, Fault> {
        let caller = context.caller();
        let organization = &self.asked.organization;
        let organization =
            find::organization::<Read>(context, caller, organization, "read this organization").await?;
        let access = self.access(context, organization.id).await?;
        let new = NewTemplateVersion {
            id: context.new_id.into(),
            organization_id: organization.id,
            template_id: self.asked.template,
            name: String::new(),
            message: self.asked.message.clone(),
            file_id: FileId::nil(),
            job_id: self.job,
            created_by: caller.user.id,
            tags: None,
            access,
            now: context.now,
        };
        if self.asked.template.is_none() {
            // A template would be made from it, or get it later.
            Authorized::<Create, _>::permit(&caller.subject, new.clone()).map_err(|_| {
                Fault::refused(Refused::Forbidden, "create template versions in this organization")
            })?;
        }
        let checked = self.checked(context).await?;
        let new = NewTemplateVersion { file_id: checked.file, tags: self.kept_tags(), ..new };
        self.insert_job(context, &new, checked).await?;
        self.insert_version(context, new).await
    }
}

impl CreateVersion {
    /// The access list of the template that gets the version, if the caller may change it.
    async fn access(
        &self,
        context: &CommandContext<Arc<Caller>>,
        organization: OrganizationId,
    ) -> Result<AccessList, Fault> {
        let Some(template) = self.asked.template else { return Ok(AccessList::default()) };
        let what = "create versions of this template";
        let template = find::template::<Update>(context, context.caller(), template, what).await?;
        if template.organization_id != organization {
            return Err(Fault::Hidden);
        }
        Ok(template.access.clone())
    }

    /// The parts of the request that no schema checks.
    async fn checked(&self, context: &CommandContext<Arc<Caller>>) -> Result<Checked, Fault> {
        let (caller, asked) = (context.caller(), &self.asked);
        let mut faults = Vec::new();
        request::needed("storage_method", asked.storage, &mut faults);
        let file = request::file(asked.file, asked.example.as_deref(), &mut faults);
        let provisioner = request::needed("provisioner", asked.provisioner, &mut faults);
        let tags = request::tags(self.tags(&mut faults), caller.user.id, &mut faults);
        let variables = request::variables(asked.variables.clone(), &mut faults);
        request::refuse(faults)?;
        let file = files::readable(context, caller, file.ok_or(Fault::Hidden)?).await?;
        let input = JobInput { variables, ..JobInput::default() };
        Ok(Checked { file: file.id, provisioner: provisioner.ok_or(Fault::Hidden)?, tags, input })
    }

    /// The template's own tags, and over them those of the request.
    fn tags(&self, faults: &mut Vec<FieldFault>) -> BTreeMap<String, String> {
        let Tagged { mut tags, .. } = self.declared.clone().unwrap_or_else(|wrong| {
            faults.extend(wrong);
            Tagged::default()
        });
        tags.extend(self.asked.tags.clone());
        tags
    }

    /// What builds need to give the tags values of their own.
    fn kept_tags(&self) -> Option<String> {
        let files = self.declared.as_ref().ok()?.files.clone()?;
        Some(KeptTags { files, asked: self.asked.tags.keys().cloned().collect() }.to_json())
    }

    async fn insert_job(
        &self,
        context: &CommandContext<Arc<Caller>>,
        version: &NewTemplateVersion,
        checked: Checked,
    ) -> Result<(), Fault> {
        let job = NewJob {
            id: self.job,
            organization_id: version.organization_id,
            initiator_id: version.created_by,
            kind: JobType::TemplateVersionImport,
            file_id: version.file_id,
            version_id: version.id,
            workspace_id: None,
            build_id: None,
            input: input::seal(&self.app, self.job, &checked.input)?,
            provisioner: checked.provisioner,
            tags: checked.tags,
            class: QueueClass::Person,
            now: context.now,
        };
        let limits = self.app.settings().queue;
        jobs::queue(context, limits, Authorized::automatic(Automatic::Part, job)).await
    }

    async fn insert_version(
        &self,
        context: &CommandContext<Arc<Caller>>,
        new: NewTemplateVersion,
    ) -> Result<Outcome<TemplateVersionId>, Fault> {
        for name in &self.names {
            let new = NewTemplateVersion { name: name.clone(), ..new.clone() };
            // Whether the caller may was decided above: by the template, or by the organization.
            let new = Authorized::automatic(Automatic::Part, new);
            if context.insert_template_version(&new).await? == Inserted::Done {
                return Ok(Outcome::changed(new.id, entry(&new)));
            }
        }
        Err(Fault::taken("A version with this name exists already in this template.", &["name"]))
    }
}

fn entry(new: &NewTemplateVersion) -> Entry {
    let template = new.template_id.unwrap_or_default().to_string();
    let diff = Diff::default()
        .field("name", "", new.name.as_str())
        .field("message", "", update::shortened(&new.message))
        .field("template_id", TemplateId::nil().to_string(), template)
        .field("file_id", FileId::nil().to_string(), new.file_id.to_string());
    Entry::new(new.id, &new.name).within(new.organization_id).diff(diff)
}
