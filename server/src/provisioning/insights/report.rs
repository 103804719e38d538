//! What was built from templates within a time.

use burgrave_core::ids::TemplateId;
use burgrave_core::insights::Period;
use burgrave_core::provisioning::parameters::DescribedParameter;
use burgrave_store::{BuiltWithin, Intervals, ParameterOfTemplate, Reader, ValueUsed};
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};

use crate::application::App;
use crate::fault::Fault;

/// Values that are told at most, and those of one parameter: the most frequent.
const MOST_VALUES: u32 = 1_000;
const MOST_OF_ONE: u32 = 50;

/// Intervals that are told at most: those of ten years.
const MOST_INTERVALS: i64 = 3_660;

/// What was built.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    /// Templates from which anything was built.
    pub(crate) templates: Vec<TemplateId>,
    /// How many people built anything.
    pub(crate) people: i64,
    /// With which values workspaces were started.
    pub(crate) parameters: Vec<ParameterUse>,
    /// The same for each interval, where that was asked for.
    pub(crate) intervals: Vec<IntervalReport>,
}

/// The values of a parameter.
#[derive(Debug, Clone)]
pub(crate) struct ParameterUse {
    /// Whose it is.
    pub(crate) template: TemplateId,
    /// What it is, by the active version of the template.
    pub(crate) described: DescribedParameter,
    /// Each value, and how many builds had it; the most frequent first.
    pub(crate) values: Vec<(String, u64)>,
}

/// What was built within an interval.
#[derive(Debug, Clone)]
pub(crate) struct IntervalReport {
    /// When it begins.
    pub(crate) from: DateTime<FixedOffset>,
    /// When it ends.
    pub(crate) until: DateTime<FixedOffset>,
    /// Templates from which anything was built.
    pub(crate) templates: Vec<TemplateId>,
    /// How many people built anything.
    pub(crate) people: i64,
}

/// Counts what was built within a time from these templates (all, where none is named), and for intervals of so
/// many days.
///
/// # Errors
/// `BrokenRule` for more intervals than are told, and for a last one that is much shorter than the others; the
/// storage's.
pub(crate) async fn report(
    app: &App,
    period: Period,
    templates: Vec<TemplateId>,
    interval: Option<i64>,
) -> Result<Report, Fault> {
    let whole = period.until - period.from;
    let count = interval
        .map_or(0, |days| (whole + TimeDelta::days(days) - TimeDelta::nanoseconds(1)).num_days() / days);
    if count > MOST_INTERVALS {
        return Err(Fault::rule(format!(
            "At most {MOST_INTERVALS} intervals are told. Ask for a shorter time."
        )));
    }
    let rest = interval.map(|days| whole - TimeDelta::days(days * (count - 1)));
    if interval == Some(7) && count > 0 && rest.is_some_and(|rest| rest < TimeDelta::days(6)) {
        return Err(Fault::rule("The last week has to have 6 days at least. Move end_time."));
    }
    let (from, until) = (period.from.with_timezone(&Utc), period.until.with_timezone(&Utc));
    let asked = BuiltWithin { from, until, templates };
    let found = app.store().scan(move |reader| async move {
        let one = Intervals { from, length: TimeDelta::days(36_500) };
        let people = reader.builders(&asked, one).await?.first().map_or(0, |(_, people)| *people);
        let built = reader.templates_built(&asked, one).await?;
        let templates: Vec<_> = built.into_iter().map(|(_, template)| template).collect();
        let values = reader.values_used(&asked, MOST_OF_ONE, MOST_VALUES).await?;
        let parameters = described(&reader, &templates, values).await?;
        let intervals = match interval {
            Some(days) => each(&reader, &asked, period, (days, count)).await?,
            None => Vec::new(),
        };
        Ok::<_, Fault>(Report { templates, people, parameters, intervals })
    });
    found.await
}

async fn each(
    reader: &Reader,
    asked: &BuiltWithin,
    period: Period,
    (days, count): (i64, i64),
) -> Result<Vec<IntervalReport>, Fault> {
    let length = TimeDelta::days(days);
    let intervals = Intervals { from: asked.from, length };
    let people = reader.builders(asked, intervals).await?;
    let built = reader.templates_built(asked, intervals).await?;
    let report = |number: i64| {
        let from = period.from + TimeDelta::days(days * number);
        IntervalReport {
            from,
            until: (from + length).min(period.until),
            templates: built.iter().filter(|(of, _)| *of == number).map(|(_, template)| *template).collect(),
            people: people.iter().find(|(of, _)| *of == number).map_or(0, |(_, people)| *people),
        }
    };
    Ok((0..count).map(report).collect())
}

/// Values with what the active version says of their parameters; those that it doesn't have any more are left out.
async fn described(
    reader: &Reader,
    templates: &[TemplateId],
    values: Vec<ValueUsed>,
) -> Result<Vec<ParameterUse>, Fault> {
    let mut uses = Vec::new();
    for ParameterOfTemplate { template, name, definition } in
        reader.parameters_of_templates(templates).await?
    {
        let found: Vec<_> = values
            .iter()
            .filter(|value| value.template == template && value.name == name)
            .map(|value| (value.value.clone(), value.builds))
            .collect();
        let Ok(described) = serde_json::from_str::<DescribedParameter>(&definition) else { continue };
        if !found.is_empty() {
            uses.push(ParameterUse { template, described, values: found });
        }
    }
    uses.sort_by(|one, other| {
        (one.template, &one.described.rule.name).cmp(&(other.template, &other.described.rule.name))
    });
    Ok(uses)
}
