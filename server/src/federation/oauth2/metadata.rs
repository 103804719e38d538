//! Where the provider is found.

use burgrave_api::paths;
use burgrave_core::ids::AppId;

/// The addresses of the endpoints, all made from the access URL.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endpoints<'a>(pub(crate) &'a str);

impl Endpoints<'_> {
    /// Where people are sent for their consent.
    pub(crate) fn authorization(self) -> String {
        self.at(paths::SHOW_OAUTH2_CONSENT)
    }

    /// Where tokens are issued.
    pub(crate) fn token(self) -> String {
        self.at(paths::ISSUE_OAUTH2_TOKEN)
    }

    /// Where tokens are revoked.
    pub(crate) fn revocation(self) -> String {
        self.at(paths::REVOKE_OAUTH2_TOKEN)
    }

    /// Where one can ask about tokens.
    pub(crate) fn introspection(self) -> String {
        self.at(paths::INTROSPECT_OAUTH2_TOKEN)
    }

    /// Where devices begin.
    pub(crate) fn device_authorization(self) -> String {
        self.at(paths::AUTHORIZE_OAUTH2_DEVICE)
    }

    /// Where people type the code of a device.
    pub(crate) fn device(self) -> String {
        self.at(paths::SHOW_OAUTH2_DEVICE)
    }

    /// Where clients register themselves.
    pub(crate) fn registration(self) -> String {
        self.at(paths::REGISTER_OAUTH2_CLIENT)
    }

    /// Where one client manages its registration.
    pub(crate) fn client(self, id: AppId) -> String {
        self.at(&paths::get_oauth2_client(id.uuid()))
    }

    /// Where apps learn who the person is.
    pub(crate) fn userinfo(self) -> String {
        self.at(paths::GET_OAUTH2_USERINFO)
    }

    /// The keys that sign ID tokens.
    pub(crate) fn jwks(self) -> String {
        self.at(paths::GET_OAUTH2_KEYS)
    }

    fn at(self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}
