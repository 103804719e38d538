//! Where organizations want messages about them to go as well.

use crate::table::table;
use crate::{OrganizationRecord, Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::ids::{OrganizationId, TemplateId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

table! {
    NOTIFICATION_ROUTES = "notification_routes" as "n";

    read
    /// A route.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct RouteRecord {
        pub id: Uuid,
        pub organization_id: OrganizationId,
        /// Only what is about this template and its workspaces.
        pub template_id: Option<TemplateId>,
        pub name: String,
        pub kind: String,
        /// The host of the address.
        pub host: String,
        /// Whether messages are signed.
        pub signed: bool,
        /// The address and what signs for it, sealed.
        pub address: Vec<u8>,
        /// Templates of messages; empty = all.
        pub events: Vec<String>,
        pub created_by: UserId,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
    }

    write
    /// A route as it is to be.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewRoute {
        key { pub id: Uuid }
        columns {
            pub organization_id: OrganizationId,
            pub template_id: Option<TemplateId>,
            pub name: String,
            pub kind: String,
            pub host: String,
            pub signed: bool,
            pub address: Vec<u8>,
            pub events: Vec<String>,
            pub created_by: UserId,
        }
        given { pub now: DateTime<Utc> }
        derived |new| { updated_at: DateTime<Utc> = new.now }
        first |new| { created_at: DateTime<Utc> = new.now }
    }
}

impl Reader {
    /// The routes of an organization, the oldest first.
    pub async fn notification_routes(
        &self,
        organization: OrganizationId,
        limit: u32,
    ) -> Result<Vec<RouteRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM notification_routes n WHERE n.organization_id = ?1 ORDER BY n.created_at, n.id LIMIT ?2",
            RouteRecord::COLUMNS
        );
        self.fetch(&sql, &[organization.into(), limit.into()]).await
    }

    /// One route.
    pub async fn notification_route(&self, id: Uuid) -> Result<Option<RouteRecord>, StoreError> {
        let sql = format!("SELECT {} FROM notification_routes n WHERE n.id = ?1", RouteRecord::COLUMNS);
        self.find(&sql, &[id.into()]).await
    }

    /// The routes of organizations that are among these objects.
    pub async fn routes_of_organizations(&self, among: &[Uuid]) -> Result<Vec<RouteRecord>, StoreError> {
        if among.is_empty() {
            return Ok(Vec::new());
        }
        let mut filter = self.filter();
        let places = filter.bind_all(among.iter().copied());
        let sql = format!(
            "SELECT {} FROM notification_routes n WHERE n.organization_id IN ({places}) ORDER BY n.created_at, \
             n.id",
            RouteRecord::COLUMNS
        );
        self.fetch(&sql, &filter.values).await
    }
}

impl Tx {
    /// Adds a route to an organization.
    pub async fn insert_notification_route(
        &self,
        _: &Authorized<Update, OrganizationRecord>,
        new: &NewRoute,
    ) -> Result<(), StoreError> {
        self.insert(new).await
    }

    /// Changes a route of an organization; false when it is gone.
    pub async fn update_notification_route(
        &self,
        _: &Authorized<Update, OrganizationRecord>,
        new: &NewRoute,
    ) -> Result<bool, StoreError> {
        self.update(new).await
    }

    /// Deletes a route of an organization, and what is still to be sent by it; false when it was gone.
    pub async fn delete_notification_route(
        &self,
        organization: &Authorized<Update, OrganizationRecord>,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM notification_routes WHERE id = ?1 AND organization_id = ?2";
        Ok(self.execute(sql, &[id.into(), organization.id.into()]).await? > 0)
    }
}
