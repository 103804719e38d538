//! Lists of workspaces: the caller's favourites first, then those that run, then the rest; each by the
//! owner's name and the workspace's.

use super::records::{SOURCES, WorkspaceRecord};
use super::search::WorkspaceFilter;
use super::source::Source;
use super::streams::{Stream, streams};
use crate::filter::Filter;
use crate::migrations::Dialect;
use crate::row::{FromRow, Row};
use crate::tables::provisioning::builds::BUILD_SOURCES;
use crate::{Build, Reader, StoreError};
use burgrave_core::authorization::ByRoles;
use burgrave_core::ids::{OrganizationId, TemplateId, UserId, WorkspaceId};

/// A part of a list.
#[derive(Debug, Clone, Copy, Default)]
pub struct WorkspacePage {
    /// Whose favourites stand first; nobody's where it is absent.
    pub caller: Option<UserId>,
    /// Only what comes after this one.
    pub after: Option<WorkspaceId>,
    /// Rows to leave out at the beginning.
    pub offset: u32,
    /// Rows at most; 0 = all.
    pub limit: u32,
}

/// A workspace and its latest build.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct WorkspaceWithBuild {
    pub workspace: WorkspaceRecord,
    pub build: Build,
}

impl FromRow for WorkspaceWithBuild {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { workspace: WorkspaceRecord::from_row(row)?, build: Build::from_row(row)? })
    }
}

/// A place in the list.
struct Place {
    favorite: bool,
    rank: i64,
    owner_key: String,
    name_key: String,
    id: WorkspaceId,
}

impl FromRow for Place {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            favorite: row.next::<i64>()? == 0,
            rank: row.next()?,
            owner_key: row.next()?,
            name_key: row.next()?,
            id: row.next()?,
        })
    }
}

const KEY: &str = "w.list_rank, w.owner_key, w.name_key, w.id";

impl Reader {
    /// A page of workspaces with their latest builds, in one query (two behind another page). Those whose
    /// first build is yet to be written are left out.
    pub async fn workspaces(
        &self,
        asked: &WorkspaceFilter,
        page: WorkspacePage,
    ) -> Result<Vec<WorkspaceWithBuild>, StoreError> {
        let after = match page.after {
            Some(after) => match self.place_of(after, page.caller).await? {
                Some(place) => Some(place),
                None => return Ok(Vec::new()),
            },
            None => None,
        };
        let templates = self.templates_asked_for(asked).await?;
        let mut filter = self.filter();
        let mut parts = Vec::new();
        for stream in streams(asked, templates.as_deref(), page.caller) {
            if after.as_ref().is_some_and(|after| stream.favorites && !after.favorite) {
                continue;
            }
            parts.push(part(&mut filter, self.dialect(), asked, &stream, page, after.as_ref()));
        }
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let bounds = filter.bounds(page.limit, page.offset);
        let sql = format!(
            "SELECT {}, {} FROM (SELECT first, rank, owner_key, name_key, id FROM ({}) merged ORDER BY \
             first, rank, owner_key, name_key, id{bounds}) page JOIN workspaces w ON w.id = page.id \
             {SOURCES} JOIN workspace_builds b ON b.id = w.latest_build_id {BUILD_SOURCES} ORDER BY \
             page.first, page.rank, page.owner_key, page.name_key, page.id",
            WorkspaceRecord::COLUMNS,
            Build::columns(),
            parts.join(" UNION ")
        );
        self.fetch(&sql, &filter.values).await
    }

