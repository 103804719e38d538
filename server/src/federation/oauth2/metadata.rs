//! Where the provider is found, and what it can do.

use burgrave_core::authorization::ScopeName;
use burgrave_core::ids::AppId;

/// The addresses of the endpoints, all made from the access URL.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endpoints<'a>(pub(crate) &'a str);

impl Endpoints<'_> {
    /// Where people are sent for their consent.
    pub(crate) fn authorization(self) -> String {
        self.at("/oauth2/authorize")
    }

    /// Where tokens are issued.
    pub(crate) fn token(self) -> String {
        self.at("/oauth2/tokens")
    }

    /// Where tokens are revoked.
    pub(crate) fn revocation(self) -> String {
        self.at("/oauth2/revoke")
    }

    /// Where one can ask about tokens.
    pub(crate) fn introspection(self) -> String {
        self.at("/oauth2/introspect")
    }

    /// Where devices begin.
    pub(crate) fn device_authorization(self) -> String {
        self.at("/oauth2/device_authorization")
    }

    /// Where people type the code of a device.
    pub(crate) fn device(self) -> String {
        self.at("/oauth2/device")
    }

    /// Where clients register themselves.
    pub(crate) fn registration(self) -> String {
        self.at("/oauth2/register")
    }

    /// Where one client manages its registration.
    pub(crate) fn client(self, id: AppId) -> String {
        self.at(&format!("/oauth2/clients/{id}"))
    }

    fn at(self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

/// The names of all scopes.
pub(crate) fn scopes() -> Vec<String> {
    ScopeName::catalogue().map(|scope| scope.to_string()).collect()
}
