//! How the parts of the deployment are.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx, Message, Upgrade, WebSocket};
use burgrave_api::{
    GetHealthReportParams, Health, HealthReport, HealthSettings, UpdateHealthSettings,
    UpdateHealthSettingsAnswer,
};

use super::{requests, responses};
use crate::application::Caller;
use crate::health::{self, SetDismissed};
use crate::proxies;
use crate::service::Service;

/// The close code of what has come to its end (RFC 6455 section 7.4.1).
const NORMAL: u16 = 1000;

impl Health for Service {
    async fn get_health_report(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        params: GetHealthReportParams,
    ) -> Result<HealthReport, ApiError> {
        let anew = params.force.is_some_and(|force| requests::health::is_true(&force));
        let found = health::find(self, Service::health(self), anew).await?;
        let (dismissed, proxies) = (health::dismissed(self).await?, proxies::list(self).await?);
        Ok(responses::health::report(self, found, proxies, &dismissed))
    }

    async fn get_health_settings(&self, _: &Cx, _: Arc<Caller>) -> Result<HealthSettings, ApiError> {
        Ok(responses::health::settings(&health::dismissed(self).await?))
    }

    async fn update_health_settings(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: UpdateHealthSettings,
    ) -> Result<UpdateHealthSettingsAnswer, ApiError> {
        let parts = requests::health::parts(body.dismissed_healthchecks.value().unwrap_or_default());
        let shown = responses::health::settings(&parts);
        Ok(match self.execute(SetDismissed { parts }, caller, cx).await? {
            true => UpdateHealthSettingsAnswer::Ok(shown),
            false => UpdateHealthSettingsAnswer::NoContent,
        })
    }

    async fn check_web_sockets(&self, _: &Cx) -> Result<Upgrade, ApiError> {
        Ok(Upgrade::new(|socket: WebSocket| async move {
            if socket.send(Message::Text("\"ok\"".into())).await.is_ok() {
                socket.close(NORMAL, "WebSockets get through.").await;
            }
        }))
    }
}
