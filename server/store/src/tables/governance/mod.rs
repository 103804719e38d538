//! What the deployment as a whole decides and is told.
//!
//! - `licenses`: licences as they were sent. `quiet_hours`: when those of a user begin.
//! - `xray_scans`: what scanners found in workspaces.
//! - `notifications`: by which way messages are sent, and who wants which.
//! - `notification_events`: what happened, `notification_messages`: messages that are sent because of it,
//!   `inbox`: messages in the dashboard. `notification_routes`: where organizations want them as well.

mod inbox;
mod licenses;
mod notification_events;
mod notification_messages;
mod notification_routes;
mod notifications;
mod quiet_hours;
mod xray_scans;

pub use inbox::{Inbox, InboxFilter, InboxRecord, NewInboxMessage};
pub use licenses::{LicenseRecord, NewLicense};
pub use notification_events::{NewNotificationEvent, NotificationEventRecord};
pub use notification_messages::{
    Deliveries, DeliveryFilter, DeliveryRecord, HeldMessage, MessagesWaiting, NewNotificationMessage,
    NotificationMessageRecord,
};
pub use notification_routes::{NewRoute, RouteRecord};
pub use notifications::{MethodRecord, PreferenceRecord, Preferences, SendingMethod};
pub use xray_scans::{NewScan, ScanRecord};
