//! The pages of one's own account. Each change runs the command of the operation that programs call.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    Account, AccountTokenForm, EndSessionsForm, NotificationsForm, PageForm, PasswordForm, ProfileForm,
    QuietHoursForm, RevokeAppForm, SavedQuery, SeeOtherAnswer, SeeOtherAnswer2 as SavedAnswer,
    TextCreatedOrSeeOtherAnswer, TextOkOrFoundAnswer, operations, paths,
};

use super::account_pages::Desk;
use super::visits::{Guest, guest};
use super::{cookies, requests};
use crate::application::command::Through;
use crate::application::find;
use crate::fault::Fault;
use crate::federation::oauth2::forget::ForgetApp;
use crate::governance::quiet_hours::SetQuietHours;
use crate::guard::Visitor;
use crate::identity::keys::create;
use crate::identity::keys::end::{DeleteOwnKey, EndOtherKeys};
use crate::identity::users::git_ssh_key::RegenerateGitSshKey;
use crate::identity::users::password::{self, Passwords};
use crate::pages::account::sessions::TypedToken;
use crate::pages::account::{self as pages, Tab};
use crate::service::Service;

impl Account for Service {
    async fn show_account(
        &self,
        _: &Cx,
        visitor: Option<Arc<Visitor>>,
        params: SavedQuery,
    ) -> Result<TextOkOrFoundAnswer, ApiError> {
        match guest(visitor, Tab::Profile.path())? {
            Guest::Nobody(location) => Ok(TextOkOrFoundAnswer::Found { location }),
            Guest::Person(visitor, caller) => {
                let desk = Desk::new(self, visitor, caller).saved(params.saved);
                Ok(TextOkOrFoundAnswer::Ok(desk.profile(None)?))
            }
        }
    }

    async fn save_account_profile(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        body: ProfileForm,
    ) -> Result<SavedAnswer, ApiError> {
        let (visitor, caller) = match guest(visitor, Tab::Profile.path())? {
            Guest::Nobody(location) => return Ok(SavedAnswer::SeeOther { location }),
            Guest::Person(visitor, caller) => (visitor, caller),
        };
        let saved = async {
            let command = requests::account::profile(&body)?;
            let command = Through { operation: operations::SAVE_ACCOUNT_PROFILE, command };
            self.execute(command, caller.clone(), cx).await.map_err(not_available)
        };
        let Err(fault) = saved.await else {
            return Ok(SavedAnswer::SeeOther { location: Tab::Profile.saved() });
        };
        let name = body.name.as_deref().unwrap_or_default();
        let (desk, error) = Desk::new(self, visitor, caller).refused(fault, &pages::profile::FIELDS)?;
        Err(error.page(desk.profile(Some((&body.username, name)))?))
    }

    async fn save_account_password(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        body: PasswordForm,
    ) -> Result<SeeOtherAnswer, ApiError> {
        let set_cookie = cookies::clear(self.settings().secure_cookies);
        let (visitor, caller) = match guest(visitor, Tab::Profile.path())? {
            Guest::Nobody(location) => {
                return Ok(SeeOtherAnswer::SeeOther { location, set_cookie });
            }
            Guest::Person(visitor, caller) => (visitor, caller),
        };
        let passwords = Passwords { old: body.old_password, new: body.password };
        let (audited, me) = (operations::SAVE_ACCOUNT_PASSWORD, find::ME.to_owned());
        match password::change(self, caller.clone(), cx, audited, me, passwords).await {
            Ok(()) => {
                let location = paths::SHOW_LOGIN.to_owned();
                Ok(SeeOtherAnswer::SeeOther { location, set_cookie })
            }
            Err(fault) => {
                let desk = Desk::new(self, visitor, caller);
                let (desk, error) = desk.refused(fault, &pages::profile::FIELDS)?;
                Err(error.page(desk.profile(None)?))
            }
        }
    }

