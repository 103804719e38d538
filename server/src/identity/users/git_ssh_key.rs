//! The SSH key with which a user's workspaces reach Git servers.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic as Reason, ReadPersonal, UpdatePersonal};
use burgrave_core::ids::UserId;
use burgrave_core::sealing::SealingKeys;
use burgrave_core::ssh_key::SshKey;
use burgrave_store::{GitSshKey, Reader, Redacted, UserRecord};

use super::rights;
use crate::application::command::{
    Audit, Automatic, Command, CommandContext, Diff, Entry, Exemption, Outcome,
};
use crate::application::{App, Caller, ClientInfo, find};
use crate::fault::Fault;

/// A key that is stored nowhere yet. Its private half is sealed for its public half.
struct NewKey {
    sealed: Redacted<Vec<u8>>,
    public: String,
}

impl NewKey {
    /// # Errors
    /// `Internal` when the cryptographic library fails.
    fn generate(app: &App) -> Result<Self, Fault> {
        let key = SshKey::generate(app.entropy())
            .ok_or_else(|| Fault::Internal("no SSH key can be made".into()))?;
        let public = key.public_line();
        let sealed = app.sealing().seal(key.seed(), public.as_bytes(), app.entropy());
        let sealed = sealed.map_err(|fault| Fault::Internal(fault.to_string()))?;
        Ok(Self { sealed: Redacted(sealed), public })
    }

    async fn set<A: crate::application::command::Actor>(
        &self,
        context: &CommandContext<A>,
        user: &Authorized<UpdatePersonal, UserRecord>,
    ) -> Result<GitSshKey, Fault> {
        context.set_git_ssh_key(user, self.sealed.clone(), self.public.clone(), context.now).await?;
        context.git_ssh_key(user.id).await?.ok_or(Fault::Hidden)
    }
}

/// The key of the user that `written` names. The first request makes it.
///
/// # Errors
/// `Hidden`, `Forbidden`.
pub(crate) async fn get(app: &App, caller: Arc<Caller>, written: String) -> Result<GitSshKey, Fault> {
    let read = |reader: Reader| async move {
        let what = "see the SSH key of this user";
        let user = find::user_to::<ReadPersonal>(&reader, &caller, &written, what).await?;
        Ok::<_, Fault>((user.id, reader.git_ssh_key(user.id).await?))
    };
    match app.store().read(read).await? {
        (_, Some(key)) => Ok(key),
        (user, None) => {
            let command = FirstKey { user, key: NewKey::generate(app)? };
            app.execute(command, Automatic::Task, ClientInfo::server("users")).await
        }
    }
}

/// A key with its private half, for jobs of the user's workspaces. It is a secret, and so has no `Debug`.
pub(crate) struct OpenedKey {
    /// As a line of an authorized_keys file.
    pub(crate) public: String,
    /// As `ssh` reads it from a file.
    pub(crate) private: String,
}

/// The key of a user with its private half; none before the first one was made.
///
/// # Errors
/// The storage's; `Internal` where it was sealed with another key.
pub(crate) async fn opened(
    reader: &Reader,
    keys: &SealingKeys,
    user: UserId,
) -> Result<Option<OpenedKey>, Fault> {
    let Some(GitSshKey { sealed_key, public_key: public, .. }) = reader.git_ssh_key(user).await? else {
        return Ok(None);
    };
    let fault = |cause: String| Fault::Internal(format!("the SSH key of user {user}: {cause}"));
    let seed = keys.open(&sealed_key.0, public.as_bytes()).map_err(|error| fault(error.to_string()))?;
    let key = seed.try_into().ok().and_then(SshKey::from_seed);
    let private = key.and_then(|key| key.private_text()).ok_or_else(|| fault("it is none".into()))?;
    Ok(Some(OpenedKey { public, private }))
}

/// Makes a user's first key, unless there is one, or the user is gone.
///
/// # Errors
/// The storage's; `Internal` when the cryptographic library fails.
pub(crate) async fn ensure(app: &App, user: UserId) -> Result<(), Fault> {
    let command = FirstKey { user, key: NewKey::generate(app)? };
    match app.execute(command, Automatic::Task, ClientInfo::server("users")).await {
        Ok(_) | Err(Fault::Hidden) => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// Makes a user's first key, unless there is one.
struct FirstKey {
    user: UserId,
    key: NewKey,
}

impl Command for FirstKey {
    type Actor = Automatic;
    type Output = GitSshKey;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    /// # Errors
    /// `Hidden` when the user was deleted meanwhile.
    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<GitSshKey>, Fault> {
        if let Some(key) = context.git_ssh_key(self.user).await? {
            return Ok(Outcome::unrecorded(key));
        }
        let user = context.user_by_id(self.user).await?.filter(|user| user.deleted_at.is_none());
        let user = Authorized::automatic(Reason::Part, user.ok_or(Fault::Hidden)?);
        Ok(Outcome::unrecorded(self.key.set(context, &user).await?))
    }
}

/// Replaces a user's key.
pub(crate) struct RegenerateGitSshKey {
    user: String,
    key: NewKey,
}

impl RegenerateGitSshKey {
    /// For the user that `user` names.
    ///
    /// # Errors
    /// `Internal` when the cryptographic library fails.
    pub(crate) fn new(app: &App, user: String) -> Result<Self, Fault> {
        Ok(Self { user, key: NewKey::generate(app)? })
    }
}

impl Command for RegenerateGitSshKey {
    type Actor = Arc<Caller>;
    type Output = GitSshKey;

    fn audit(&self) -> Audit {
        operations::REGENERATE_GIT_SSH_KEY.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<GitSshKey>, Fault> {
        let what = "replace the SSH key of this user";
        let user = find::user_to::<UpdatePersonal>(context, context.caller(), &self.user, what).await?;
        rights::may_act_on(context, context.caller(), &user, what).await?;
        let before = context.git_ssh_key(user.id).await?.map(|key| key.public_key).unwrap_or_default();
        let after = self.key.set(context, &user).await?;
        let diff = Diff::default().field("public_key", before, after.public_key.as_str());
        Ok(Outcome::changed(after, Entry::new(user.id, &user.username).diff(diff)))
    }
}
