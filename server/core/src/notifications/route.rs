//! Where messages about an organization go beside the people whom they concern.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// What stands at the other end of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum RouteKind {
    /// An incoming webhook of Slack.
    Slack,
    /// A workflow of Microsoft Teams that waits for a webhook.
    Teams,
    /// Anything that takes the payload of webhooks.
    Webhook,
}

impl RouteKind {
    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
