//! Messages to people.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx, Upgrade};
use burgrave_api::{
    CreateNotificationRouteRequest, CustomNotificationContent, InboxMessage, InboxMessagePath, InboxPage,
    ListInboxParams, ListNotificationMessagesParams, NotificationMessage, NotificationMessagePath,
    NotificationMethods, NotificationPreference, NotificationRoute, NotificationSettings,
    NotificationTemplate, NotificationTemplatePath, Notifications, OrganizationNotificationRoutePath,
    OrganizationPath, SendCustomNotificationRequest, UpdateInboxReadStatusRequest,
    UpdateNotificationPreferencesRequest, UpdateNotificationRouteRequest, UpdateNotificationSettingsAnswer,
    UpdateNotificationSettingsRequest, UpdateNotificationTemplateMethodAnswer,
    UpdateNotificationTemplateMethodRequest, UserPath, WatchInboxParams,
};
use burgrave_core::notifications::{Kind, Method};
use burgrave_store::{DeliveryFilter, InboxFilter, PreferenceRecord};

use super::{requests, responses};
use crate::application::{App, Caller};
use crate::governance::notifications::{
    self, DeleteRoute, ReadAll, Replay, SendCustom, SendTest, SetMethod, SetPaused, SetPreferences, SetRead,
    TemplateView, UpdateRoute, Wanted,
};
use crate::service::Service;

impl Notifications for Service {
    async fn get_notification_settings(
        &self,
        _: &Cx,
        _: Arc<Caller>,
    ) -> Result<NotificationSettings, ApiError> {
        Ok(NotificationSettings { notifier_paused: notifications::is_paused(self).await? })
    }

    async fn update_notification_settings(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: UpdateNotificationSettingsRequest,
    ) -> Result<UpdateNotificationSettingsAnswer, ApiError> {
        let paused = body.notifier_paused.value().unwrap_or_default();
        let shown = NotificationSettings { notifier_paused: paused };
        Ok(match self.execute(SetPaused { paused }, caller, cx).await? {
            true => UpdateNotificationSettingsAnswer::Ok(shown),
            false => UpdateNotificationSettingsAnswer::NotModified,
        })
    }

    async fn get_dispatch_methods(&self, _: &Cx, _: Arc<Caller>) -> Result<NotificationMethods, ApiError> {
        let available = [Method::Smtp, Method::Webhook];
        Ok(NotificationMethods {
            available: available.iter().map(|method| method.as_str().to_owned()).collect(),
            default: self.settings().governance.notifications.method.as_str().to_owned(),
        })
    }

    async fn list_system_notification_templates(
        &self,
        _: &Cx,
        _: Arc<Caller>,
    ) -> Result<Vec<NotificationTemplate>, ApiError> {
        Ok(notifications::templates(self, Kind::System).await?.into_iter().map(shown).collect())
    }

    async fn list_custom_notification_templates(
        &self,
        _: &Cx,
        _: Arc<Caller>,
    ) -> Result<Vec<NotificationTemplate>, ApiError> {
        Ok(notifications::templates(self, Kind::Custom).await?.into_iter().map(shown).collect())
    }

    async fn update_notification_template_method(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: NotificationTemplatePath,
        body: UpdateNotificationTemplateMethodRequest,
    ) -> Result<UpdateNotificationTemplateMethodAnswer, ApiError> {
        let method = body.method.value().unwrap_or_default();
        let set = SetMethod { template: params.notification_template, method };
        Ok(match self.execute(set, caller, cx).await? {
            true => UpdateNotificationTemplateMethodAnswer::Ok(responses::report(
                "Successfully updated notification template method.",
            )),
            false => UpdateNotificationTemplateMethodAnswer::NotModified,
        })
    }

    async fn send_test_notification(&self, cx: &Cx, caller: Arc<Caller>) -> Result<(), ApiError> {
        Ok(self.execute(SendTest, caller, cx).await?)
    }

    async fn send_custom_notification(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: SendCustomNotificationRequest,
    ) -> Result<(), ApiError> {
        let CustomNotificationContent { title, message } = body.content;
        Ok(self.execute(SendCustom { title, message }, caller, cx).await?)
    }

    async fn list_inbox(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListInboxParams,
    ) -> Result<InboxPage, ApiError> {
        let asked = InboxFilter {
            templates: params.templates,
            targets: params.targets,
            read: requests::notifications::read(params.read_status),
            before: params.starting_before,
        };
        Ok(responses::inbox::page(notifications::inbox(self, caller, asked).await?))
    }

