//! What messages say. Labels stand in double braces, as clients that show templates expect them.

use super::Button;

/// Title, text and buttons of a template.
pub(super) struct Text {
    pub(super) title: &'static str,
    pub(super) body: &'static str,
    pub(super) buttons: &'static [Button],
}

pub(super) const USER_APPROACHING_AI_BUDGET_LIMIT: Text = Text {
    title: "{{.Labels.username}} has used {{.Labels.threshold}} % of an AI budget",
    body: "**{{.Labels.username}}** has used **{{.Labels.threshold}} %** of the {{.Labels.period}} \
           budget of {{.Labels.limit}} ({{.Labels.limit_source}} of the group \
           {{.Labels.effective_group_name}}), which runs from {{.Labels.period_start}} to \
           {{.Labels.period_end}}.",
    buttons: &[],
};

pub(super) const USER_REACHED_AI_BUDGET_LIMIT: Text = Text {
    title: "{{.Labels.username}} has used up an AI budget",
    body: "**{{.Labels.username}}** has used up the {{.Labels.period}} budget of {{.Labels.limit}} \
           ({{.Labels.limit_source}} of the group {{.Labels.effective_group_name}}), which runs from \
           {{.Labels.period_start}} to {{.Labels.period_end}}.",
    buttons: &[],
};

pub(super) const AI_BUDGET_LIMIT_REACHED: Text = Text {
    title: "Your AI budget is used up",
    body: "You have used up your {{.Labels.period}} budget of {{.Labels.limit}} in the group \
           {{.Labels.effective_group_name}}. It runs from {{.Labels.period_start}} to \
           {{.Labels.period_end}}.",
    buttons: &[],
};

pub(super) const AI_BUDGET_WARNING: Text = Text {
    title: "You have used {{.Labels.threshold}} % of your AI budget",
    body: "You have used **{{.Labels.threshold}} %** of your {{.Labels.period}} budget of \
           {{.Labels.limit}} in the group {{.Labels.effective_group_name}}. It runs from \
           {{.Labels.period_start}} to {{.Labels.period_end}}.",
    buttons: &[],
};

pub(super) const CHAT_SHARED: Text = Text {
    title: "{{.Labels.initiator}} has shared a chat with you",
    body: "**{{.Labels.initiator}}** has shared the chat **{{.Labels.chat_title}}** with you.",
    buttons: &[Button { label: "View chat", url: "{{base_url}}/chats/{{.Labels.chat_id}}" }],
};

pub(super) const CHATS_AUTO_ARCHIVED: Text = Text {
    title: "Chats were archived",
    body: "These chats were not used for {{.Data.auto_archive_days}} days and were \
           archived:\n\n{{range .Data.archived_chats}}- {{.title}}\n{{end}}\n{{if \
           .Data.additional_archived_count}}{{.Data.additional_archived_count}} more were archived. \
           {{end}}They are deleted after {{.Data.retention_days}} days.",
    buttons: &[Button { label: "View chats", url: "{{base_url}}/chats" }],
};

pub(super) const CUSTOM_NOTIFICATION: Text =
    Text { title: "{{.Labels.custom_title}}", body: "{{.Labels.custom_message}}", buttons: &[] };

pub(super) const TROUBLESHOOTING_NOTIFICATION: Text = Text {
    title: "Notifications reach you",
    body: "This message was sent to try out whether notifications arrive. Nothing is to be done.",
    buttons: &[Button { label: "View notification settings", url: "{{base_url}}/deployment/notifications" }],
};

pub(super) const TASK_COMPLETED: Text = Text {
    title: "The task {{.Labels.task}} is completed",
    body: "The task **{{.Labels.task}}** in the workspace **{{.Labels.workspace}}** is completed.",
    buttons: &[
        Button { label: "View task", url: "{{base_url}}/tasks/{{.UserUsername}}/{{.Labels.workspace}}" },
        Button { label: "View workspace", url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.workspace}}" },
    ],
};

