//! What permissions look at in records, and in rows that are yet to be written.

use crate::{
    ApiKeyRecord, AppRecord, AppSecretRecord, CustomRoleRecord, DaemonRecord, Deliveries, FileRecord,
    GroupRecord, Inbox, JobRecord, LicenseRecord, MemberRecord, MemberRoles, MemberWithUser, NewApiKey,
    NewApp, NewAppSecret, NewCustomRole, NewDaemon, NewFile, NewGroup, NewJob, NewLicense, NewMember,
    NewOrganization, NewProvisionerKey, NewTemplate, NewTemplateVersion, NewUser, NewWorkspace,
    NewWorkspaceProxy, OrganizationRecord, Preferences, ProvisionerKeyRecord, SendingMethod, SiteRoles,
    SyncSettings, Template, TemplateVersion, UserKeys, UserRecord, Workspace, WorkspaceProxyRecord,
};
use burgrave_core::authorization::{AccessList, Object, Protected, Resource};
use burgrave_core::ids::{OrganizationId, TemplateId};

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
    MemberRecord: |of| Object::member(of.organization_id, of.user_id);
    MemberWithUser: |of| of.member.object();
    CustomRoleRecord: |of| Object::within(Resource::AssignOrgRole, of.organization_id);
    AppRecord: |_of| Object::site(Resource::Oauth2App);
    DaemonRecord: |of| Object::within(Resource::ProvisionerDaemon, of.organization_id).with_id(of.id);
    ProvisionerKeyRecord: |of| Object::within(Resource::ProvisionerDaemon, of.organization_id);
    FileRecord: |of| Object::site(Resource::File).owned_by(of.created_by).with_id(of.id);
    Template: |of| Object::template(of.organization_id, of.id, &of.access);
    TemplateVersion: |of| version(of.organization_id, of.template_id, &of.access);
    Workspace: |of| {
        Object::workspace(of.organization_id, of.owner_id, of.id, of.dormant_at.is_some(), &of.access)
    };
    JobRecord: |of| Object::within(Resource::ProvisionerJobs, of.organization_id);
    AppSecretRecord: |_of| Object::site(Resource::Oauth2AppSecret);
    LicenseRecord: |_of| Object::site(Resource::License);
    WorkspaceProxyRecord: |of| Object::site(Resource::WorkspaceProxy).with_id(of.id);
}

// What is new has no identity yet, but a place.
protected! {
    NewOrganization: |_new| Object::site(Resource::Organization);
    NewUser: |_new| Object::site(Resource::User);
    NewGroup: |new| Object::within(Resource::Group, new.organization_id);
    NewMember: |new| Object::within(Resource::OrganizationMember, new.organization_id);
    NewCustomRole: |new| Object::within(Resource::AssignOrgRole, new.organization_id);
    NewApiKey: |new| Object::api_key(new.user_id);
    NewApp: |_new| Object::site(Resource::Oauth2App);
    NewAppSecret: |_new| Object::site(Resource::Oauth2AppSecret);
    NewDaemon: |new| Object::within(Resource::ProvisionerDaemon, new.organization_id);
    NewProvisionerKey: |new| Object::within(Resource::ProvisionerDaemon, new.organization_id);
    NewFile: |new| Object::site(Resource::File).owned_by(new.created_by);
    NewJob: |new| Object::within(Resource::ProvisionerJobs, new.organization_id);
    NewTemplateVersion: |new| version(new.organization_id, new.template_id, &new.access);
    NewWorkspace: |new| Object::within(Resource::Workspace, new.organization_id).owned_by(new.owner_id);
    NewTemplate: |new| Object::within(Resource::Template, new.organization_id);
    NewLicense: |_new| Object::site(Resource::License);
    NewWorkspaceProxy: |_new| Object::site(Resource::WorkspaceProxy);
}

// What somebody has, as far as permissions of their own decide over it.
protected! {
    UserKeys: |of| Object::api_key(of.user_id);
    SiteRoles: |_of| Object::site(Resource::AssignRole);
    MemberRoles: |of| Object::within(Resource::AssignOrgRole, of.organization_id);
    SyncSettings: |of| Object::within(Resource::IdpsyncSettings, of.organization_id);
    SendingMethod: |_of| Object::site(Resource::NotificationTemplate);
    Preferences: |of| Object::site(Resource::NotificationPreference).owned_by(of.user_id);
    Deliveries: |_of| Object::site(Resource::NotificationMessage);
    Inbox: |of| Object::site(Resource::InboxNotification).owned_by(of.user_id);
}

/// A version is protected as its template is; one without, as any template of the organization.
fn version(organization: OrganizationId, template: Option<TemplateId>, access: &AccessList) -> Object {
    match template {
        Some(template) => Object::template(organization, template, access),
        None => Object::within(Resource::Template, organization),
    }
}
