//! When people don't work.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{QuietHours, QuietHoursSchedule, UpdateQuietHoursRequest, UserPath};

use crate::application::Caller;
use crate::governance::quiet_hours::{self, QuietView, SetQuietHours};
use crate::service::Service;

impl QuietHours for Service {
    async fn get_quiet_hours(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<QuietHoursSchedule, ApiError> {
        Ok(shown(&quiet_hours::get(self, caller, params.user).await?))
    }

    async fn update_quiet_hours(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
        body: UpdateQuietHoursRequest,
    ) -> Result<QuietHoursSchedule, ApiError> {
        let rule = self.settings().governance.quiet_hours.clone();
        let set = SetQuietHours { user: params.user, schedule: body.schedule, rule };
        Ok(shown(&self.execute(set, caller, cx).await?))
    }
}

fn shown(of: &QuietView) -> QuietHoursSchedule {
    QuietHoursSchedule {
        raw_schedule: of.quiet.canonical(),
        user_set: of.own,
        user_can_set: of.may_choose,
        time: of.quiet.time(),
        timezone: of.quiet.timezone().to_owned(),
        next: of.next,
    }
}