pub(super) const TASK_FAILED: Text = Text {
    title: "The task {{.Labels.task}} has failed",
    body: "The task **{{.Labels.task}}** in the workspace **{{.Labels.workspace}}** has failed.",
    buttons: &[
        Button { label: "View task", url: "{{base_url}}/tasks/{{.UserUsername}}/{{.Labels.workspace}}" },
        Button { label: "View workspace", url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.workspace}}" },
    ],
};

pub(super) const TASK_IDLE: Text = Text {
    title: "The task {{.Labels.task}} is idle",
    body: "The task **{{.Labels.task}}** in the workspace **{{.Labels.workspace}}** waits for you.",
    buttons: &[
        Button { label: "View task", url: "{{base_url}}/tasks/{{.UserUsername}}/{{.Labels.workspace}}" },
        Button { label: "View workspace", url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.workspace}}" },
    ],
};

pub(super) const TASK_PAUSED: Text = Text {
    title: "The task {{.Labels.task}} is paused",
    body: "The task **{{.Labels.task}}** in the workspace **{{.Labels.workspace}}** was paused: \
           {{.Labels.pause_reason}}.",
    buttons: &[
        Button { label: "View task", url: "{{base_url}}/tasks/{{.UserUsername}}/{{.Labels.task_id}}" },
        Button { label: "View workspace", url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.workspace}}" },
    ],
};

pub(super) const TASK_RESUMED: Text = Text {
    title: "The task {{.Labels.task}} goes on",
    body: "The task **{{.Labels.task}}** in the workspace **{{.Labels.workspace}}** goes on.",
    buttons: &[
        Button { label: "View task", url: "{{base_url}}/tasks/{{.UserUsername}}/{{.Labels.task_id}}" },
        Button { label: "View workspace", url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.workspace}}" },
    ],
};

pub(super) const TASK_WORKING: Text = Text {
    title: "The task {{.Labels.task}} is at work",
    body: "The task **{{.Labels.task}}** in the workspace **{{.Labels.workspace}}** is at work.",
    buttons: &[
        Button { label: "View task", url: "{{base_url}}/tasks/{{.UserUsername}}/{{.Labels.workspace}}" },
        Button { label: "View workspace", url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.workspace}}" },
    ],
};

pub(super) const PREBUILD_FAILURE_LIMIT_REACHED: Text = Text {
    title: "Prebuilt workspaces of {{.Labels.template}} fail",
    body: "Too many prebuilt workspaces of the preset **{{.Labels.preset}}** of the template \
           **{{.Labels.template}}** (version **{{.Labels.template_version}}**) in the organization \
           **{{.Labels.org}}** have failed. No more are built until it is mended.",
    buttons: &[
        Button {
            label: "View failed workspaces",
            url: "{{base_url}}/workspaces?filter=owner:prebuilds+status:failed+template:{{.Labels.template}}",
        },
        Button {
            label: "View template version",
            url: "{{base_url}}/templates/{{.Labels.org}}/{{.Labels.template}}/versions/{{.Labels.template_version}}",
        },
    ],
};

pub(super) const PREBUILT_WORKSPACE_RESOURCE_REPLACED: Text = Text {
    title: "A prebuilt workspace of {{.Labels.template}} was rebuilt in part",
    body: "**{{.Labels.claimant}}** has claimed the prebuilt workspace **{{.Labels.workspace}}** \
           (build {{.Labels.workspace_build_num}}) of the preset **{{.Labels.preset}}** of the \
           template **{{.Labels.template}}** (version **{{.Labels.template_version}}**), and these \
           resources had to be replaced:\n\n{{range $resource, $paths := .Data.replacements}}- \
           `{{$resource}}`: {{$paths}}\n{{end}}",
    buttons: &[
        Button {
            label: "View workspace build",
            url: "{{base_url}}/@{{.Labels.claimant}}/{{.Labels.workspace}}/builds/{{.Labels.workspace_build_num}}",
        },
        Button {
            label: "View template version",
            url: "{{base_url}}/templates/{{.Labels.org}}/{{.Labels.template}}/versions/{{.Labels.template_version}}",
        },
    ],
};

