//! All templates, with the ids that clients know them by; four are this server's own.

use uuid::{Uuid, uuid};

use super::texts::{self, Text};
use super::{Group, Kind, Template};

/// Everything of a template but its texts.
struct Row(Uuid, &'static str, Group, Kind, bool, Text);

impl Row {
    const fn template(self) -> Template {
        let Self(id, name, group, kind, enabled_by_default, text) = self;
        let Text { title, body, buttons } = text;
        Template { id, name, group, kind, enabled_by_default, title, body, buttons }
    }
}

/// Every template, by name; those of people among them.
#[must_use]
pub fn all() -> &'static [Template] {
    &ALL
}

/// The template with this id.
#[must_use]
pub fn by_id(id: Uuid) -> Option<&'static Template> {
    ALL.iter().find(|template| template.id == id)
}

static ALL: [Template; 41] = [
    Row(
        uuid!("cdcf2ecd-f003-4169-9800-abb2661ea522"),
        "AI Budget Limit Reached",
        Group::CostControl,
        Kind::System,
        true,
        texts::AI_BUDGET_LIMIT_REACHED,
    )
    .template(),
    Row(
        uuid!("b5db9597-de2a-4dea-87e9-25cee6906b86"),
        "AI Budget Warning",
        Group::CostControl,
        Kind::System,
        true,
        texts::AI_BUDGET_WARNING,
    )
    .template(),
    Row(
        uuid!("b789bd75-d7c6-4cab-9757-1147ab184903"),
        "Chat Shared",
        Group::Chat,
        Kind::System,
        true,
        texts::CHAT_SHARED,
    )
    .template(),
    Row(
        uuid!("764031be-4863-4220-867b-6ce1a1b7a5f5"),
        "Chats Auto-Archived",
        Group::Chat,
        Kind::System,
        true,
        texts::CHATS_AUTO_ARCHIVED,
    )
    .template(),
    Row(
        uuid!("39b1e189-c857-4b0c-877a-511144c18516"),
        "Custom Notification",
        Group::Custom,
        Kind::Custom,
        true,
        texts::CUSTOM_NOTIFICATION,
    )
    .template(),
    Row(
        uuid!("62f86a30-2330-4b61-a26d-311ff3b608cf"),
        "One-Time Passcode",
        Group::User,
        Kind::System,
        true,
        texts::ONE_TIME_PASSCODE,
    )
    .template(),
    Row(
        uuid!("414d9331-c1fc-4761-b40c-d1f4702279eb"),
        "Prebuild Failure Limit Reached",
        Group::Template,
        Kind::System,
        true,
        texts::PREBUILD_FAILURE_LIMIT_REACHED,
    )
    .template(),
    Row(
        uuid!("89d9745a-816e-4695-a17f-3d0a229e2b8d"),
        "Prebuilt Workspace Resource Replaced",
        Group::Template,
        Kind::System,
        true,
        texts::PREBUILT_WORKSPACE_RESOURCE_REPLACED,
    )
    .template(),
    Row(
        uuid!("7c1b8f5e-2f0d-4b8a-9d35-5b0e6d1f4a92"),
        "Provisioner Job Without Daemon",
        Group::Template,
        Kind::System,
        true,
        texts::PROVISIONER_JOB_WITHOUT_DAEMON,
    )
    .template(),
    Row(
        uuid!("d4a6c0b3-8e57-4f1c-a2d9-3f7b91e05c68"),
        "Quota Nearly Used",
        Group::Workspace,
        Kind::System,
        true,
        texts::QUOTA_NEARLY_USED,
    )
    .template(),
    Row(
        uuid!("1f93e7d2-60ab-4c55-8b1e-c9d42a7f3e06"),
        "Quota Used Up",
        Group::Workspace,
        Kind::System,
        true,
        texts::QUOTA_USED_UP,
    )
    .template(),
    Row(
        uuid!("34a20db2-e9cc-4a93-b0e4-8569699d7a00"),
        "Report: Workspace Builds Failed",
        Group::Template,
        Kind::System,
        true,
        texts::REPORT_WORKSPACE_BUILDS_FAILED,
    )
    .template(),
    Row(
        uuid!("8c5a4d12-9f7e-4b3a-a1c8-6e4f2d9b5a7c"),
        "Task Completed",
        Group::Task,
        Kind::System,
        false,
        texts::TASK_COMPLETED,
    )
    .template(),
    Row(
        uuid!("3b7e8f1a-4c2d-49a6-b5e9-7f3a1c8d6b4e"),
        "Task Failed",
        Group::Task,
        Kind::System,
        false,
        texts::TASK_FAILED,
    )
    .template(),
    Row(
        uuid!("d4a6271c-cced-4ed0-84ad-afd02a9c7799"),
        "Task Idle",
        Group::Task,
        Kind::System,
        false,
        texts::TASK_IDLE,
    )
    .template(),
    Row(
        uuid!("2a74f3d3-ab09-4123-a4a5-ca238f4f65a1"),
        "Task Paused",
        Group::Task,
        Kind::System,
        true,
        texts::TASK_PAUSED,
    )
    .template(),
    Row(
        uuid!("843ee9c3-a8fb-4846-afa9-977bec578649"),
        "Task Resumed",
        Group::Task,
        Kind::System,
        true,
        texts::TASK_RESUMED,
    )
    .template(),
    Row(
        uuid!("bd4b7168-d05e-4e19-ad0f-3593b77aa90f"),
        "Task Working",
        Group::Task,
        Kind::System,
        false,
        texts::TASK_WORKING,
    )
    .template(),
    Row(
        uuid!("29a09665-2a4c-403f-9648-54301670e7be"),
        "Template Deleted",
        Group::Template,
        Kind::System,
        true,
        texts::TEMPLATE_DELETED,
    )
    .template(),
    Row(
        uuid!("f40fae84-55a2-42cd-99fa-b41c1ca64894"),
        "Template Deprecated",
        Group::Template,
        Kind::System,
        true,
        texts::TEMPLATE_DEPRECATED,
    )
    .template(),
    Row(
        uuid!("c425f63e-716a-4bf4-ae24-78348f706c3f"),
        "Troubleshooting Notification",
        Group::Notification,
        Kind::System,
        true,
        texts::TROUBLESHOOTING_NOTIFICATION,
    )
    .template(),
    Row(
        uuid!("2a7b0ac1-00e1-4625-9cd5-1e5933972c77"),
        "User Approaching AI Budget Limit",
        Group::CostControlAdmin,
        Kind::System,
        true,
        texts::USER_APPROACHING_AI_BUDGET_LIMIT,
    )
    .template(),
    Row(
        uuid!("0bafe0ea-a78b-4217-ad05-1ef12e92e025"),
        "User Reached AI Budget Limit",
        Group::CostControlAdmin,
        Kind::System,
        true,
        texts::USER_REACHED_AI_BUDGET_LIMIT,
    )
    .template(),
    Row(
        uuid!("9f5af851-8408-4e73-a7a1-c6502ba46689"),
        "User account activated",
        Group::User,
        Kind::System,
        true,
        texts::USER_ACCOUNT_ACTIVATED,
    )
    .template(),
    Row(
        uuid!("4e19c0ac-94e1-4532-9515-d1801aa283b2"),
        "User account created",
        Group::User,
        Kind::System,
        true,
        texts::USER_ACCOUNT_CREATED,
    )
    .template(),
    Row(
        uuid!("f44d9314-ad03-4bc8-95d0-5cad491da6b6"),
        "User account deleted",
        Group::User,
        Kind::System,
        true,
        texts::USER_ACCOUNT_DELETED,
    )
    .template(),
    Row(
        uuid!("b02ddd82-4733-4d02-a2d7-c36f3598997d"),
        "User account suspended",
        Group::User,
        Kind::System,
        true,
        texts::USER_ACCOUNT_SUSPENDED,
    )
    .template(),
    Row(
        uuid!("381df2a9-c0c0-4749-420f-80a9280c66f9"),
        "Workspace Autobuild Failed",
        Group::Workspace,
        Kind::System,
        true,
        texts::WORKSPACE_AUTOBUILD_FAILED,
    )
    .template(),
    Row(
        uuid!("6f6cb984-c167-4fa5-bb87-1058dd642779"),
        "Workspace Autostop Reminder",
        Group::Workspace,
        Kind::System,
        true,
        texts::WORKSPACE_AUTOSTOP_REMINDER,
    )
    .template(),
    Row(
        uuid!("281fdf73-c6d6-4cbb-8ff5-888baf8a2fff"),
        "Workspace Created",
        Group::Workspace,
        Kind::System,
        false,
        texts::WORKSPACE_CREATED,
    )
    .template(),
    Row(
        uuid!("f517da0b-cdc9-410f-ab89-a86107c420ed"),
        "Workspace Deleted",
        Group::Workspace,
        Kind::System,
        true,
        texts::WORKSPACE_DELETED,
    )
    .template(),
    Row(
        uuid!("95e2d7a1-4c3f-4e68-b0f7-8a1d6c52b9e3"),
        "Workspace Drifted",
        Group::Workspace,
        Kind::System,
        true,
        texts::WORKSPACE_DRIFTED,
    )
    .template(),
    Row(
        uuid!("2faeee0f-26cb-4e96-821c-85ccb9f71513"),
        "Workspace Manual Build Failed",
        Group::Workspace,
        Kind::System,
        true,
        texts::WORKSPACE_MANUAL_BUILD_FAILED,
    )
    .template(),
    Row(
        uuid!("d089fe7b-d5c5-4c0c-aaf5-689859f7d392"),
        "Workspace Manually Updated",
        Group::Workspace,
        Kind::System,
        false,
        texts::WORKSPACE_MANUALLY_UPDATED,
    )
    .template(),
    Row(
        uuid!("0ea69165-ec14-4314-91f1-69566ac3c5a0"),
        "Workspace Marked as Dormant",
        Group::Workspace,
        Kind::System,
        true,
        texts::WORKSPACE_MARKED_AS_DORMANT,
    )
    .template(),
    Row(
        uuid!("51ce2fdf-c9ca-4be1-8d70-628674f9bc42"),
        "Workspace Marked for Deletion",
        Group::Workspace,
        Kind::System,
        true,
        texts::WORKSPACE_MARKED_FOR_DELETION,
    )
    .template(),
    Row(
        uuid!("f047f6a3-5713-40f7-85aa-0394cce9fa3a"),
        "Workspace Out Of Disk",
        Group::Workspace,
        Kind::System,
        true,
        texts::WORKSPACE_OUT_OF_DISK,
    )
    .template(),
    Row(
        uuid!("a9d027b4-ac49-4fb1-9f6d-45af15f64e7a"),
        "Workspace Out Of Memory",
        Group::Workspace,
        Kind::System,
        true,
        texts::WORKSPACE_OUT_OF_MEMORY,
    )
    .template(),
    Row(
        uuid!("c34a0c09-0704-4cac-bd1c-0c0146811c2b"),
        "Workspace Updated Automatically",
        Group::Workspace,
        Kind::System,
        true,
        texts::WORKSPACE_UPDATED_AUTOMATICALLY,
    )
    .template(),
    Row(
        uuid!("1a6a6bea-ee0a-43e2-9e7c-eabdb53730e4"),
        "Your account has been activated",
        Group::User,
        Kind::System,
        true,
        texts::YOUR_ACCOUNT_HAS_BEEN_ACTIVATED,
    )
    .template(),
    Row(
        uuid!("6a2f0609-9b69-4d36-a989-9f5925b6cbff"),
        "Your account has been suspended",
        Group::User,
        Kind::System,
        true,
        texts::YOUR_ACCOUNT_HAS_BEEN_SUSPENDED,
    )
    .template(),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_template_has_its_own_id_and_name_and_they_are_sorted() {
        let ids: BTreeSet<_> = all().iter().map(|template| template.id).collect();
        assert_eq!((ids.len(), all().len()), (41, 41));
        assert!(all().is_sorted_by_key(|template| template.name));
        let off: Vec<_> = all().iter().filter(|one| !one.enabled_by_default).map(|one| one.name).collect();
        let expected = [
            "Task Completed",
            "Task Failed",
            "Task Idle",
            "Task Working",
            "Workspace Created",
            "Workspace Manually Updated",
        ];
        assert_eq!(off, expected);
        let custom: Vec<_> = all().iter().filter(|one| one.kind == Kind::Custom).collect();
        assert_eq!(custom.len(), 1);
        assert_eq!(by_id(custom[0].id), Some(custom[0]));
        assert_eq!(by_id(Uuid::nil()), None);
    }

    #[test]
    fn braces_are_closed_and_buttons_are_json() {
        for template in all() {
            let buttons: String = template.buttons.iter().map(|button| button.url).collect();
            let whole = format!("{}{}{buttons}", template.title, template.body);
            assert_eq!(whole.matches("{{").count(), whole.matches("}}").count(), "{}", template.name);
            let actions: serde_json::Value = serde_json::from_str(&template.actions()).unwrap();
            assert_eq!(actions.as_array().unwrap().len(), template.buttons.len());
        }
    }
}
