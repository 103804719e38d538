//! Answers about who builds what, and how many users there are.

use burgrave_api as api;
use burgrave_core::insights::Period;

use super::int64;
use crate::identity::users::by_day::{StatusesByDay, UsersByDay};
use crate::provisioning::insights::{Day, IntervalReport, ParameterUse, Report};

/// The apps that clients have: name for people, name for programs, picture.
const BUILT_IN: [(&str, &str, &str); 5] = [
    ("Visual Studio Code", "vscode", "/icon/code.svg"),
    ("JetBrains", "jetbrains", "/icon/intellij.svg"),
    ("Web Terminal", "reconnecting-pty", "/icon/terminal.svg"),
    ("SSH", "ssh", "/icon/terminal.svg"),
    ("SFTP", "sftp", "/icon/terminal.svg"),
];

pub(crate) fn day(of: Day) -> api::DailyBuildersEntry {
    api::DailyBuildersEntry { date: of.date.to_string(), amount: of.people }
}

/// The parts that are wanted; intervals of so many days.
pub(crate) fn templates(
    period: Period,
    found: Report,
    whole: bool,
    days: Option<i64>,
) -> api::TemplateInsights {
    let intervals = found.intervals.iter().map(|one| interval(one, days == Some(7))).collect();
    api::TemplateInsights {
        interval_reports: days.map(|_| intervals),
        report: whole.then(|| api::TemplateInsightsReport {
            start_time: period.from.to_utc(),
            end_time: period.until.to_utc(),
            template_ids: found.templates,
            active_users: found.people,
            apps_usage: BUILT_IN.map(app).into(),
            parameters_usage: found.parameters.into_iter().map(parameter).collect(),
        }),
    }
}

fn app((display_name, slug, icon): (&str, &str, &str)) -> api::TemplateAppUsage {
    api::TemplateAppUsage {
        template_ids: Vec::new(),
        r#type: api::TemplateAppUsageType::Builtin,
        display_name: display_name.to_owned(),
        slug: slug.to_owned(),
        icon: icon.to_owned(),
        seconds: 0,
        times_used: 0,
    }
}

fn parameter(of: ParameterUse) -> api::TemplateParameterUsage {
    let value = |(value, builds): (String, u64)| api::TemplateParameterValue { value, count: int64(builds) };
    api::TemplateParameterUsage {
        template_ids: vec![of.template],
        display_name: of.described.display_name,
        name: of.described.rule.name,
        r#type: of.described.rule.of.as_str().to_owned(),
        description: of.described.description,
        values: of.values.into_iter().map(value).collect(),
    }
}

fn interval(of: &IntervalReport, week: bool) -> api::TemplateInsightsIntervalReport {
    use api::TemplateInsightsIntervalReportInterval as Interval;
    api::TemplateInsightsIntervalReport {
        start_time: of.from.to_utc(),
        end_time: of.until.to_utc(),
        template_ids: of.templates.clone(),
        interval: if week { Interval::Week } else { Interval::Day },
        active_users: of.people,
    }
}

pub(crate) fn statuses(of: StatusesByDay) -> api::UserStatusCounts {
    let days =
        |days: UsersByDay| days.into_iter().map(|(date, count)| api::UsersOfDay { date, count }).collect();
    api::UserStatusCounts {
        status_counts: api::UsersByStatus {
            active: days(of.active),
            dormant: days(of.dormant),
            suspended: days(of.suspended),
        },
    }
}
