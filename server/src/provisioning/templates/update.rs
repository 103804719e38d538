//! Changing the settings of a template.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic, Update};
use burgrave_core::ids::TemplateId;
use burgrave_store::{AccessChanges, Change, Template, TemplateRecord, TemplateUpdate};

use super::create::taken;
use super::get::changed;
use super::settings::TemplateSettings;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller, ClientInfo, find};
use crate::fault::Fault;
use crate::provisioning::notices;

/// Changes a template; absent settings stay as they are.
pub(crate) struct UpdateTemplate {
    /// The template.
    pub(crate) template: TemplateId,
    /// What changes.
    pub(crate) settings: TemplateSettings,
    /// All of its workspaces count as used now.
    pub(crate) uses_workspaces: bool,
    /// Those that are dormant count as dormant since now.
    pub(crate) renews_dormancy: bool,
}

impl UpdateTemplate {
    /// Changes it, and gives it as it is then.
    ///
    /// # Errors
    /// `Hidden`, `Forbidden`, `Invalid` with all faults, `Conflict` when the name is taken.
    pub(crate) async fn execute(
        self,
        app: &App,
        caller: Arc<Caller>,
        client: ClientInfo,
    ) -> Result<TemplateRecord, Fault> {
        let template = self.template;
        app.execute(self, caller, client).await?;
        changed(app, template).await
    }
}

impl Command for UpdateTemplate {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::UPDATE_TEMPLATE.into()
    }

    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "update this template";
        let before = find::template::<Update>(context, context.caller(), self.template, what).await?;
        self.settings.check()?;
        let mut new = TemplateUpdate::of(&before, context.now);
        self.settings.apply(&mut new);
        match context.update_template(&before, &new).await? {
            Change::Done => {}
            Change::Taken => return Err(taken()),
            Change::Missing => return Err(Fault::Hidden),
        }
        self.change_workspaces(context, &before, &new).await?;
        let message = &new.deprecation_message;
        if !message.is_empty() && *message != before.deprecation_message {
            notices::template_deprecated(context, &before, message).await?;
        }
        let everyone = before.organization_id.everyone();
        let listed = before.access.groups.iter().any(|(group, _)| *group == everyone);
        // Clients send `false` where nobody has said anything: it leaves the list as it is.
        let shuts = self.settings.without_everyone == Some(true) && listed;
        if shuts {
            let changes = AccessChanges { users: Vec::new(), groups: vec![(everyone, None)] };
            let list = Authorized::automatic(Automatic::Part, Template::clone(&before));
            context.change_template_access(&list, &changes).await?;
        }
        let diff = diff(&before, &new).field("everyone_group_access", listed, listed && !shuts);
        Ok(Outcome::changed((), Entry::new(before.id, &new.name).within(before.organization_id).diff(diff)))
    }
}

impl UpdateTemplate {
    /// What the change does to the template's workspaces.
    async fn change_workspaces(
        &self,
        context: &CommandContext<Arc<Caller>>,
        before: &Authorized<Update, Template>,
        new: &TemplateUpdate,
    ) -> Result<(), Fault> {
        let now = context.now;
        let days = before.autostart_days != new.autostart_days;
        if days || before.allow_user_autostart != new.allow_user_autostart {
            context.look_at_autostarts(before, now).await?;
        }
        if self.uses_workspaces {
            context.use_workspaces_of(before, now).await?;
        }
        if self.renews_dormancy || before.delete_dormant_after_ms != new.delete_dormant_after_ms {
            let since = self.renews_dormancy.then_some(now);
            context.delete_dormant_after(before, new.delete_dormant_after_ms, since).await?;
        }
        Ok(())
    }
}

fn diff(before: &TemplateRecord, new: &TemplateUpdate) -> Diff {
    Diff::default()
        .field("name", before.name.as_str(), new.name.as_str())
        .field("display_name", before.display_name.as_str(), new.display_name.as_str())
        .field("description", before.description.as_str(), new.description.as_str())
        .field("icon", before.icon.as_str(), new.icon.as_str())
        .field("deprecated", before.deprecation_message.as_str(), new.deprecation_message.as_str())
        .field("default_ttl", before.default_ttl_ms, new.default_ttl_ms)
        .field("activity_bump", before.activity_bump_ms, new.activity_bump_ms)
        .field("time_til_autostop_notify", before.autostop_notify_ms, new.autostop_notify_ms)
        .field("failure_ttl", before.failure_ttl_ms, new.failure_ttl_ms)
        .field("time_til_dormant", before.dormant_after_ms, new.dormant_after_ms)
        .field("time_til_dormant_autodelete", before.delete_dormant_after_ms, new.delete_dormant_after_ms)
        .field("autostop_requirement_days_of_week", before.autostop_days, new.autostop_days)
        .field("autostop_requirement_weeks", before.autostop_weeks, new.autostop_weeks)
        .field("autostart_block_days_of_week", before.autostart_days, new.autostart_days)
        .field("allow_user_autostart", before.allow_user_autostart, new.allow_user_autostart)
        .field("allow_user_autostop", before.allow_user_autostop, new.allow_user_autostop)
        .field("allow_user_cancel_workspace_jobs", before.allow_user_cancel, new.allow_user_cancel)
        .field("require_active_version", before.require_active_version, new.require_active_version)
        .field(
            "max_port_sharing_level",
            before.max_port_share_level.as_str(),
            new.max_port_share_level.as_str(),
        )
        .field("cors_behavior", before.cors_behavior.as_str(), new.cors_behavior.as_str())
        .field("use_classic_parameter_flow", before.classic_parameters, new.classic_parameters)
        .field("disable_module_cache", before.disable_module_cache, new.disable_module_cache)
}
