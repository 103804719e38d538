//! The domain rules, without HTTP and SQL.
//!
//! - [`authorization`]: who may do what.
//! - [`bounds`]: how long what people write may be.
//! - [`idpsync`]: what the claims of an identity provider make of a user.
//! - [`audit`]: the words of the audit log.
//! - [`ids`]: typed identifiers.
//! - [`insights`]: for which times it is told who builds what, and how many users there are.
//! - [`licensing`]: licences, and what they entitle a deployment to.
//! - [`notifications`]: the templates of messages to people.
//! - [`appearance`]: how a deployment looks.
//! - [`oidc`]: the identity of people by a provider.
//! - [`names`]: which names are taken for other uses.
//! - [`oauth2`]: the OAuth2 provider.
//! - [`password`]: how strong, and how hashed. [`token`]: how sessions are proven.
//! - [`provisioning`]: templates, workspaces and the jobs between them.
//! - [`proxies`]: places beside the server from which workspaces can be reached.
//! - [`scim`]: what identity providers say of people and groups.
//! - [`sealing`]: secrets that must be read back.
//! - [`search`]: the language of `q`.
//! - [`ssh_key`]: keys with which workspaces reach Git servers.
//! - [`Clock`] and [`Entropy`]: time and randomness, which come in from outside.

pub mod appearance;
pub mod audit;
pub mod authorization;
pub mod bounds;
mod clock;
mod entropy;
pub mod idpsync;
pub mod insights;
pub mod licensing;
pub mod names;
pub mod notifications;
pub mod oauth2;
pub mod oidc;
pub mod password;
pub mod provisioning;
pub mod proxies;
pub mod scim;
pub mod sealing;
pub mod search;
pub mod ssh_key;
pub mod token;

pub use burgrave_ids as ids;
pub use clock::{Clock, SystemClock};
pub use entropy::{Entropy, SystemEntropy};
pub use password::{HashParameters, Hasher};