    async fn watch_inbox(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WatchInboxParams,
    ) -> Result<Upgrade, ApiError> {
        let filter = InboxFilter {
            templates: params.templates,
            targets: params.targets,
            read: requests::notifications::read(params.read_status),
            before: None,
        };
        let wanted = Wanted { filter, plain: params.format == "plaintext" };
        let watcher = notifications::watch(self, caller, wanted).await?;
        Ok(notifications::follow(watcher, responses::inbox::line))
    }

    async fn update_inbox_read_status(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: InboxMessagePath,
        body: UpdateInboxReadStatusRequest,
    ) -> Result<InboxMessage, ApiError> {
        let set = SetRead { id: params.inbox_message, read: body.is_read.value().unwrap_or_default() };
        Ok(responses::inbox::message(self.execute(set, caller, cx).await?))
    }

    async fn mark_inbox_as_read(&self, cx: &Cx, caller: Arc<Caller>) -> Result<(), ApiError> {
        Ok(self.execute(ReadAll, caller, cx).await?)
    }

    async fn list_notification_messages(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListNotificationMessagesParams,
    ) -> Result<Vec<NotificationMessage>, ApiError> {
        let asked = DeliveryFilter {
            status: params.status.and_then(|status| status.as_str().parse().ok()),
            before: params.starting_before,
        };
        let limit = params.limit.try_into().unwrap_or(1);
        let found = notifications::deliveries(self, caller, asked, limit).await?;
        Ok(found.into_iter().map(responses::inbox::delivery).collect())
    }

    async fn replay_notification_message(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: NotificationMessagePath,
    ) -> Result<(), ApiError> {
        Ok(self.execute(Replay { id: params.notification_message }, caller, cx).await?)
    }

    async fn list_notification_routes(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
    ) -> Result<Vec<NotificationRoute>, ApiError> {
        let found = notifications::routes(self, caller, params.organization).await?;
        Ok(found.into_iter().map(responses::routes::route).collect())
    }

    async fn create_notification_route(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: CreateNotificationRouteRequest,
    ) -> Result<NotificationRoute, ApiError> {
        let command = requests::notifications::new_route(self, params.organization, body);
        Ok(responses::routes::route(self.execute(command, caller, cx).await?))
    }

    async fn update_notification_route(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationNotificationRoutePath,
        body: UpdateNotificationRouteRequest,
    ) -> Result<NotificationRoute, ApiError> {
        let changes = requests::notifications::route_changes(body);
        let (app, organization, id) = (App::clone(self), params.organization, params.notification_route);
        let command = UpdateRoute { app, organization, id, changes };
        Ok(responses::routes::route(self.execute(command, caller, cx).await?))
    }

    async fn delete_notification_route(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationNotificationRoutePath,
    ) -> Result<(), ApiError> {
        let command = DeleteRoute { organization: params.organization, id: params.notification_route };
        Ok(self.execute(command, caller, cx).await?)
    }

    async fn get_notification_preferences(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<Vec<NotificationPreference>, ApiError> {
        let found = notifications::preferences(self, caller, params.user).await?;
        Ok(found.into_iter().map(preference).collect())
    }

    async fn update_notification_preferences(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
        body: UpdateNotificationPreferencesRequest,
    ) -> Result<Vec<NotificationPreference>, ApiError> {
        let disabled = body.template_disabled_map.value().unwrap_or_default();
        let set = SetPreferences { user: params.user, disabled };
        Ok(self.execute(set, caller, cx).await?.into_iter().map(preference).collect())
    }
}

fn shown(of: TemplateView) -> NotificationTemplate {
    let TemplateView { template, method } = of;
    NotificationTemplate {
        id: template.id,
        name: template.name.to_owned(),
        title_template: template.title.to_owned(),
        body_template: template.body.to_owned(),
        actions: template.actions(),
        group: template.group.as_str().to_owned(),
        method,
        kind: template.kind.as_str().to_owned(),
        enabled_by_default: template.enabled_by_default,
    }
}

fn preference(of: PreferenceRecord) -> NotificationPreference {
    NotificationPreference { id: of.template_id, disabled: of.disabled, updated_at: of.updated_at }
}