    /// How many workspaces match on all pages. Where nothing but what may be seen limits the list, those of
    /// whole organizations are counted without being read; for those who see everything also those of one
    /// organization or template.
    pub async fn count_workspaces(&self, asked: &WorkspaceFilter) -> Result<u64, StoreError> {
        let mut counted = 0;
        let mut whole: Vec<OrganizationId> = Vec::new();
        let templates = self.templates_asked_for(asked).await?;
        if asked.is_by_place() && asked.sees_everything() {
            let organization = asked.organization.as_ref().map(std::slice::from_ref);
            return self.workspace_count(organization, templates.as_deref()).await;
        }
        if asked.is_plain() && asked.visible == asked.visible_dormant {
            match asked.visible.as_ref() {
                Some(visible) if visible.reached.is_none() && !visible.only_own => {
                    if let ByRoles::Some { organizations, .. } = &visible.by_roles {
                        counted = self.workspace_count(Some(organizations), None).await?;
                        whole.clone_from(organizations);
                    }
                }
                _ => {}
            }
        }
        let mut filter = self.filter();
        let mut parts = Vec::new();
        for stream in streams(asked, templates.as_deref(), None) {
            if matches!(&stream.source, Source::Organization(one) if whole.contains(one)) {
                continue;
            }
            let mut inner = filter.inner();
            let tables = stream.source.tables(&mut inner, self.dialect());
            asked.conditions(&mut inner);
            stream.also.iter().for_each(|condition| condition.apply(&mut inner));
            if !whole.is_empty() {
                let places = inner.bind_all(whole.iter().copied());
                inner.and(format!("w.organization_id NOT IN ({places})"));
            }
            parts.push(format!("SELECT w.id FROM {tables} {}", inner.clause()));
            filter.values = inner.values;
        }
        if parts.is_empty() {
            return Ok(counted);
        }
        let sql = format!("SELECT count(*) FROM ({}) counted", parts.join(" UNION "));
        let (more,) = self.one::<(u64,)>(&sql, &filter.values).await?;
        Ok(counted + more)
    }

    /// The templates of the name that is asked for, if one is.
    async fn templates_asked_for(
        &self,
        asked: &WorkspaceFilter,
    ) -> Result<Option<Vec<TemplateId>>, StoreError> {
        let Some(name) = &asked.template else { return Ok(None) };
        let mut filter = self.filter();
        let place = filter.bind(name.to_lowercase());
        filter.and(format!("t.name_key = {place}"));
        if let Some(organization) = asked.organization {
            let place = filter.bind(organization);
            filter.and(format!("t.organization_id = {place}"));
        }
        let sql = format!("SELECT t.id FROM templates t {} AND t.deleted_at IS NULL", filter.clause());
        let found: Vec<(TemplateId,)> = self.fetch(&sql, &filter.values).await?;
        Ok(Some(found.into_iter().map(|(id,)| id).collect()))
    }

    /// Where a workspace stands in the list of a caller.
    async fn place_of(&self, id: WorkspaceId, caller: Option<UserId>) -> Result<Option<Place>, StoreError> {
        let mut filter = self.filter();
        let place = filter.bind(id);
        filter.and(format!("w.id = {place}"));
        let first = match caller {
            None => "1".to_owned(),
            Some(caller) => {
                format!("CASE WHEN w.favorite AND w.owner_id = {} THEN 0 ELSE 1 END", filter.bind(caller))
            }
        };
        let sql = format!("SELECT CAST({first} AS BIGINT), {KEY} FROM workspaces w {}", filter.clause());
        self.find(&sql, &filter.values).await
    }
}

/// The first rows of a stream, as many as the page can need.
fn part(
    filter: &mut Filter<'_>,
    dialect: Dialect,
    asked: &WorkspaceFilter,
    stream: &Stream,
    page: WorkspacePage,
    after: Option<&Place>,
) -> String {
    let mut inner = filter.inner();
    let tables = stream.source.tables(&mut inner, dialect);
    asked.conditions(&mut inner);
    stream.also.iter().for_each(|condition| condition.apply(&mut inner));
    if let Some(after) = after.filter(|after| after.favorite == stream.favorites) {
        let rank = inner.bind(after.rank);
        let (owner, name) = (inner.bind(after.owner_key.clone()), inner.bind(after.name_key.clone()));
        let id = inner.bind(after.id);
        inner.and(format!("({KEY}) > ({rank}, {owner}, {name}, {id})"));
    }
    let limit = match page.limit {
        0 => String::new(),
        limit => format!(" LIMIT {}", inner.bind(i64::from(limit) + i64::from(page.offset))),
    };
    let first = if stream.favorites { 0 } else { 1 };
    let distinct = if stream.source.repeats() { "DISTINCT " } else { "" };
    let sql = format!(
        "SELECT * FROM (SELECT {distinct}{first} AS first, w.list_rank AS rank, w.owner_key AS owner_key, \
         w.name_key AS name_key, w.id AS id FROM {tables} {} ORDER BY {KEY}{limit}) one",
        inner.clause()
    );
    filter.values = inner.values;
    sql
}
