//! What a caller may do, asked in advance.

use burgrave_api::formats;
use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_core::authorization::{Action, Location, Object, Resource};
use burgrave_store::Reader;
use uuid::Uuid;

use crate::application::{App, Caller};
use crate::fault::{Fault, FieldFault};

/// Questions about stored objects in one request at most: each is a look-up.
const STORED: usize = 10;

/// The word that means the caller.
const ME: &str = "me";

/// May the caller do this to that?
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// The kind of object.
    pub(crate) resource: String,
    /// What is to be done.
    pub(crate) action: String,
    /// Whose the object is.
    pub(crate) owner: Option<String>,
    /// Where it is.
    pub(crate) organization: Option<String>,
    /// Which one it is, of those that are stored.
    pub(crate) stored: Option<String>,
    /// Whether one organization is enough in which the caller may.
    pub(crate) in_any_organization: bool,
}

/// Answers each question under its key.
///
/// # Errors
/// `Invalid` for identities that can't be read or looked up, `BrokenRule` for too many of them.
pub(crate) async fn check(
    app: &App,
    caller: Arc<Caller>,
    questions: BTreeMap<String, Question>,
) -> Result<BTreeMap<String, bool>, Fault> {
    let stored = stored(&questions)?;
    if stored.is_empty() {
        return Ok(answers(&caller, questions, &BTreeMap::new()));
    }
    app.store()
        .read(move |reader| async move {
            let mut found = BTreeMap::new();
            for (key, (resource, id)) in stored {
                if let Some(object) = look_up(&reader, resource, id).await? {
                    found.insert(key, object);
                }
            }
            Ok(answers(&caller, questions, &found))
        })
        .await
}

/// The stored objects that are asked about.
fn stored(questions: &BTreeMap<String, Question>) -> Result<BTreeMap<String, (Resource, Uuid)>, Fault> {
    let (mut stored, mut faults) = (BTreeMap::new(), Vec::new());
    for (key, question) in questions {
        let Some(written) = &question.stored else { continue };
        match (kind(&question.resource), formats::uuid(written)) {
            (Some(resource), Some(id)) => {
                stored.insert(key.clone(), (resource, id));
            }
            (Some(_), None) => faults.push(fault(key, "resource_id", "must be a UUID")),
            (None, _) => {
                let detail = "must be user, group, template or workspace where resource_id is given";
                faults.push(fault(key, "resource_type", detail));
            }
        }
    }
    if !faults.is_empty() {
        return Err(Fault::Invalid(faults));
    }
    if stored.len() > STORED {
        let message = format!("At most {STORED} checks may have a resource_id.");
        let detail = Some(format!("The request has {}.", stored.len()));
        return Err(Fault::BrokenRule { message, detail, fields: Vec::new() });
    }
    Ok(stored)
}

fn kind(word: &str) -> Option<Resource> {
    let known = [Resource::User, Resource::Group, Resource::Template, Resource::Workspace];
    known.into_iter().find(|resource| resource.as_str() == word)
}

fn fault(key: &str, field: &str, detail: &str) -> FieldFault {
    FieldFault { field: format!("checks.{key}.object.{field}"), detail: detail.into() }
}

async fn look_up(reader: &Reader, resource: Resource, id: Uuid) -> Result<Option<Object>, Fault> {
    Ok(match resource {
        Resource::User => {
            let found = reader.user_by_id(id.into()).await?.filter(|user| user.deleted_at.is_none());
            found.map(|user| Object::user(user.id))
        }
        Resource::Group => {
            reader.group_by_id(id.into()).await?.map(|group| Object::group(group.organization_id, group.id))
        }
        // There are none of the others here.
        _ => None,
    })
}

fn answers(
    caller: &Caller,
    questions: BTreeMap<String, Question>,
    found: &BTreeMap<String, Object>,
) -> BTreeMap<String, bool> {
    let answer = |(key, question): (String, Question)| {
        let may = match (&question.stored, found.get(&key)) {
            (Some(_), None) => false,
            (Some(_), Some(object)) => {
                caller.may(Action::Read, object) && may(caller, &question.action, Some(object.clone()))
            }
            (None, _) => may(caller, &question.action, described(caller, &question)),
        };
        (key, may)
    };
    questions.into_iter().map(answer).collect()
}

fn may(caller: &Caller, action: &str, object: Option<Object>) -> bool {
    action.parse::<Action>().ok().zip(object).is_some_and(|(action, object)| caller.may(action, &object))
}

/// The object as the caller describes it; none for a kind that there isn't.
fn described(caller: &Caller, question: &Question) -> Option<Object> {
    // An invalid UUID is no owner, like the nil UUID.
    let id = |text: &String| formats::uuid(text).unwrap_or_default();
    let mut object = Object::site(question.resource.parse::<Resource>().ok()?);
    object.owner =
        question.owner.as_ref().map(|owner| if owner == ME { caller.user.id } else { id(owner).into() });
    object.place = match &question.organization {
        _ if question.in_any_organization => Location::AnyOrganization,
        Some(organization) => Location::Organization(id(organization).into()),
        None => Location::Site,
    };
    Some(object)
}
