//! A program of a proxy says that it runs, and that it ends.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::ids::ReplicaId;
use burgrave_core::proxies::{MOST_PROGRAMS, ProxyHealth, kept_url, unfit_url, unfit_wildcard};
use burgrave_store::{NewProxyReplica, ProxyPlace, ProxyReplicaRecord, WorkspaceProxyRecord};
use chrono::{DateTime, TimeDelta, Utc};

use super::program::Program;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Exemption, Outcome};
use crate::fault::{Fault, FieldFault};

/// A program without a word for this time counts as gone: it says one every 30 seconds.
const SILENCE: TimeDelta = TimeDelta::seconds(90);

type Context = CommandContext<Arc<Program>>;

/// Notes that a program runs, and what it says of its proxy.
#[allow(missing_docs, reason = "the specification says it")]
pub(crate) struct Register {
    pub(crate) url: String,
    pub(crate) wildcard_hostname: String,
    pub(crate) derp_enabled: bool,
    pub(crate) derp_only: bool,
    pub(crate) replica: ReplicaId,
    pub(crate) hostname: String,
    pub(crate) error: String,
    pub(crate) relay_address: String,
    pub(crate) version: String,
}

/// What a program hears.
pub(crate) struct Registered {
    /// The number of its proxy.
    pub(crate) number: i64,
    /// The others of the same proxy, the oldest first.
    pub(crate) siblings: Vec<ProxyReplicaRecord>,
}

impl Command for Register {
    type Actor = Arc<Program>;
    type Output = Registered;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    /// # Errors
    /// `Invalid`; `Conflict` for a program that has ended, or belongs to another proxy; `BrokenRule` when there
    /// are as many as may be.
    async fn run(&self, context: &Context) -> Result<Outcome<Registered>, Fault> {
        let faults = self.faults();
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        let proxy = context.actor();
        let known = context.proxy_replica(self.replica).await?;
        if known.as_ref().is_some_and(|known| known.proxy_id != proxy.id || known.stopped_at.is_some()) {
            let detail = "It has ended, or belongs to another proxy; a program that starts takes a new one.";
            return Err(Fault::Conflict {
                message: "The replica ID can't be used again.".into(),
                detail: Some(detail.into()),
                fields: vec![FieldFault { field: "replica_id".into(), detail: "was used before".into() }],
            });
        }
        let mut siblings = context.proxy_replicas(proxy.id, context.now - SILENCE).await?;
        siblings.retain(|sibling| sibling.id != self.replica);
        if siblings.len() >= MOST_PROGRAMS {
            let message = format!("{MOST_PROGRAMS} programs run for the proxy already, and no more may.");
            return Err(Fault::rule(message));
        }
        context.note_proxy_replica(&self.program(proxy, context.now)).await?;
        let entry = self.place(context, proxy).await?;
        Ok(Outcome::unrecorded(Registered { number: proxy.number, siblings }).and(entry))
    }
}

impl Register {
    fn faults(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        let mut add = |field: &str, detail: Option<&str>| {
            faults.extend(detail.map(|detail| FieldFault { field: field.into(), detail: detail.into() }));
        };
        add("access_url", unfit_url(&self.url));
        add("wildcard_hostname", unfit_wildcard(&self.wildcard_hostname));
        let lonely = self.derp_only && !self.derp_enabled;
        add("derp_only", lonely.then_some("needs derp_enabled"));
        add("replica_id", self.replica.is_nil().then_some("must not be the UUID of zeros"));
        faults
    }

    fn program(&self, proxy: &WorkspaceProxyRecord, now: DateTime<Utc>) -> NewProxyReplica {
        NewProxyReplica {
            id: self.replica,
            hostname: self.hostname.clone(),
            relay_address: self.relay_address.clone(),
            error: self.error.clone(),
            seen_at: now,
            proxy_id: proxy.id,
        }
    }

    /// Where the proxy is reached from now on; an entry of the audit log where that is new.
    async fn place(&self, context: &Context, before: &WorkspaceProxyRecord) -> Result<Option<Entry>, Fault> {
        let url = kept_url(&self.url);
        let diff = Diff::default()
            .field("url", before.url.as_str(), url.as_str())
            .field("wildcard_hostname", before.wildcard_hostname.as_str(), self.wildcard_hostname.as_str())
            .field("derp_enabled", before.derp_enabled, self.derp_enabled)
            .field("derp_only", before.derp_only, self.derp_only)
            .field("version", before.version.as_str(), self.version.as_str());
        if diff.is_empty() {
            return Ok(None);
        }
        let moved = before.url != url;
        let new = ProxyPlace {
            id: before.id,
            url,
            wildcard_hostname: self.wildcard_hostname.clone(),
            derp_enabled: self.derp_enabled,
            derp_only: self.derp_only,
            version: self.version.clone(),
            health: if moved { ProxyHealth::Unknown.as_str().into() } else { before.health.clone() },
            now: context.now,
        };
        context.place_proxy(&new).await?;
        let entry = Entry::new(before.id, &before.name).diff(diff);
        Ok(Some(entry.of_operation(operations::UPDATE_WORKSPACE_PROXY)))
    }
}

/// Notes that a program ends.
pub(crate) struct Deregister {
    /// Which.
    pub(crate) replica: ReplicaId,
}

impl Command for Deregister {
    type Actor = Arc<Program>;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    /// # Errors
    /// `Hidden` where the proxy has no such program.
    async fn run(&self, context: &Context) -> Result<Outcome<()>, Fault> {
        let proxy = context.actor().id;
        let known = context.proxy_replica(self.replica).await?.filter(|known| known.proxy_id == proxy);
        known.ok_or(Fault::Hidden)?;
        context.stop_proxy_replica(proxy, self.replica, context.now).await?;
        Ok(Outcome::unrecorded(()))
    }
}
