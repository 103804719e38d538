//! What permissions look at in records, and in rows that are yet to be written.

use crate::{
    ApiKeyRecord, GroupRecord, MemberWithUser, NewGroup, NewOrganization, OrganizationRecord, UserRecord,
};
use burgrave_core::authorization::{Object, Protected, Resource};

macro_rules! protected {
    ($($type:ty: |$of:ident| $object:expr;)+) => {
        $(impl Protected for $type {
            fn object(&self) -> Object {
                let $of = self;
                $object
            }
        })+
    };
}

protected! {
    OrganizationRecord: |of| Object::organization(of.id);
    GroupRecord: |of| Object::group(of.organization_id, of.id);
    UserRecord: |of| Object::user(of.id);
    ApiKeyRecord: |of| Object::api_key(of.user_id);
    MemberWithUser: |of| Object::member(of.member.organization_id, of.member.user_id);
}

/// What is new has no identity yet, but a place.
impl Protected for NewGroup {
    fn object(&self) -> Object {
        Object::within(Resource::Group, self.organization_id)
    }
}

impl Protected for NewOrganization {
    fn object(&self) -> Object {
        Object::site(Resource::Organization)
    }
}
