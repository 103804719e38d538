//! Versions, and templates that have them.

use burgrave_core::authorization::AccessList;
use burgrave_core::ids::{OrganizationId, TemplateId, TemplateVersionId};
use burgrave_store::{Change, Inserted, NewTemplate, StoreError, Tx};
use serde_json::{Value, json};

use crate::harness::{Answer, Person, Server};
use crate::routes::files::scene::{TAR, tar, upload};
use crate::routes::stored::by_test;

pub const VERSIONS: &str = "/api/v2/templateversions";
pub const NEW: &str = "/api/v2/organizations/default/templateversions";

/// An upload of this person's.
pub async fn file(person: &Person) -> String {
    upload(person, TAR, tar(&[("notes.md", b"# nothing")])).await
}

/// Asks for a version of a file, with these fields beside it.
pub async fn ask(person: &Person, file: &str, fields: Value) -> Answer {
    let mut body = json!({"storage_method": "file", "file_id": file, "provisioner": "terraform"});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    person.post(NEW, &body).await
}

/// A version of a new upload, with these fields.
pub async fn version(person: &Person, fields: Value) -> Value {
    ask(person, &file(person).await, fields).await.json_of(201)
}

/// Where a version is.
pub fn path(version: &Value) -> String {
    format!("{VERSIONS}/{}", version["id"].as_str().unwrap())
}

/// Makes a template of a version, as nothing else does yet; everybody in its organization may use it, or
/// nobody.
pub async fn template(server: &Server, version: &Value, name: &'static str, everyone: bool) -> String {
    let now = burgrave_core::Clock::now(&*server.clock);
    let organization: OrganizationId = version["organization_id"].as_str().unwrap().parse().unwrap();
    let creator = version["created_by"]["id"].as_str().unwrap().parse().unwrap();
    let version: TemplateVersionId = version["id"].as_str().unwrap().parse().unwrap();
    let id = TemplateId::new(uuid::Uuid::new_v4());
    let access = match everyone {
        true => AccessList::everyone_uses(organization.everyone()),
        false => AccessList::default(),
    };
    let new = NewTemplate::named(id, organization, creator, name, version, now);
    write(server, move |tx| {
        let (new, access) = (by_test(new.clone()), access.clone());
        async move {
            assert_eq!(tx.insert_template(&new, &access).await?, Inserted::Done);
            let version = by_test(tx.template_version(version).await?.unwrap());
            assert_eq!(tx.attach_template_version(&version, id, now).await?, Change::Done);
            Ok(())
        }
    })
    .await;
    id.to_string()
}

/// Deletes a template.
pub async fn delete_template(server: &Server, id: &str) {
    let (id, now) = (id.parse().unwrap(), burgrave_core::Clock::now(&*server.clock));
    write(server, move |tx| async move {
        let template = by_test(tx.template_by_id(id).await?.unwrap());
        assert!(tx.delete_template(&template, now).await?);
        Ok(())
    })
    .await;
}

/// What a case writes into the database of a running server.
pub async fn write<T, Fut>(server: &Server, change: impl Fn(Tx) -> Fut + Send + Sync + 'static) -> T
where
    T: Send + 'static,
    Fut: Future<Output = Result<T, StoreError>> + Send + 'static,
{
    server.store().write(change).await.unwrap()
}

/// Gives a person a role of the site.
pub async fn site_role(server: &Server, person: &Person, role: &str) {
    let path = format!("/api/v2/users/{}/roles", person.id);
    server.owner().await.put(&path, &json!({"roles": [role]})).await.expect(200);
}

/// Gives a person a role in the default organization.
pub async fn role_here(server: &Server, person: &Person, role: &str) {
    let path = format!("/api/v2/organizations/default/members/{}/roles", person.id);
    server.owner().await.put(&path, &json!({"roles": [role]})).await.expect(200);
}
