//! What a daemon may be that connects, and its registration.

use std::collections::BTreeMap;

use burgrave_core::authorization::{Action, Authorized, Automatic as Reason, Read};
use burgrave_core::ids::{OrganizationId, ProvisionerDaemonId};
use burgrave_core::names::random_name;
use burgrave_core::provisioning::job::Provisioner;
use burgrave_core::provisioning::queue::Server;
use burgrave_core::provisioning::tags::{TagFault, Tags};
use burgrave_store::NewDaemon;
use burgrave_wire::version;

use super::DaemonCredential;
use super::right::{Right, daemons_of};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::application::{App, find};
use crate::fault::{Fault, FieldFault, SignedOut};
use crate::provisioning::work::client;

/// What a daemon says of itself.
pub(crate) struct Asked {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// What it shows.
    pub(crate) credential: DaemonCredential,
    /// What it can run.
    pub(crate) provisioners: Vec<String>,
    /// Its tags, each as `key=value`.
    pub(crate) tags: Vec<String>,
    /// Its name.
    pub(crate) name: Option<String>,
    /// The version of the protocol.
    pub(crate) api_version: String,
    /// The version of its program.
    pub(crate) version: String,
}

/// A daemon that is registered.
pub(crate) struct Connected {
    /// Who it is.
    pub(crate) id: ProvisionerDaemonId,
    /// What it may take.
    pub(crate) server: Server,
    /// What it came in by.
    pub(super) right: Right,
}

/// Registers a daemon, or the one of that name again.
///
/// # Errors
/// `Hidden` for an organization that isn't there or can't be seen; `BrokenRule` with what it says of itself
/// that can't be used; `Forbidden` for what it may not be.
pub(crate) async fn connect(app: &App, asked: Asked) -> Result<Connected, Fault> {
    let organization = organization(app, &asked).await?;
    let provisioners = provisioners(&asked.provisioners)?;
    let given = pairs(&asked.tags)?;
    let (place, tags) = permitted(&asked.credential, organization, given)?;
    let user = match &asked.credential {
        DaemonCredential::User(caller) => Some(caller.user.id),
        _ => None,
    };
    let tags = Tags::normal(tags, user).map_err(unfit_tags)?;
    let api_version = version::accept(&asked.api_version).map_err(|fault| Fault::BrokenRule {
        message: "Incompatible or unparsable version".into(),
        detail: Some(fault.to_string()),
        fields: vec![FieldFault { field: "version".into(), detail: fault.to_string() }],
    })?;
    let key = asked.credential.key_id();
    let right = Right::of(app, asked.credential, place, tags.get("scope") == Some("user"));
    let own = matches!(right, Right::Key(_));
    let name = asked.name.filter(|name| !name.is_empty()).unwrap_or_else(|| random_name(app.entropy()));
    let new = NewDaemon {
        id: app.new_id(),
        organization_id: place,
        key_id: Some(key),
        person: user,
        name,
        version: asked.version,
        api_version: api_version.to_string(),
        provisioners: provisioners.clone(),
        tags: tags.clone(),
        now: app.now(),
    };
    let id = app.execute(Register { new, own }, Automatic::Task, client()).await?;
    let server = Server { organization: place, provisioners, tags, checks_drift: false };
    Ok(Connected { id, server, right })
}

/// The organization of the path, where a person may see it. None where there is none that counts: a key says
/// itself where its daemons work, and the secret of all is for the default organization, so neither tells
/// whether there is another.
async fn organization(app: &App, asked: &Asked) -> Result<Option<OrganizationId>, Fault> {
    let (written, credential) = (asked.organization.clone(), asked.credential.clone());
    app.store()
        .scan(move |reader| async move {
            match credential {
                DaemonCredential::User(caller) => {
                    let what = "read this organization";
                    let found = find::organization::<Read>(&reader, &caller, &written, what).await?;
                    Ok(Some(found.id))
                }
                DaemonCredential::Psk => {
                    let found = find::organization_record(&reader, &written).await?;
                    Ok(found.filter(|found| found.is_default).map(|found| found.id))
                }
                DaemonCredential::Key(_) => Ok(None),
            }
        })
        .await
}

