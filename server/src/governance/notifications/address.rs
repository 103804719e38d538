//! From what happened to the people who are told of it: to the inbox of each, and to where mail or webhooks
//! are sent from.

use burgrave_core::notifications::{self, Content, Facts, Icon, Method, Occasion, Template, plain, render};
use burgrave_store::{NewInboxMessage, NewNotificationMessage, NotificationEventRecord, UserRecord};
use chrono::TimeDelta;
use serde_json::json;

use super::carrier::DUE;
use super::inbox::topic;
use super::routes::tell_routes;
use super::settings::paused;
use super::ways::Ways;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::application::notices::{Audience, HAPPENED, called};
use crate::application::{App, ClientInfo, derived};
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;

/// How often it is looked for what happened, beside what this replica hears of at once.
const EVERY: TimeDelta = TimeDelta::seconds(1);

/// Events of one transaction.
const EVENTS: u32 = 10;

/// People who are told of one event in one transaction, and holders of roles who are told of one at all.
const PEOPLE: u32 = 200;

/// The task.
pub(crate) fn address(app: App) -> Task {
    let task = Task::on_each_replica("notifications_addressed", EVERY, move |stop| run(app.clone(), stop));
    task.called_by(HAPPENED)
}

async fn run(app: App, stop: Stop) -> Result<(), Failed> {
    let governance = &app.settings().governance;
    let (ways, base_url) = (Ways::of(&governance.notifications), app.settings().access_url().to_owned());
    while !stop.is_cancelled() {
        let any = app.store().read(|reader| async move {
            Ok::<_, Fault>(!paused(&reader).await? && !reader.notification_events(1).await?.is_empty())
        });
        if !any.await? {
            break;
        }
        let command = Address { ways, base_url: base_url.clone() };
        app.execute(command, Automatic::Task, client()).await?;
    }
    Ok(())
}

/// Whom the log names.
pub(super) fn client() -> ClientInfo {
    ClientInfo::server("notifications")
}

struct Address {
    ways: Ways,
    base_url: String,
}

impl Command for Address {
    type Actor = Automatic;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        if !paused(context).await? {
            for event in context.notification_events(EVENTS).await? {
                self.tell(context, &event).await?;
            }
            context.tell_here(DUE);
        }
        Ok(Outcome::unrecorded(()))
    }
}

impl Address {
    async fn tell(
        &self,
        context: &CommandContext<Automatic>,
        event: &NotificationEventRecord,
    ) -> Result<(), Fault> {
        let template = notifications::by_id(event.template_id);
        let (Some(template), Some(audience)) = (template, Audience::read(&event.audience, event.user_id))
        else {
            context.delete_notification_event(event.id).await?;
            return Ok(());
        };
        let content: Content = serde_json::from_str(&event.content).unwrap_or_default();
        let people = people(context, audience, &content).await?;
        let ids: Vec<_> = people.iter().map(|person| person.id).collect();
        let said = context.notification_wishes(template.id, &ids).await?;
        let way = context.notification_method(template.id).await?;
        let way = self.ways.beside_inbox(way.as_ref().map(|kept| kept.method.as_str()));
        for person in &people {
            let said = said.iter().find(|(user, _)| *user == person.id);
            if said.map_or(template.enabled_by_default, |(_, disabled)| !disabled) {
                self.send(context, event, (template, &content), person, way).await?;
            }
        }
        tell_routes(context, event, template, audience, &content).await?;
        match (audience, people.last()) {
            (Audience::WorkspaceOwners(_), Some(last)) => {
                context.continue_notification_event(event.id, last.id).await?;
            }
            _ => {
                context.delete_notification_event(event.id).await?;
            }
        }
        Ok(())
    }

    async fn send(
        &self,
        context: &CommandContext<Automatic>,
        event: &NotificationEventRecord,
        (template, content): (&'static Template, &Content),
        person: &UserRecord,
        way: Option<Method>,
    ) -> Result<(), Fault> {
        // As old as what it tells of: so messages have the order of what happened.
        let (user_id, template_id, now) = (person.id, template.id, event.created_at);
        let id = |place: &str| derived::id(event.id, &[&user_id.to_string(), place]);
        if let Some(way) = way.filter(|way| *way != Method::Smtp || !person.email.is_empty()) {
            let (id, method, content) = (id("sent"), way.as_str().to_owned(), event.content.clone());
            let route_id = None;
            let new = NewNotificationMessage { id, template_id, user_id, method, content, route_id, now };
            context.insert_notification_message(&new).await?;
        }
        // A passcode would let in whoever has a session.
        if template_id == Occasion::Passcode.template() {
            return Ok(());
        }
        let facts = facts(&self.base_url, person, content);
        let said = render(template, &facts);
        let actions: Vec<_> =
            said.buttons.iter().map(|(label, url)| json!({"label": label, "url": url})).collect();
        context
            .insert_inbox_message(&NewInboxMessage {
                id: id("inbox"),
                user_id,
                template_id,
                targets: content.targets.as_ref().map(|targets| json!(targets).to_string()),
                title: plain(&said.title),
                content: said.body,
                icon: Icon::of(template).as_str().to_owned(),
                actions: json!(actions).to_string(),
                now,
            })
            .await?;
        Ok(context.tell(&topic(user_id)).await?)
    }
}

/// What texts to this person may name.
pub(super) fn facts<'a>(base_url: &'a str, person: &'a UserRecord, content: &'a Content) -> Facts<'a> {
    let (username, email) = (&person.username, &person.email);
    Facts { base_url, username, name: called(person), email, labels: &content.labels }
}

/// Those who are told; of a long list the next ones.
async fn people(
    context: &CommandContext<Automatic>,
    audience: Audience,
    content: &Content,
) -> Result<Vec<UserRecord>, Fault> {
    let roles: Vec<&str> = audience.roles().iter().map(|role| role.as_str()).collect();
    Ok(match audience {
        Audience::One(user) => {
            let found = context.user_by_id(user).await?;
            found.into_iter().filter(|found| found.deleted_at.is_none()).collect()
        }
        Audience::UserAdmins | Audience::OnlyTemplateAdmins => {
            context.holders_of_site_roles(&roles, PEOPLE).await?
        }
        Audience::TemplateAdmins(but) => {
            let mut found = context.holders_of_site_roles(&roles, PEOPLE).await?;
            found.retain(|person| Some(person.id) != but);
            found
        }
        Audience::WorkspaceOwners(behind) => {
            let template = content.targets.as_ref().and_then(|targets| targets.first().copied());
            let template = template.unwrap_or_default().into();
            context.owners_of_workspaces_of(template, behind, PEOPLE).await?
        }
    })
}
