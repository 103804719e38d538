//! Messages to people: the templates, with the ids that clients know them by, and how messages are made and
//! sent.
//!
//! - `template`: what a template is. `catalogue`: all of them, `texts` what they say.
//! - `method`: by which way messages are sent. `route`: where they go beside people.
//! - `occasion`: what people are told of. `render`: from a template to a message, `formats` without markup and
//!   as HTML.
//! - `retry`: when a message is tried again. `signature`: how receivers of webhooks know whom a message is
//!   from.

mod catalogue;
mod formats;
mod method;
mod occasion;
mod render;
mod retry;
mod route;
mod signature;
mod template;
mod texts;

pub use catalogue::{all, by_id};
pub use formats::{as_html, plain};
pub use method::{Method, UnknownMethod};
pub use occasion::{Content, Icon, Occasion};
pub use render::{Facts, Rendered, render};
pub use retry::{Breaker, MOST_ATTEMPTS, Permit, wait_after};
pub use route::RouteKind;
pub use signature::{NoSecret, SigningSecret};
pub use template::{Button, Group, Kind, Template};
