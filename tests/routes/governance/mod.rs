//! What the deployment as a whole may do, and how it treats people.

mod appearance;
mod entitlements;
mod health;
mod licenses;
mod notifications;
mod quiet_hours;
pub mod scene;
mod xray;
