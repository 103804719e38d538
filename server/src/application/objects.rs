//! Records with their place among the permissions.

use burgrave_core::authorization::{Object, Protected};
use burgrave_store::{ApiKeyRecord, GroupRecord, MemberWithUser, OrganizationRecord, UserRecord};

/// Gives records their object, through a name of our own for each.
macro_rules! protected {
    ($($(#[$about:meta])* $name:ident($record:ty) = |$of:ident| $object:expr;)+) => {
        $(
            $(#[$about])*
            #[derive(Debug, Clone)]
            pub(crate) struct $name(pub(crate) $record);

            impl Protected for $name {
                fn object(&self) -> Object {
                    let $of = &self.0;
                    $object
                }
            }

            impl std::ops::Deref for $name {
                type Target = $record;

                fn deref(&self) -> &$record {
                    &self.0
                }
            }
        )+
    };
}

protected! {
    /// An organization.
    Organization(OrganizationRecord) = |of| Object::organization(of.id);
    /// A group.
    Group(GroupRecord) = |of| Object::group(of.organization_id, of.id);
    /// A user.
    User(UserRecord) = |of| Object::user(of.id);
    /// A session or a token.
    Key(ApiKeyRecord) = |of| Object::api_key(of.user_id);
    /// A member of an organization.
    Member(MemberWithUser) = |of| Object::member(of.member.organization_id, of.member.user_id);
}