fn unusable(message: String, field: &str, detail: &str) -> Fault {
    let fields = vec![FieldFault { field: field.into(), detail: detail.into() }];
    Fault::BrokenRule { message, detail: None, fields }
}

fn provisioners(given: &[String]) -> Result<Vec<Provisioner>, Fault> {
    if given.iter().all(String::is_empty) {
        let message = "The provisioner query parameter must be specified.".into();
        return Err(unusable(message, "provisioner", "is required"));
    }
    let mut all: Vec<Provisioner> = Vec::new();
    for word in given.iter().filter(|word| !word.is_empty()) {
        let known = word.parse().map_err(|_| {
            let message = format!("Unknown provisioner type {word:?}");
            unusable(message, "provisioner", "must be terraform or echo")
        })?;
        if !all.contains(&known) {
            all.push(known);
        }
    }
    Ok(all)
}

fn pairs(given: &[String]) -> Result<BTreeMap<String, String>, Fault> {
    let pair = |tag: &String| match tag.split_once('=') {
        Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
        None => {
            let message = format!("Invalid format for tag {tag:?}. Write key=value.");
            Err(unusable(message, "tag", "must be written as key=value"))
        }
    };
    given.iter().filter(|tag| !tag.is_empty()).map(pair).collect()
}

/// Where the daemon does jobs, and with which tags.
fn permitted(
    credential: &DaemonCredential,
    organization: Option<OrganizationId>,
    tags: BTreeMap<String, String>,
) -> Result<(OrganizationId, BTreeMap<String, String>), Fault> {
    let scope = match tags.get("scope").map(String::as_str) {
        Some("user") => "user",
        _ => "organization",
    };
    let refused = |why: &str| Fault::Forbidden {
        detail: format!("You aren't allowed to create provisioner daemons with scope {scope:?}: {why}."),
    };
    match (credential, organization) {
        (DaemonCredential::Key(_), _) if !tags.is_empty() => {
            Err(refused("tags are not allowed when using a provisioner key"))
        }
        // The key says where, whatever the path does.
        (DaemonCredential::Key(key), _) => Ok((key.organization_id, key.tags()?)),
        (DaemonCredential::Psk, Some(organization)) => Ok((organization, tags)),
        (DaemonCredential::Psk, None) => {
            Err(refused("the secret of all daemons is for those of the default organization"))
        }
        (DaemonCredential::User(_), None) => Err(Fault::Hidden),
        (DaemonCredential::User(caller), Some(organization)) => {
            if !caller.may(Action::Create, &daemons_of(caller, organization, scope == "user")) {
                return Err(refused("you do not have permission to create provisioner daemons here"));
            }
            Ok((organization, tags))
        }
    }
}

fn unfit_tags(faults: Vec<(String, TagFault)>) -> Fault {
    let field = |(key, fault): (String, TagFault)| FieldFault {
        field: "tags".into(),
        detail: if key.is_empty() { fault.to_string() } else { format!("{key:?} {fault}") },
    };
    Fault::BrokenRule {
        message: "Given tags are not acceptable to the service".into(),
        detail: None,
        fields: faults.into_iter().map(field).collect(),
    }
}

/// Registers a daemon whose credential was looked at; that of a key is looked at again.
struct Register {
    new: NewDaemon,
    /// It has a key of an organization.
    own: bool,
}

impl Command for Register {
    type Actor = Automatic;
    type Output = ProvisionerDaemonId;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<ProvisionerDaemonId>, Fault> {
        if let Some(key) = self.new.key_id.filter(|_| self.own)
            && context.provisioner_key(key).await?.is_none()
        {
            return Err(Fault::SignedOut(SignedOut::Missing));
        }
        let new = Authorized::automatic(Reason::Provisioner, self.new.clone());
        Ok(Outcome::unrecorded(context.register_daemon(&new).await?))
    }
}