pub(super) const REPORT_WORKSPACE_BUILDS_FAILED: Text = Text {
    title: "Workspace builds that failed",
    body: "Builds that failed in the last {{.Data.report_frequency}}:\n\n{{range .Data.templates}}- \
           {{.name}}: {{.failed_builds}} of {{.total_builds}}\n{{end}}",
    buttons: &[Button { label: "View workspaces", url: "{{base_url}}/workspaces?filter=status:failed" }],
};

pub(super) const TEMPLATE_DELETED: Text = Text {
    title: "The template {{.Labels.name}} was deleted",
    body: "**{{.Labels.initiator}}** has deleted the template **{{.Labels.name}}**.",
    buttons: &[Button { label: "View templates", url: "{{base_url}}/templates" }],
};

pub(super) const TEMPLATE_DEPRECATED: Text = Text {
    title: "The template {{.Labels.template}} is deprecated",
    body: "The template **{{.Labels.template}}** of the organization **{{.Labels.organization}}** is \
           deprecated:\n\n{{.Labels.message}}\n\nNew workspaces can't be made from it.",
    buttons: &[
        Button {
            label: "View affected workspaces",
            url: "{{base_url}}/workspaces?filter=owner:me+template:{{.Labels.template}}",
        },
        Button {
            label: "View template",
            url: "{{base_url}}/templates/{{.Labels.organization}}/{{.Labels.template}}",
        },
    ],
};

pub(super) const ONE_TIME_PASSCODE: Text = Text {
    title: "Your one-time passcode",
    body: "Use this passcode to set a new password:\n\n**{{.Labels.one_time_passcode}}**\n\nIf you \
           didn't ask for it, nothing is to be done.",
    buttons: &[Button {
        label: "Reset password",
        url: "{{base_url}}/reset-password/change?otp={{.Labels.one_time_passcode}}&email={{.UserEmail}}",
    }],
};

pub(super) const USER_ACCOUNT_ACTIVATED: Text = Text {
    title: "The account {{.Labels.activated_account_name}} was activated",
    body: "**{{.Labels.initiator}}** has activated the account \
           **{{.Labels.activated_account_name}}**{{if .Labels.activated_account_user_name}} of \
           {{.Labels.activated_account_user_name}}{{end}}.",
    buttons: &[Button { label: "View accounts", url: "{{base_url}}/deployment/users?filter=status:active" }],
};

pub(super) const USER_ACCOUNT_CREATED: Text = Text {
    title: "The account {{.Labels.created_account_name}} was created",
    body: "**{{.Labels.initiator}}** has created the account **{{.Labels.created_account_name}}**{{if \
           .Labels.created_account_user_name}} of {{.Labels.created_account_user_name}}{{end}}.",
    buttons: &[Button { label: "View accounts", url: "{{base_url}}/deployment/users?filter=status:active" }],
};

pub(super) const USER_ACCOUNT_DELETED: Text = Text {
    title: "The account {{.Labels.deleted_account_name}} was deleted",
    body: "**{{.Labels.initiator}}** has deleted the account **{{.Labels.deleted_account_name}}**{{if \
           .Labels.deleted_account_user_name}} of {{.Labels.deleted_account_user_name}}{{end}}.",
    buttons: &[Button { label: "View accounts", url: "{{base_url}}/deployment/users?filter=status:active" }],
};

pub(super) const USER_ACCOUNT_SUSPENDED: Text = Text {
    title: "The account {{.Labels.suspended_account_name}} was suspended",
    body: "**{{.Labels.initiator}}** has suspended the account \
           **{{.Labels.suspended_account_name}}**{{if .Labels.suspended_account_user_name}} of \
           {{.Labels.suspended_account_user_name}}{{end}}.",
    buttons: &[Button {
        label: "View suspended accounts",
        url: "{{base_url}}/deployment/users?filter=status:suspended",
    }],
};

