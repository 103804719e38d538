//! What JFrog Xray tells of what runs in workspaces.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Create, Read};
use burgrave_core::ids::{AgentId, WorkspaceId};
use burgrave_core::licensing::Feature;
use burgrave_store::{AgentRecord, NewScan, ScanRecord, Template};
use url::Url;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, find};
use crate::fault::{Fault, FieldFault};

/// Whether scans are taken here at all.
///
/// # Errors
/// `Missing`, as for every path that there isn't.
pub(crate) fn is_there(app: &App) -> Result<(), Fault> {
    let there = app.entitled().enables(Feature::MultipleExternalAuth);
    if there { Ok(()) } else { Err(Fault::Missing { message: "Route not found.".into() }) }
}

/// The last scan of an agent of a workspace.
///
/// # Errors
/// `Hidden` also where there was no scan.
pub(crate) async fn get(
    app: &App,
    caller: Arc<Caller>,
    workspace: WorkspaceId,
    agent: AgentId,
) -> Result<ScanRecord, Fault> {
    app.store()
        .read(move |reader| async move {
            let what = "read scans of this workspace";
            let found = find::any_workspace::<Read>(&reader, &caller, workspace, what).await?;
            if found.deleted_at.is_some() {
                return Err(Fault::Hidden);
            }
            reader.xray_scan(found.id, agent).await?.ok_or(Fault::Hidden)
        })
        .await
}

/// Keeps a scan, in the place of the one before.
#[allow(missing_docs, reason = "the specification says it")]
pub(crate) struct KeepScan {
    pub(crate) workspace: WorkspaceId,
    pub(crate) agent: AgentId,
    pub(crate) critical: i64,
    pub(crate) high: i64,
    pub(crate) medium: i64,
    pub(crate) results_url: String,
}

impl Command for KeepScan {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::POST_XRAY_SCAN.into()
    }

    /// # Errors
    /// `Hidden` also for those who read the workspace and may not make its template; `Invalid` for an agent
    /// that isn't one of the workspace's latest build, and for an address that no page may link to.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let (caller, what) = (context.caller(), "keep scans of this workspace");
        let workspace = find::any_workspace::<Read>(context, caller, self.workspace, what).await?;
        let template = context.template_by_id(workspace.template_id).await?;
        let template = template.filter(|_| workspace.deleted_at.is_none()).ok_or(Fault::Hidden)?;
        let template: Authorized<Create, Template> =
            Authorized::permit(&caller.subject, template).map_err(|_| Fault::Hidden)?;
        let agents = match context.latest_build(workspace.id).await? {
            Some(latest) => context.agents_of(&[latest.job.id]).await?,
            None => Vec::new(),
        };
        let agent = self.fit(agents.into_iter().find(|agent| agent.id == self.agent))?;
        let before = context.xray_scan(workspace.id, agent.id).await?;
        context.put_xray_scan(&template, &self.scan(context)).await?;
        let old = |number: fn(&ScanRecord) -> i64| before.as_ref().map(number);
        let url = before.as_ref().map(|scan| scan.results_url.as_str());
        let diff = Diff::default()
            .field("critical", old(|scan| scan.critical), self.critical)
            .field("high", old(|scan| scan.high), self.high)
            .field("medium", old(|scan| scan.medium), self.medium)
            .field("results_url", url, self.results_url.as_str());
        let entry = Entry::new(agent.id, agent.name).within(workspace.organization_id).diff(diff);
        Ok(Outcome::changed((), entry))
    }
}

impl KeepScan {
    /// The agent, where nothing stands against keeping the scan.
    fn fit(&self, agent: Option<AgentRecord>) -> Result<AgentRecord, Fault> {
        let fault = |field: &str, detail: &str| FieldFault { field: field.into(), detail: detail.into() };
        let mut faults = Vec::new();
        if agent.is_none() {
            faults.push(fault("agent_id", "is no agent of the workspace's latest build"));
        }
        if !self.results_url.is_empty() && !is_web_address(&self.results_url) {
            faults.push(fault("results_url", "must be an address with http:// or https:// and a host"));
        }
        agent.filter(|_| faults.is_empty()).ok_or(Fault::Invalid(faults))
    }

    fn scan(&self, context: &CommandContext<Arc<Caller>>) -> NewScan {
        NewScan {
            workspace_id: self.workspace,
            agent_id: self.agent,
            critical: self.critical,
            high: self.high,
            medium: self.medium,
            results_url: self.results_url.clone(),
            updated_at: context.now,
        }
    }
}

fn is_web_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
