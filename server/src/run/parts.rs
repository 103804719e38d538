//! What a server doesn't make for itself, so that a test can be exact.

use std::sync::Arc;

use burgrave_core::{Clock, Entropy, HashParameters};
use slog::Logger;

use crate::background::Pace;

/// Time, randomness and the rest that comes in from outside.
#[derive(Clone)]
pub struct Parts {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where ids, tokens and salts come from.
    pub entropy: Arc<dyn Entropy>,
    /// How much work a password hash takes.
    pub hashing: HashParameters,
    /// Features that are off, by their names in the specification; all others are on.
    pub disabled_features: Vec<String>,
    /// Who looks whether background work is due.
    pub pace: Pace,
    /// Where log lines go.
    pub log: Logger,
}
