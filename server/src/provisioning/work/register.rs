//! The built-in daemons of a process appear.

use std::collections::BTreeSet;

use burgrave_core::authorization::{Authorized, Automatic as Reason};
use burgrave_core::ids::{OrganizationId, ProvisionerDaemonId};
use burgrave_core::provisioning::daemon::{DAEMON_NAME, is_online};
use burgrave_core::provisioning::job::Provisioner;
use burgrave_core::provisioning::tags::Tags;
use burgrave_store::{DaemonRecord, NewDaemon};
use chrono::{DateTime, Utc};

use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;

/// Registers the built-in daemons of a process in the default organization. They get the names, and with them
/// the ids, of daemons of this machine that are gone; so a server that starts again has the same daemons.
#[derive(Debug, Clone)]
pub(crate) struct RegisterBuiltIn {
    /// What their names begin with: that of the machine.
    pub(crate) host: String,
    /// How many.
    pub(crate) count: u16,
    /// Whether other processes may have daemons on the same database.
    pub(crate) shared: bool,
    /// The program's.
    pub(crate) version: String,
    /// That of the protocol between server and daemon.
    pub(crate) api_version: String,
    /// What they carry out.
    pub(crate) provisioners: Vec<Provisioner>,
}

/// Daemons that were registered.
#[derive(Debug, Clone)]
pub(crate) struct Registered {
    /// Where they take jobs.
    pub(crate) organization: OrganizationId,
    /// Who they are.
    pub(crate) daemons: Vec<ProvisionerDaemonId>,
    /// Others of this machine's name that were there a moment ago: those of other processes, or of one that
    /// has just ended.
    pub(crate) namesakes: Vec<ProvisionerDaemonId>,
}

impl Command for RegisterBuiltIn {
    type Actor = Automatic;
    type Output = Registered;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<Registered>, Fault> {
        let default = context.default_organization().await?;
        let organization =
            default.ok_or_else(|| Fault::Internal("there is no default organization".into()))?.id;
        let known = if self.shared { context.daemons_of(organization).await? } else { Vec::new() };
        let mut daemons = Vec::new();
        for name in names(&self.host, self.count, &known, context.now) {
            let new = NewDaemon {
                id: context.derived_id(&["daemon", &name]),
                organization_id: organization,
                key_id: None,
                person: None,
                name,
                version: self.version.clone(),
                api_version: self.api_version.clone(),
                provisioners: self.provisioners.clone(),
                tags: Tags::default(),
                now: context.now,
            };
            daemons.push(context.register_daemon(&Authorized::automatic(Reason::Provisioner, new)).await?);
        }
        let namesakes = namesakes(&self.host, &known, &daemons);
        Ok(Outcome::unrecorded(Registered { organization, daemons, namesakes }))
    }
}

/// What the names of a machine's daemons begin with.
fn prefix(host: &str) -> String {
    let host: String = host.chars().take(DAEMON_NAME - 8).collect();
    format!("{host}-")
}

/// Built-in daemons of the machine's name that aren't the own ones.
fn namesakes(host: &str, known: &[DaemonRecord], own: &[ProvisionerDaemonId]) -> Vec<ProvisionerDaemonId> {
    let prefix = prefix(host);
    let of_machine = |daemon: &&DaemonRecord| {
        let number = daemon.name.strip_prefix(&prefix);
        let numbered = number.is_some_and(|number| number.parse::<u32>().is_ok());
        numbered && daemon.key_id.is_none() && !own.contains(&daemon.id)
    };
    known.iter().filter(of_machine).map(|daemon| daemon.id).collect()
}

/// The machine's name with the smallest numbers that no built-in daemon has which is there.
fn names(host: &str, count: u16, known: &[DaemonRecord], now: DateTime<Utc>) -> Vec<String> {
    let there = |daemon: &&DaemonRecord| daemon.last_seen_at.is_some_and(|seen| is_online(seen, now));
    let own = known.iter().filter(|daemon| daemon.key_id.is_none());
    let taken: BTreeSet<_> = own.filter(there).map(|daemon| daemon.name.as_str()).collect();
    let prefix = prefix(host);
    let all = (1_u32..).map(|number| format!("{prefix}{number}"));
    all.filter(|name| !taken.contains(name.as_str())).take(count.into()).collect()
}

#[cfg(test)]
mod tests {
    use burgrave_core::ids::ProvisionerKeyId;
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn names_of_daemons_that_are_gone_are_used_again() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let daemon = |name: &str, silent: TimeDelta| DaemonRecord {
            id: Uuid::from_u128(name.len() as u128).into(),
            organization_id: OrganizationId::nil(),
            key_id: None,
            name: name.into(),
            version: String::new(),
            api_version: String::new(),
            provisioners: Vec::new(),
            tags: Tags::default(),
            created_at: now,
            last_seen_at: Some(now - silent),
            key_name: None,
        };
        let outside = DaemonRecord {
            key_id: Some(ProvisionerKeyId::nil()),
            ..daemon("castle-3", TimeDelta::seconds(2))
        };
        let known =
            [daemon("castle-1", TimeDelta::minutes(2)), daemon("castle-2", TimeDelta::seconds(2)), outside];
        assert_eq!(names("castle", 3, &known, now), ["castle-1", "castle-3", "castle-4"]);
        assert_eq!(names("castle", 2, &[], now), ["castle-1", "castle-2"]);
        assert!(names("castle", 0, &[], now).is_empty());
        let strange = daemon("castle-of-others", TimeDelta::zero());
        let others = namesakes("castle", &[known[0].clone(), strange.clone()], &[]);
        assert_eq!(others, [known[0].id]);
        assert!(namesakes("castle", &known, &[known[0].id]).is_empty(), "they have one id here");
        let long = names(&"x".repeat(300), 1, &[], now);
        assert!(long[0].chars().count() <= DAEMON_NAME);
    }
}