pub(super) const YOUR_ACCOUNT_HAS_BEEN_ACTIVATED: Text = Text {
    title: "Your account is active again",
    body: "**{{.Labels.initiator}}** has activated your account **{{.Labels.activated_account_name}}**.",
    buttons: &[Button { label: "Open the dashboard", url: "{{base_url}}" }],
};

pub(super) const YOUR_ACCOUNT_HAS_BEEN_SUSPENDED: Text = Text {
    title: "Your account was suspended",
    body: "**{{.Labels.initiator}}** has suspended your account **{{.Labels.suspended_account_name}}**.",
    buttons: &[],
};

pub(super) const WORKSPACE_AUTOBUILD_FAILED: Text = Text {
    title: "The workspace {{.Labels.name}} could not be built by itself",
    body: "The automatic build of your workspace **{{.Labels.name}}** has failed ({{.Labels.reason}}).",
    buttons: &[Button { label: "View workspace", url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.name}}" }],
};

pub(super) const WORKSPACE_AUTOSTOP_REMINDER: Text = Text {
    title: "The workspace {{.Labels.workspace}} stops soon",
    body: "Your workspace **{{.Labels.workspace}}** stops in {{.Labels.timeTilShutdown}}.",
    buttons: &[Button {
        label: "View workspace",
        url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.workspace}}",
    }],
};

pub(super) const WORKSPACE_CREATED: Text = Text {
    title: "The workspace {{.Labels.workspace}} was created",
    body: "**{{.Labels.workspace_owner_username}}** has created the workspace \
           **{{.Labels.workspace}}** from the template **{{.Labels.template}}** (version \
           **{{.Labels.version}}**).",
    buttons: &[Button {
        label: "View workspace",
        url: "{{base_url}}/@{{.Labels.workspace_owner_username}}/{{.Labels.workspace}}",
    }],
};

pub(super) const WORKSPACE_DELETED: Text = Text {
    title: "The workspace {{.Labels.name}} was deleted",
    body: "Your workspace **{{.Labels.name}}** was deleted by **{{.Labels.initiator}}** \
           ({{.Labels.reason}}).",
    buttons: &[
        Button { label: "View workspaces", url: "{{base_url}}/workspaces" },
        Button { label: "View templates", url: "{{base_url}}/templates" },
    ],
};

pub(super) const WORKSPACE_MANUAL_BUILD_FAILED: Text = Text {
    title: "A build of the workspace {{.Labels.name}} has failed",
    body: "Build {{.Labels.workspace_build_number}} of the workspace **{{.Labels.name}}** of \
           **{{.Labels.workspace_owner_username}}** has failed. It was asked for by \
           **{{.Labels.initiator}}**, with the template **{{.Labels.template_name}}** (version \
           **{{.Labels.template_version_name}}**).",
    buttons: &[Button {
        label: "View build",
        url: "{{base_url}}/@{{.Labels.workspace_owner_username}}/{{.Labels.name}}/builds/{{.Labels.workspace_build_number}}",
    }],
};

pub(super) const WORKSPACE_MANUALLY_UPDATED: Text = Text {
    title: "The workspace {{.Labels.workspace}} was updated",
    body: "**{{.Labels.initiator}}** has updated the workspace **{{.Labels.workspace}}** of \
           **{{.Labels.workspace_owner_username}}** to the version **{{.Labels.version}}** of the \
           template **{{.Labels.template}}**.",
    buttons: &[
        Button {
            label: "View workspace",
            url: "{{base_url}}/@{{.Labels.workspace_owner_username}}/{{.Labels.workspace}}",
        },
        Button {
            label: "View template version",
            url: "{{base_url}}/templates/{{.Labels.organization}}/{{.Labels.template}}/versions/{{.Labels.version}}",
        },
    ],
};

