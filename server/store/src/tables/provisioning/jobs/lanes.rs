//! Lanes: pending jobs of one organization, provisioner and set of tags. A daemon serves a lane as a whole or
//! not at all, so that looking for a job costs as much as there are lanes, however many jobs wait.

use super::PENDING;
use crate::table::table;
use crate::{Reader, StoreError};
use burgrave_core::ids::{OrganizationId, ProvisionerJobId};
use burgrave_core::provisioning::job::Provisioner;
use burgrave_core::provisioning::tags::{TagFilter, Tags};
use sha2::{Digest, Sha256};
use uuid::Uuid;

table! {
    PROVISIONER_LANES = "provisioner_lanes" as "l";

    read
    /// A lane.
    #[derive(Debug, Clone)]
    pub(super) struct LaneRecord {
        pub(super) id: Uuid,
        pub(super) provisioner: Provisioner,
        pub(super) tags: Tags,
    }

    read
    /// A lane with its first job.
    #[derive(Debug, Clone)]
    pub(super) struct LaneHead {
        pub(super) id: Uuid,
        pub(super) provisioner: Provisioner,
        pub(super) tags: Tags,
    }
    joined {
        pub(super) turn: i64 = "j.turn",
        pub(super) job: ProvisionerJobId = "j.id",
    }

    write
    /// A lane that may be there already.
    pub(super) struct NewLane {
        key { pub(super) id: Uuid }
        columns {
            pub(super) organization_id: OrganizationId,
            pub(super) provisioner: Provisioner,
            pub(super) tags: Tags,
        }
    }
}

/// The id of a lane follows from what it holds, so that two transactions that make the same one agree.
pub(super) fn lane_id(organization: OrganizationId, provisioner: Provisioner, tags: &Tags) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(organization.uuid().as_bytes());
    hash.update(<&str>::from(provisioner));
    hash.update([0]);
    hash.update(tags.to_key());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The lanes of the organization `?1` in which jobs wait, as `w.lane_id`: a walk through an index from one
/// lane to the next. It costs as much as there are such lanes; those that nobody waits in any more cost
/// nothing, however many tags authors have thought of.
fn waiting() -> String {
    let next = |from: &str| {
        format!(
            "SELECT (SELECT j.lane_id FROM provisioner_jobs j WHERE j.organization_id = ?1 AND {PENDING} \
             {from} ORDER BY j.lane_id LIMIT 1)"
        )
    };
    format!(
        "WITH RECURSIVE w (lane_id) AS ({} UNION ALL {} FROM w WHERE w.lane_id IS NOT NULL)",
        next(""),
        next("AND j.lane_id > w.lane_id")
    )
}

impl Reader {
    /// The lanes of an organization in which jobs wait.
    pub(super) async fn waiting_lanes(
        &self,
        organization: OrganizationId,
    ) -> Result<Vec<LaneRecord>, StoreError> {
        let columns = LaneRecord::COLUMNS;
        let sql =
            format!("{} SELECT {columns} FROM w JOIN provisioner_lanes l ON l.id = w.lane_id", waiting());
        self.fetch(&sql, &[organization.into()]).await
    }

    /// The same with the first job of each.
    pub(super) async fn lane_heads(&self, organization: OrganizationId) -> Result<Vec<LaneHead>, StoreError> {
        let columns = LaneHead::COLUMNS;
        let sql = format!(
            "{} SELECT {columns} FROM w JOIN provisioner_lanes l ON l.id = w.lane_id JOIN provisioner_jobs j \
             ON j.id = (SELECT j.id FROM provisioner_jobs j WHERE j.lane_id = w.lane_id AND {PENDING} ORDER \
             BY j.turn, j.id LIMIT 1)",
            waiting()
        );
        self.fetch(&sql, &[organization.into()]).await
    }

    /// The lanes of an organization whose tags a list asks for, whether or not jobs wait in them.
    pub(super) async fn lanes_with_tags(
        &self,
        organization: OrganizationId,
        asked: &TagFilter,
    ) -> Result<Vec<Uuid>, StoreError> {
        let columns = LaneRecord::COLUMNS;
        let sql = format!("SELECT {columns} FROM provisioner_lanes l WHERE l.organization_id = ?1");
        let all: Vec<LaneRecord> = self.fetch(&sql, &[organization.into()]).await?;
        Ok(all.into_iter().filter(|lane| asked.passes(&lane.tags)).map(|lane| lane.id).collect())
    }
}
