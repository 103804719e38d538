//! By which way a message goes to somebody.

use burgrave_core::notifications::Method;

use crate::config::NotificationSettings;

/// The ways that are set up. Everything goes to the inbox too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ways {
    default: Method,
    mail: bool,
    webhook: bool,
}

impl Ways {
    pub(super) const fn of(settings: &NotificationSettings) -> Self {
        Self { default: settings.method, mail: settings.mail.is_some(), webhook: settings.webhook.is_some() }
    }

    /// The way beside the inbox, by what the template is kept with; none where that isn't set up.
    pub(super) fn beside_inbox(self, kept: Option<&str>) -> Option<Method> {
        let way = kept.and_then(|kept| Method::named(kept).ok()).unwrap_or(self.default);
        let set_up = match way {
            Method::Smtp => self.mail,
            Method::Webhook => self.webhook,
            Method::Inbox => false,
        };
        set_up.then_some(way)
    }
}
