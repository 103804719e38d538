//! How many workspaces people may have, and how many they have.

use crate::row::{FromRow, Row};
use crate::table::table;
use crate::{OrganizationRecord, Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::ids::{OrganizationId, TemplateId, UserId, WorkspaceId};
use burgrave_core::provisioning::caps::{Cap, CapKind, Held};
use uuid::Uuid;

table! {
    WORKSPACE_CAPS = "workspace_caps" as "c";

    read
    /// A cap, and the name of whom it is about; absent for what is gone.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct CapRecord {
        pub kind: CapKind,
        pub subject_id: Uuid,
        pub workspaces: Option<i64>,
        pub running: Option<i64>,
    }
    joined {
        pub name: Option<String> = "coalesce(u.username, g.name, t.name)",
    }

    other { organization_id: OrganizationId }
}

/// The caps that are about a user and a template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CapsOf {
    /// The user's own.
    pub own: Option<Cap>,
    /// Those of their groups, Everyone's included where they are a member.
    pub groups: Vec<Cap>,
    /// That of the template.
    pub template: Option<Cap>,
}

struct Found(CapKind, Cap);

impl FromRow for Found {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self(row.next()?, Cap { workspaces: row.next()?, running: row.next()? }))
    }
}

/// A workspace as far as it counts.
struct Counted {
    id: WorkspaceId,
    template: TemplateId,
    runs: bool,
}

impl FromRow for Counted {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { id: row.next()?, template: row.next()?, runs: row.next()? })
    }
}

impl Reader {
    /// The caps of an organization, by kind and id.
    pub async fn workspace_caps(
        &self,
        organization: OrganizationId,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<CapRecord>, StoreError> {
        let mut filter = self.filter();
        let place = filter.bind(organization);
        filter.and(format!("c.organization_id = {place}"));
        let bounds = filter.bounds(limit, offset);
        let sql = format!(
            "SELECT {} FROM workspace_caps c LEFT JOIN users u ON c.kind = 'user' AND u.id = c.subject_id LEFT \
             JOIN groups g ON c.kind = 'group' AND g.id = c.subject_id LEFT JOIN templates t ON c.kind = \
             'template' AND t.id = c.subject_id {} ORDER BY c.kind, c.subject_id{bounds}",
            CapRecord::COLUMNS,
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// The cap of one subject.
    pub async fn workspace_cap(
        &self,
        organization: OrganizationId,
        kind: CapKind,
        subject: Uuid,
    ) -> Result<Option<Cap>, StoreError> {
        let sql = "SELECT c.kind, c.workspaces, c.running FROM workspace_caps c WHERE c.organization_id = ?1 \
                   AND c.kind = ?2 AND c.subject_id = ?3";
        let found: Option<Found> =
            self.find(sql, &[organization.into(), kind.into(), subject.into()]).await?;
        Ok(found.map(|Found(_, cap)| cap))
    }

    /// The caps that are about a user and a template of an organization.
    pub async fn workspace_caps_of(
        &self,
        organization: OrganizationId,
        user: UserId,
        template: TemplateId,
    ) -> Result<CapsOf, StoreError> {
        let sql = "SELECT c.kind, c.workspaces, c.running FROM workspace_caps c WHERE c.organization_id = ?1 \
                   AND c.kind = 'user' AND c.subject_id = ?2 UNION ALL SELECT c.kind, c.workspaces, c.running \
                   FROM workspace_caps c WHERE c.organization_id = ?1 AND c.kind = 'template' AND c.subject_id \
                   = ?3 UNION ALL SELECT c.kind, c.workspaces, c.running FROM group_members h JOIN \
                   workspace_caps c ON c.organization_id = ?1 AND c.kind = 'group' AND c.subject_id = \
                   h.group_id WHERE h.organization_id = ?1 AND h.user_id = ?2 UNION ALL SELECT c.kind, \
                   c.workspaces, c.running FROM organization_members m JOIN workspace_caps c ON \
                   c.organization_id = ?1 AND c.kind = 'group' AND c.subject_id = m.organization_id WHERE \
                   m.organization_id = ?1 AND m.user_id = ?2";
        let mut caps = CapsOf::default();
        let found: Vec<Found> = self.fetch(sql, &[organization.into(), user.into(), template.into()]).await?;
        for Found(kind, cap) in found {
            match kind {
                CapKind::User => caps.own = Some(cap),
                CapKind::Group => caps.groups.push(cap),
                CapKind::Template => caps.template = Some(cap),
            }
        }
        Ok(caps)
    }

    /// What somebody has in an organization, or of one of its templates, but for one workspace. What failed
    /// to start doesn't run.
    pub async fn workspaces_held(
        &self,
        organization: OrganizationId,
        owner: UserId,
        template: Option<TemplateId>,
        besides: Option<WorkspaceId>,
    ) -> Result<Held, StoreError> {
        let sql = "SELECT w.id, w.template_id, EXISTS (SELECT b.id FROM workspace_builds b JOIN \
                   provisioner_jobs j ON j.id = b.job_id WHERE b.id = w.latest_build_id AND b.transition = \
                   'start' AND j.error IS NULL AND (j.completed_at IS NULL OR j.canceled_at IS NULL)) FROM \
                   workspaces w WHERE w.owner_id = ?1 AND w.organization_id = ?2 AND w.deleted_at IS NULL";
        let found: Vec<Counted> = self.fetch(sql, &[owner.into(), organization.into()]).await?;
        let mut held = Held::default();
        for one in found {
            if Some(one.id) != besides && template.is_none_or(|template| template == one.template) {
                held.workspaces += 1;
                held.running += i64::from(one.runs);
            }
        }
        Ok(held)
    }
}

impl Tx {
    /// Sets a cap; one that limits nothing is removed.
    pub async fn set_workspace_cap(
        &self,
        organization: &Authorized<Update, OrganizationRecord>,
        kind: CapKind,
        subject: Uuid,
        cap: Cap,
    ) -> Result<(), StoreError> {
        let key = [organization.id.into(), kind.into(), subject.into()];
        if cap == Cap::default() {
            let sql =
                "DELETE FROM workspace_caps WHERE organization_id = ?1 AND kind = ?2 AND subject_id = ?3";
            return self.execute(sql, &key).await.map(|_| ());
        }
        let sql = "INSERT INTO workspace_caps (organization_id, kind, subject_id, workspaces, running) VALUES \
                   (?1, ?2, ?3, ?4, ?5) ON CONFLICT (organization_id, kind, subject_id) DO UPDATE SET \
                   workspaces = excluded.workspaces, running = excluded.running";
        let [organization, kind, subject] = key;
        let values = [organization, kind, subject, (&cap.workspaces).into(), (&cap.running).into()];
        self.execute(sql, &values).await.map(|_| ())
    }
}
