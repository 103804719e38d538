//! Why somebody may do something to a template, or may not.

use std::collections::HashMap;
use std::sync::Arc;

use burgrave_core::authorization::{
    Action, Explanation, Protected as _, Read, Reason, Refused, Source, Subject, explain,
};
use burgrave_core::ids::{GroupId, TemplateId};
use burgrave_store::{Reader, Template, UserRecord, UserStatus};

use crate::application::{App, Caller, find, standing};
use crate::fault::Fault;

/// What is asked.
#[derive(Debug)]
pub(crate) struct AccessQuestion {
    /// The template.
    pub(crate) template: TemplateId,
    /// About whom; none for the caller.
    pub(crate) user: Option<String>,
    /// What they want to do.
    pub(crate) action: Action,
}

/// The answer.
#[derive(Debug)]
pub(crate) struct AccessExplanation {
    /// The template.
    pub(crate) template: TemplateId,
    /// About whom.
    pub(crate) user: UserRecord,
    /// What they want to do.
    pub(crate) action: Action,
    /// What is decided. Whoever is suspended may do nothing, whatever speaks for them.
    pub(crate) allowed: bool,
    /// What speaks to it.
    pub(crate) reasons: Vec<Reason>,
    /// The names of the groups among the reasons.
    pub(crate) groups: HashMap<GroupId, String>,
}

/// Explains what a user may do to a template.
///
/// # Errors
/// `Hidden`; `Forbidden` for those who ask about others and don't govern the template; `UnknownFilter` for a
/// user that doesn't exist.
pub(crate) async fn explain_access(
    app: &App,
    caller: Arc<Caller>,
    question: AccessQuestion,
) -> Result<AccessExplanation, Fault> {
    app.store()
        .scan(move |reader| async move {
            let what = "ask what others may do to this template";
            let template =
                find::template::<Read>(&reader, &caller, question.template, what).await?.into_inner();
            let (user, subject) = asked_about(&reader, &caller, &question, &template).await?;
            let Explanation { allowed, reasons } = explain(&subject, question.action, &template.object());
            let mut groups = HashMap::new();
            for reason in &reasons {
                let Source::GroupEntry(id) = reason.source else { continue };
                if let Some(group) = reader.group_by_id(id).await? {
                    groups.insert(id, group.name);
                }
            }
            let allowed = allowed && user.status != UserStatus::Suspended;
            let (template, action) = (template.id, question.action);
            Ok(AccessExplanation { template, user, action, allowed, reasons, groups })
        })
        .await
}

/// The user as permissions see them: the caller with the credential of the request, others with one that
/// reaches everything.
async fn asked_about(
    reader: &Reader,
    caller: &Caller,
    question: &AccessQuestion,
    template: &Template,
) -> Result<(UserRecord, Subject), Fault> {
    let own = || Ok((caller.user.clone(), caller.subject.clone()));
    let Some(written) = &question.user else { return own() };
    let governs = caller.may(Action::Update, &template.object());
    let found = match governs {
        true => find::any_user(reader, caller, written).await,
        false => find::user(reader, caller, written)
            .await
            .map(burgrave_core::authorization::Authorized::into_inner),
    };
    match found {
        Ok(user) if user.id == caller.user.id => own(),
        Ok(user) if governs => {
            let subject = standing(reader, &user).await?;
            Ok((user, subject))
        }
        // Who may not ask about others isn't told whether they exist either.
        _ if !governs => Err(Fault::refused(Refused::Forbidden, "ask what others may do to this template")),
        Err(Fault::Hidden) => Err(unknown()),
        Err(fault) => Err(fault),
        Ok(_) => Err(unknown()),
    }
}

fn unknown() -> Fault {
    Fault::unknown_filter("user", "must be a user")
}
