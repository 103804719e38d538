//! The pages on which people keep their own account. All have one [`Frame`]; what is in it comes from
//! `profile`, `sessions`, `apps`, `ssh_key` and `notifications`.

pub(crate) mod apps;
pub(crate) mod notifications;
pub(crate) mod profile;
pub(crate) mod sessions;
pub(crate) mod ssh_key;

use askama::Template;
use burgrave_api::paths;
use chrono::{DateTime, Utc};

use super::{Brand, Problems};
use crate::application::Caller;
use crate::fault::Fault;

/// One of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// Username, name, password.
    Profile,
    /// Sessions and tokens.
    Sessions,
    /// Apps that act for the person.
    Apps,
    /// The SSH key.
    SshKey,
    /// Notifications and quiet hours.
    Notifications,
}

impl Tab {
    const ALL: [Self; 5] = [Self::Profile, Self::Sessions, Self::Apps, Self::SshKey, Self::Notifications];

    const fn title(self) -> &'static str {
        match self {
            Self::Profile => "Profile",
            Self::Sessions => "Sessions and tokens",
            Self::Apps => "Apps",
            Self::SshKey => "SSH key",
            Self::Notifications => "Notifications",
        }
    }

    /// Its path.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Profile => paths::SHOW_ACCOUNT,
            Self::Sessions => paths::SHOW_ACCOUNT_SESSIONS,
            Self::Apps => paths::SHOW_ACCOUNT_APPS,
            Self::SshKey => paths::SHOW_ACCOUNT_SSH_KEY,
            Self::Notifications => paths::SHOW_ACCOUNT_NOTIFICATIONS,
        }
    }

    /// The same page, which says that a change was saved.
    pub(crate) fn saved(self) -> String {
        format!("{}?saved=true", self.path())
    }
}

/// What all of them have.
pub(crate) struct Frame<'a> {
    /// Their look.
    pub(crate) brand: &'a Brand,
    /// Whose account it is.
    pub(crate) caller: &'a Caller,
    /// The CSRF token of the forms.
    pub(crate) csrf_token: &'a str,
    /// Whether apps may act for people on this server.
    pub(crate) apps: bool,
    /// Whether a change was saved.
    pub(crate) saved: bool,
    /// What is wrong with the last one.
    pub(crate) problems: Problems,
}

/// A link to one of them.
struct TabLink {
    address: &'static str,
    text: &'static str,
    is_here: bool,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    brand: &'a Brand,
    username: &'a str,
    csrf_token: &'a str,
    title: &'a str,
    tabs: Vec<TabLink>,
    saved: bool,
    problems: &'a Problems,
    /// As HTML.
    part: String,
}

impl Frame<'_> {
    /// The page with this in it.
    ///
    /// # Errors
    /// `Internal`.
    fn around(&self, here: Tab, part: &impl Template) -> Result<String, Fault> {
        let internal = |fault: askama::Error| Fault::Internal(fault.to_string());
        let shown = Tab::ALL.into_iter().filter(|tab| *tab != Tab::Apps || self.apps);
        let link = |tab: Tab| TabLink { address: tab.path(), text: tab.title(), is_here: tab == here };
        let page = AccountPage {
            brand: self.brand,
            username: &self.caller.user.username,
            csrf_token: self.csrf_token,
            title: here.title(),
            tabs: shown.map(link).collect(),
            saved: self.saved,
            problems: &self.problems,
            part: part.render().map_err(internal)?,
        };
        page.render().map_err(internal)
    }
}

/// A time for people.
fn moment(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M UTC").to_string()
}