    async fn show_account_sessions(
        &self,
        _: &Cx,
        visitor: Option<Arc<Visitor>>,
        params: SavedQuery,
    ) -> Result<TextOkOrFoundAnswer, ApiError> {
        match guest(visitor, Tab::Sessions.path())? {
            Guest::Nobody(location) => Ok(TextOkOrFoundAnswer::Found { location }),
            Guest::Person(visitor, caller) => {
                let desk = Desk::new(self, visitor, caller).saved(params.saved);
                Ok(TextOkOrFoundAnswer::Ok(desk.sessions(&TypedToken::default()).await?))
            }
        }
    }

    async fn end_account_sessions(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        body: EndSessionsForm,
    ) -> Result<SavedAnswer, ApiError> {
        let (visitor, caller) = match guest(visitor, Tab::Sessions.path())? {
            Guest::Nobody(location) => return Ok(SavedAnswer::SeeOther { location }),
            Guest::Person(visitor, caller) => (visitor, caller),
        };
        let ended = match body.key.filter(|key| !key.is_empty()) {
            None => self.execute(EndOtherKeys, caller.clone(), cx).await,
            Some(key) => self.execute(DeleteOwnKey { key }, caller.clone(), cx).await,
        };
        let Err(fault) = ended else { return Ok(SavedAnswer::SeeOther { location: Tab::Sessions.saved() }) };
        let (desk, error) = Desk::new(self, visitor, caller).refused(fault, &[])?;
        Err(error.page(desk.sessions(&TypedToken::default()).await?))
    }

    async fn create_account_token(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        body: AccountTokenForm,
    ) -> Result<TextCreatedOrSeeOtherAnswer, ApiError> {
        let (visitor, caller) = match guest(visitor, Tab::Sessions.path())? {
            Guest::Nobody(location) => return Ok(TextCreatedOrSeeOtherAnswer::SeeOther { location }),
            Guest::Person(visitor, caller) => (visitor, caller),
        };
        let typed = requests::account::typed_token(body);
        let made = async {
            let longest = self.settings().lifetimes.longest(&caller.user);
            let kind = requests::account::token(&typed, longest)?;
            let (audited, me) = (operations::CREATE_ACCOUNT_TOKEN, find::ME.to_owned());
            create::create(self, caller.clone(), cx, audited, me, kind).await
        };
        let made = made.await.map_err(requests::account::token_fault);
        let desk = Desk::new(self, visitor, caller.clone());
        match made {
            Ok(token) => Ok(TextCreatedOrSeeOtherAnswer::Created(desk.token(&token, &typed.name)?)),
            Err(fault) => {
                let (desk, error) = desk.refused(fault, &pages::sessions::FIELDS)?;
                Err(error.page(desk.sessions(&typed).await?))
            }
        }
    }

    async fn show_account_apps(
        &self,
        _: &Cx,
        visitor: Option<Arc<Visitor>>,
        params: SavedQuery,
    ) -> Result<TextOkOrFoundAnswer, ApiError> {
        match guest(visitor, Tab::Apps.path())? {
            Guest::Nobody(location) => Ok(TextOkOrFoundAnswer::Found { location }),
            Guest::Person(visitor, caller) => {
                let desk = Desk::new(self, visitor, caller).saved(params.saved);
                Ok(TextOkOrFoundAnswer::Ok(desk.apps().await?))
            }
        }
    }

    async fn revoke_account_app(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        body: RevokeAppForm,
    ) -> Result<SavedAnswer, ApiError> {
        let (visitor, caller) = match guest(visitor, Tab::Apps.path())? {
            Guest::Nobody(location) => return Ok(SavedAnswer::SeeOther { location }),
            Guest::Person(visitor, caller) => (visitor, caller),
        };
        let command = ForgetApp { client_id: body.client_id };
        let command = Through { operation: operations::REVOKE_ACCOUNT_APP, command };
        let revoked = self.execute(command, caller.clone(), cx).await.map_err(no_such_app);
        let Err(fault) = revoked else { return Ok(SavedAnswer::SeeOther { location: Tab::Apps.saved() }) };
        let (desk, error) = Desk::new(self, visitor, caller).refused(fault, &[])?;
        Err(error.page(desk.apps().await?))
    }

