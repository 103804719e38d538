//! What the pages of one's own account show: read, and put into the page.

use std::sync::Arc;

use burgrave_api::runtime::ApiError;
use burgrave_core::licensing::Feature;
use burgrave_store::PreferenceRecord;

use super::visits::is_for_the_form;
use crate::application::{Caller, find};
use crate::fault::Fault;
use crate::federation::oauth2::apps;
use crate::governance::notifications;
use crate::governance::quiet_hours::{self, QuietView};
use crate::guard::Visitor;
use crate::identity::keys::list::{self, ListKeys};
use crate::identity::users::git_ssh_key;
use crate::pages::account::sessions::{Days, TypedToken};
use crate::pages::account::{self, Frame};
use crate::pages::{Brand, Problems};
use crate::service::Service;

/// A page of one's own account that is being made.
pub(super) struct Desk<'a> {
    pub(super) app: &'a Service,
    pub(super) brand: Arc<Brand>,
    pub(super) visitor: Arc<Visitor>,
    pub(super) caller: Arc<Caller>,
    /// Whether a change was saved.
    pub(super) saved: bool,
    /// What is wrong with the last one.
    pub(super) problems: Problems,
}

impl<'a> Desk<'a> {
    pub(super) fn new(app: &'a Service, visitor: Arc<Visitor>, caller: Arc<Caller>) -> Self {
        let problems = Problems::default();
        Self { app, brand: app.brand(), visitor, caller, saved: false, problems }
    }

    /// After a change, or before any.
    pub(super) fn saved(self, saved: Option<bool>) -> Self {
        Self { saved: saved.unwrap_or_default(), ..self }
    }

    /// After a change that was refused, on a page with these fields; and the error, which gets the page.
    ///
    /// # Errors
    /// The error, where the page can't say it.
    pub(super) fn refused(
        self,
        fault: impl Into<ApiError>,
        fields: &[&'static str],
    ) -> Result<(Self, ApiError), ApiError> {
        let error = fault.into();
        if !is_for_the_form(&error) {
            return Err(error);
        }
        let problems = Problems::of(&error, fields);
        Ok((Self { problems, ..self }, error))
    }

    fn frame(&self) -> Frame<'_> {
        Frame {
            brand: &self.brand,
            caller: &self.caller,
            csrf_token: &self.visitor.csrf_token,
            apps: self.app.settings().deployment.oauth2_provider,
            saved: self.saved,
            problems: self.problems.clone(),
        }
    }

    fn me(&self) -> (&Service, Arc<Caller>, String) {
        (self.app, self.caller.clone(), find::ME.to_owned())
    }

    /// Username, name, password.
    pub(super) fn profile(&self, typed: Option<(&str, &str)>) -> Result<String, Fault> {
        account::profile::page(&self.frame(), typed)
    }

    /// Sessions and tokens.
    pub(super) async fn sessions(&self, typed: &TypedToken) -> Result<String, Fault> {
        let (app, caller, me) = self.me();
        let wanted = ListKeys { sessions: true, all: false, expired: false };
        let keys: Vec<_> =
            list::list(app, caller, me, wanted).await?.into_iter().map(|found| found.key).collect();
        let lifetimes = app.settings().lifetimes;
        let longest = lifetimes.longest(&self.caller.user);
        let days =
            Days { default: lifetimes.default_token.min(longest).num_days(), longest: longest.num_days() };
        account::sessions::page(&self.frame(), &keys, days, typed)
    }

    /// A token that was made.
    pub(super) fn token(&self, token: &str, name: &str) -> Result<String, Fault> {
        account::sessions::made(&self.frame(), token, name)
    }

    /// Apps.
    pub(super) async fn apps(&self) -> Result<String, Fault> {
        let granted = apps::get::granted(self.app, &self.caller).await?;
        account::apps::page(&self.frame(), &granted)
    }

    /// The SSH key.
    pub(super) async fn ssh_key(&self) -> Result<String, Fault> {
        let (app, caller, me) = self.me();
        account::ssh_key::page(&self.frame(), &git_ssh_key::get(app, caller, me).await?)
    }

    /// What was said of messages.
    pub(super) async fn preferences(&self) -> Result<Vec<PreferenceRecord>, Fault> {
        let (app, caller, me) = self.me();
        notifications::preferences(app, caller, me).await
    }

    /// Notifications and quiet hours.
    pub(super) async fn notifications(&self, typed: Option<(&str, &str)>) -> Result<String, Fault> {
        let (app, caller, me) = self.me();
        let said = self.preferences().await?;
        let has_quiet = app.entitled().enables(Feature::AdvancedTemplateScheduling);
        let quiet = if has_quiet { Some(quiet_hours::get(app, caller, me).await?) } else { None };
        let quiet = quiet.map(|QuietView { quiet, own, may_choose, next }| {
            account::notifications::OwnQuietHours { quiet, own, may_choose, next }
        });
        account::notifications::page(&self.frame(), &said, quiet.as_ref(), typed)
    }
}
