//! What the changes of a workspace's settings share.

use std::sync::Arc;

use burgrave_store::{Template, WorkspaceRecord};

use crate::application::Caller;
use crate::application::command::{Actor, CommandContext, Diff, Entry, Outcome};
use crate::fault::Fault;
use crate::provisioning::signals::workspace_topic;

/// The template of a workspace, which may be deleted.
///
/// # Errors
/// The storage's.
pub(super) async fn template_of<C: Actor>(
    context: &CommandContext<C>,
    workspace: &WorkspaceRecord,
) -> Result<Template, Fault> {
    let found = context.template_by_id(workspace.template_id).await?;
    found.ok_or_else(|| Fault::Internal("a workspace without a template".into()))
}

/// The end of a change: those who watch the workspace are told, and the audit log has it.
///
/// # Errors
/// The storage's.
pub(super) async fn settled(
    context: &CommandContext<Arc<Caller>>,
    workspace: &WorkspaceRecord,
    diff: Diff,
) -> Result<Outcome<()>, Fault> {
    context.tell(&workspace_topic(workspace.id)).await?;
    let entry = Entry::new(workspace.id, &workspace.name).within(workspace.organization_id).diff(diff);
    Ok(Outcome::changed((), entry))
}
