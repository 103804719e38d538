//! Who builds what, and how many users there are.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    DailyBuilders, EndTimeStartTimeTemplateIdsQuery, GetDailyBuildersParams,
    GetTemplateInsightsInterval as Interval, GetTemplateInsightsParams,
    GetTemplateInsightsSectionsItem as Section, GetUserStatusCountsParams, Insights, TemplateInsights,
    UserActivityInsights, UserActivityReport, UserLatencyInsights, UserLatencyReport, UserStatusCounts,
};

use super::{requests, responses};
use crate::application::Caller;
use crate::identity::users::by_day::by_day;
use crate::provisioning::insights;
use crate::service::Service;

impl Insights for Service {
    async fn get_daily_builders(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        params: GetDailyBuildersParams,
    ) -> Result<DailyBuilders, ApiError> {
        let days = insights::days(self, params.tz_offset).await?;
        let entries = days.into_iter().map(responses::insights::day).collect();
        Ok(DailyBuilders { entries, tz_hour_offset: params.tz_offset })
    }

    async fn get_template_insights(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        params: GetTemplateInsightsParams,
    ) -> Result<TemplateInsights, ApiError> {
        let period = requests::insights::period(&params.start_time, &params.end_time, self.now())?;
        let wanted = |section: Section| params.sections.is_empty() || params.sections.contains(&section);
        let interval = params.interval.filter(|_| wanted(Section::IntervalReports));
        let days = interval.as_ref().map(|interval| if *interval == Interval::Week { 7 } else { 1 });
        let found = insights::report(self, period, params.template_ids, days).await?;
        Ok(responses::insights::templates(period, found, wanted(Section::Report), days))
    }

    async fn get_user_activity_insights(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        params: EndTimeStartTimeTemplateIdsQuery,
    ) -> Result<UserActivityInsights, ApiError> {
        let period = requests::insights::period(&params.start_time, &params.end_time, self.now())?;
        let (start_time, end_time) = (period.from.to_utc(), period.until.to_utc());
        let (template_ids, users) = (Vec::new(), Vec::new());
        Ok(UserActivityInsights { report: UserActivityReport { start_time, end_time, template_ids, users } })
    }

    async fn get_user_latency_insights(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        params: EndTimeStartTimeTemplateIdsQuery,
    ) -> Result<UserLatencyInsights, ApiError> {
        let period = requests::insights::period(&params.start_time, &params.end_time, self.now())?;
        let (start_time, end_time) = (period.from.to_utc(), period.until.to_utc());
        let (template_ids, users) = (Vec::new(), Vec::new());
        Ok(UserLatencyInsights { report: UserLatencyReport { start_time, end_time, template_ids, users } })
    }

    async fn get_user_status_counts(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        params: GetUserStatusCountsParams,
    ) -> Result<UserStatusCounts, ApiError> {
        let zone = requests::insights::zone(params.tz_offset, params.timezone.as_deref())?;
        Ok(responses::insights::statuses(by_day(self, zone).await?))
    }
}
