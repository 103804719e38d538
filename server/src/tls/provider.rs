//! The one library under rustls that computes.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, aws_lc_rs};

/// Makes it the one that every part of the process takes. Belongs first into `main`; a second call changes
/// nothing.
pub fn install_provider() {
    // An earlier call has installed the same one.
    let _ = aws_lc_rs::default_provider().install_default();
}

/// The same, where a configuration names it.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}
