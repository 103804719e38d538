//! Who built what, of the builds that people have asked for, and with which values.

use crate::filter::Filter;
use crate::{Reader, StoreError};
use burgrave_core::ids::TemplateId;
use chrono::{DateTime, TimeDelta, Utc};

/// Builds with their workspaces.
const BUILDS: &str = "workspace_builds b JOIN workspaces w ON w.id = b.workspace_id";

/// Reasons of builds that nobody has asked for.
const OF_THE_SERVER: &str = "'autostart', 'autostop', 'dormancy', 'task_auto_pause'";

/// Which builds are counted.
#[derive(Debug, Clone)]
pub struct BuiltWithin {
    /// Not before.
    pub from: DateTime<Utc>,
    /// Before.
    pub until: DateTime<Utc>,
    /// Only from these templates; empty = all.
    pub templates: Vec<TemplateId>,
}

/// A value that builds had.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ValueUsed {
    pub template: TemplateId,
    pub name: String,
    pub value: String,
    pub builds: u64,
}

impl crate::row::FromRow for ValueUsed {
    fn from_row(row: &mut crate::row::Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { template: row.next()?, name: row.next()?, value: row.next()?, builds: row.next()? })
    }
}

/// Intervals of a time, of which each is counted apart.
#[derive(Debug, Clone, Copy)]
pub struct Intervals {
    /// When the first begins.
    pub from: DateTime<Utc>,
    /// How long each is.
    pub length: TimeDelta,
}

impl Intervals {
    /// The number of a build's interval, the first being 0, as an expression.
    fn number(&self, filter: &mut Filter<'_>) -> String {
        let from = filter.bind(self.from);
        let length = filter.bind(self.length.num_microseconds().unwrap_or(i64::MAX));
        format!("(b.created_at - {from}) / {length}")
    }
}

impl BuiltWithin {
    fn conditions(&self, filter: &mut Filter<'_>) {
        let (from, until) = (filter.bind(self.from), filter.bind(self.until));
        filter.and(format!("b.created_at >= {from} AND b.created_at < {until}"));
        filter.and(format!("b.reason NOT IN ({OF_THE_SERVER})"));
        if !self.templates.is_empty() {
            let places = filter.bind_all(self.templates.iter().copied());
            filter.and(format!("w.template_id IN ({places})"));
        }
    }
}

impl Reader {
    /// How many people built anything, for each interval in which anybody did.
    pub async fn builders(
        &self,
        asked: &BuiltWithin,
        intervals: Intervals,
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut filter = self.filter();
        asked.conditions(&mut filter);
        let number = intervals.number(&mut filter);
        let sql = format!(
            "SELECT {number}, count(DISTINCT b.initiator_id) FROM {BUILDS} {} GROUP BY 1 ORDER BY 1",
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// The templates from which anything was built, for each interval.
    pub async fn templates_built(
        &self,
        asked: &BuiltWithin,
        intervals: Intervals,
    ) -> Result<Vec<(i64, TemplateId)>, StoreError> {
        let mut filter = self.filter();
        asked.conditions(&mut filter);
        let number = intervals.number(&mut filter);
        let sql = format!(
            "SELECT DISTINCT {number}, w.template_id FROM {BUILDS} {} ORDER BY 1, 2",
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// With which values workspaces were started, by template and name: of each parameter the most frequent.
    pub async fn values_used(
        &self,
        asked: &BuiltWithin,
        of_each: u32,
        limit: u32,
    ) -> Result<Vec<ValueUsed>, StoreError> {
        let mut filter = self.filter();
        asked.conditions(&mut filter);
        filter.and("b.transition = 'start'");
        let (of_each, limit) = (filter.bind(of_each), filter.bind(limit));
        let sql = format!(
            "SELECT u.template_id, u.name, u.value, u.builds FROM (SELECT w.template_id, p.name, p.value, count(*) \
             AS builds, row_number() OVER (PARTITION BY w.template_id, p.name ORDER BY count(*) DESC, p.value) AS \
             place FROM {BUILDS} JOIN workspace_build_parameters p ON p.build_id = b.id {} GROUP BY w.template_id, \
             p.name, p.value) u WHERE u.place <= {of_each} ORDER BY u.place, u.template_id, u.name LIMIT {limit}",
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// What the active versions of templates say of their parameters: the template, the name, and the definition
    /// as JSON.
    pub async fn parameters_of_templates(
        &self,
        templates: &[TemplateId],
    ) -> Result<Vec<ParameterOfTemplate>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(templates.iter().copied());
        filter.and(format!("t.id IN ({places})"));
        let sql = format!(
            "SELECT t.id, p.name, p.definition FROM templates t JOIN template_version_parameters p ON p.version_id = \
             t.active_version_id {}",
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }
}

/// A parameter as the active version of a template has it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ParameterOfTemplate {
    pub template: TemplateId,
    pub name: String,
    /// JSON.
    pub definition: String,
}

impl crate::row::FromRow for ParameterOfTemplate {
    fn from_row(row: &mut crate::row::Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { template: row.next()?, name: row.next()?, definition: row.next()? })
    }
}