    async fn show_account_ssh_key(
        &self,
        _: &Cx,
        visitor: Option<Arc<Visitor>>,
        params: SavedQuery,
    ) -> Result<TextOkOrFoundAnswer, ApiError> {
        match guest(visitor, Tab::SshKey.path())? {
            Guest::Nobody(location) => Ok(TextOkOrFoundAnswer::Found { location }),
            Guest::Person(visitor, caller) => {
                let desk = Desk::new(self, visitor, caller).saved(params.saved);
                Ok(TextOkOrFoundAnswer::Ok(desk.ssh_key().await?))
            }
        }
    }

    async fn replace_account_ssh_key(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        _: PageForm,
    ) -> Result<SavedAnswer, ApiError> {
        let caller = match guest(visitor, Tab::SshKey.path())? {
            Guest::Nobody(location) => return Ok(SavedAnswer::SeeOther { location }),
            Guest::Person(_, caller) => caller,
        };
        let command = RegenerateGitSshKey::new(self, find::ME.into())?;
        self.execute(Through { operation: operations::REPLACE_ACCOUNT_SSH_KEY, command }, caller, cx).await?;
        Ok(SavedAnswer::SeeOther { location: Tab::SshKey.saved() })
    }

    async fn show_account_notifications(
        &self,
        _: &Cx,
        visitor: Option<Arc<Visitor>>,
        params: SavedQuery,
    ) -> Result<TextOkOrFoundAnswer, ApiError> {
        match guest(visitor, Tab::Notifications.path())? {
            Guest::Nobody(location) => Ok(TextOkOrFoundAnswer::Found { location }),
            Guest::Person(visitor, caller) => {
                let desk = Desk::new(self, visitor, caller).saved(params.saved);
                Ok(TextOkOrFoundAnswer::Ok(desk.notifications(None).await?))
            }
        }
    }

    async fn save_account_notifications(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        body: NotificationsForm,
    ) -> Result<SavedAnswer, ApiError> {
        let (visitor, caller) = match guest(visitor, Tab::Notifications.path())? {
            Guest::Nobody(location) => return Ok(SavedAnswer::SeeOther { location }),
            Guest::Person(visitor, caller) => (visitor, caller),
        };
        let said = Desk::new(self, visitor, caller.clone()).preferences().await?;
        let command = requests::account::preferences(&body, &said);
        let command = Through { operation: operations::SAVE_ACCOUNT_NOTIFICATIONS, command };
        self.execute(command, caller, cx).await?;
        Ok(SavedAnswer::SeeOther { location: Tab::Notifications.saved() })
    }

    async fn save_account_quiet_hours(
        &self,
        cx: &Cx,
        visitor: Option<Arc<Visitor>>,
        body: QuietHoursForm,
    ) -> Result<SavedAnswer, ApiError> {
        let (visitor, caller) = match guest(visitor, Tab::Notifications.path())? {
            Guest::Nobody(location) => return Ok(SavedAnswer::SeeOther { location }),
            Guest::Person(visitor, caller) => (visitor, caller),
        };
        let saved = async {
            let schedule = requests::account::quiet_hours(&body)?;
            let rule = self.settings().governance.quiet_hours.clone();
            let command = SetQuietHours { user: find::ME.into(), schedule, rule };
            let command = Through { operation: operations::SAVE_ACCOUNT_QUIET_HOURS, command };
            self.execute(command, caller.clone(), cx).await.map_err(requests::account::quiet_fault)
        };
        let Err(fault) = saved.await else {
            return Ok(SavedAnswer::SeeOther { location: Tab::Notifications.saved() });
        };
        let (desk, error) = Desk::new(self, visitor, caller).refused(fault, &pages::notifications::FIELDS)?;
        Err(error.page(desk.notifications(Some((&body.time, &body.timezone))).await?))
    }
}

/// The action hides that a username is that of somebody whom the caller may not read; the page only says that
/// it can't be had.
fn not_available(fault: Fault) -> Fault {
    match fault {
        Fault::Hidden => Fault::taken("This username is not available.", &["username"]),
        other => other,
    }
}

/// An app that isn't there is nothing of the protocol on a page.
fn no_such_app(fault: Fault) -> Fault {
    match fault {
        Fault::Protocol(_) => Fault::Hidden,
        other => other,
    }
}
