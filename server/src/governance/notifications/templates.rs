//! What messages are made from, and how those of each template are sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Refused};
use burgrave_core::notifications::{self, Kind, Method, Template};
use burgrave_store::{MethodRecord, SendingMethod};
use uuid::Uuid;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller};
use crate::fault::{Fault, FieldFault};

/// A template, and how its messages are sent.
pub(crate) struct TemplateView {
    pub(crate) template: &'static Template,
    /// Empty where it has no way of its own.
    pub(crate) method: String,
}

/// The templates of a kind, by name.
///
/// # Errors
/// The database's.
pub(crate) async fn templates(app: &App, kind: Kind) -> Result<Vec<TemplateView>, Fault> {
    let kept = app
        .store()
        .scan(|reader| async move { Ok::<Vec<MethodRecord>, Fault>(reader.notification_methods().await?) });
    let mut methods: BTreeMap<Uuid, String> =
        kept.await?.into_iter().map(|kept| (kept.template_id, kept.method)).collect();
    let of_kind = notifications::all().iter().filter(|template| template.kind == kind);
    let view = |template: &'static Template| TemplateView {
        template,
        method: methods.remove(&template.id).unwrap_or_default(),
    };
    Ok(of_kind.map(view).collect())
}

/// Sets how messages of a template are sent; gives whether that is something else than before.
pub(crate) struct SetMethod {
    /// The template.
    pub(crate) template: Uuid,
    /// The way, as the caller wrote it.
    pub(crate) method: String,
}

impl Command for SetMethod {
    type Actor = Arc<Caller>;
    type Output = bool;

    fn audit(&self) -> Audit {
        operations::UPDATE_NOTIFICATION_TEMPLATE_METHOD.into()
    }

    /// # Errors
    /// `Hidden` without the permission, and for a template that there isn't; `BrokenRule` for a way that
    /// there isn't.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<bool>, Fault> {
        let allowed = Authorized::permit(&context.caller().subject, SendingMethod);
        let allowed = allowed.map_err(|_: Refused| Fault::Hidden)?;
        let template = notifications::by_id(self.template).ok_or(Fault::Hidden)?;
        let method = Method::named(&self.method).map_err(|unknown| Fault::BrokenRule {
            message: "Invalid request to update notification template method".into(),
            detail: None,
            fields: vec![FieldFault { field: "method".into(), detail: unknown.to_string() }],
        })?;
        let before = context.notification_method(template.id).await?;
        let before = before.map(|kept| kept.method).unwrap_or_default();
        if before == method.as_str() {
            return Ok(Outcome::unrecorded(false));
        }
        context.set_notification_method(&allowed, template.id, method.as_str(), context.now).await?;
        let diff = Diff::default().field("method", before, method.as_str());
        Ok(Outcome::changed(true, Entry::new(template.id, template.name).diff(diff)))
    }
}