pub(super) const WORKSPACE_MARKED_AS_DORMANT: Text = Text {
    title: "The workspace {{.Labels.name}} is dormant",
    body: "Your workspace **{{.Labels.name}}** is dormant{{if .Labels.reason}} \
           ({{.Labels.reason}}){{end}}.{{if .Labels.timeTilDelete}} It is deleted in \
           {{.Labels.timeTilDelete}} unless you use it.{{end}}",
    buttons: &[Button { label: "View workspace", url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.name}}" }],
};

pub(super) const WORKSPACE_MARKED_FOR_DELETION: Text = Text {
    title: "The workspace {{.Labels.name}} will be deleted",
    body: "Your workspace **{{.Labels.name}}** will be deleted after {{.Labels.timeTilDormant}} \
           without use ({{.Labels.reason}}).",
    buttons: &[Button { label: "View workspace", url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.name}}" }],
};

pub(super) const WORKSPACE_OUT_OF_DISK: Text = Text {
    title: "The workspace {{.Labels.workspace}} runs out of disk space",
    body: "Volumes of your workspace **{{.Labels.workspace}}** are nearly full:\n\n{{range \
           .Data.volumes}}- `{{.path}}`: more than {{.threshold}} used\n{{end}}",
    buttons: &[Button {
        label: "View workspace",
        url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.workspace}}",
    }],
};

pub(super) const WORKSPACE_OUT_OF_MEMORY: Text = Text {
    title: "The workspace {{.Labels.workspace}} runs out of memory",
    body: "Your workspace **{{.Labels.workspace}}** uses more than {{.Labels.threshold}} of its memory.",
    buttons: &[Button {
        label: "View workspace",
        url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.workspace}}",
    }],
};

pub(super) const WORKSPACE_UPDATED_AUTOMATICALLY: Text = Text {
    title: "The workspace {{.Labels.name}} was updated",
    body: "Your workspace **{{.Labels.name}}** was updated to the version \
           **{{.Labels.template_version_name}}** of its template{{if \
           .Labels.template_version_message}}: {{.Labels.template_version_message}}{{end}}.",
    buttons: &[Button { label: "View workspace", url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.name}}" }],
};

pub(super) const PROVISIONER_JOB_WITHOUT_DAEMON: Text = Text {
    title: "A job in {{.Labels.organization}} waits for a daemon that isn't there",
    body: "A job ({{.Labels.type}}) of **{{.Labels.initiator}}** in the organization \
           **{{.Labels.organization}}** waits, and no provisioner daemon can take it. {{.Labels.reason}}",
    buttons: &[Button {
        label: "View provisioner jobs",
        url: "{{base_url}}/organizations/{{.Labels.organization}}/provisioner-jobs",
    }],
};

pub(super) const QUOTA_NEARLY_USED: Text = Text {
    title: "Your quota in {{.Labels.organization}} is nearly used",
    body: "With the workspace **{{.Labels.workspace}}** your workspaces in the organization \
           **{{.Labels.organization}}** cost {{.Labels.consumed}} of {{.Labels.budget}} a day. A build that \
           would cost more than that fails.",
    buttons: &[Button { label: "View workspaces", url: "{{base_url}}/workspaces" }],
};

pub(super) const QUOTA_USED_UP: Text = Text {
    title: "Your quota in {{.Labels.organization}} is used up",
    body: "With the workspace **{{.Labels.workspace}}** your workspaces in the organization \
           **{{.Labels.organization}}** cost {{.Labels.consumed}} of {{.Labels.budget}} a day. Builds that cost \
           anything fail until you stop or delete a workspace.",
    buttons: &[Button { label: "View workspaces", url: "{{base_url}}/workspaces" }],
};

pub(super) const WORKSPACE_DRIFTED: Text = Text {
    title: "The workspace {{.Labels.name}} has changed without a build",
    body: "Of your workspace **{{.Labels.name}}**, {{.Labels.count}} resources aren't what its last build has \
           made: {{.Labels.resources}}. The next build brings them back, unless the template says otherwise.",
    buttons: &[Button { label: "View workspace", url: "{{base_url}}/@{{.UserUsername}}/{{.Labels.name}}" }],
};
