//! Messages on their way: each is taken for a while, carried, and ended or put off. A replica that stops in
//! the middle leaves it to be taken again; what it says later counts no more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use burgrave_core::notifications::{self, Breaker, Content, Occasion, Permit, render, wait_after};
use burgrave_store::{HeldMessage, MessageStatus, NotificationMessageRecord, UserRecord};
use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt;
use slog::{info, warn};
use uuid::Uuid;

use super::address::{client, facts};
use super::carrier::{Carrier, DUE, Letter, Sent};
use super::route_address::RoutePlace;
use super::settings::paused;
use super::settle::{Note, Notes, Settled};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::application::notices::open_passcode;
use crate::application::{App, AttemptOutcome};
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;

/// How often it is looked for messages, beside what this replica hears of at once.
const EVERY: TimeDelta = TimeDelta::seconds(1);

/// Messages that are taken together.
const BATCH: u32 = 128;

/// For how long one run goes on sending; the next begins a moment later.
const LONGEST: TimeDelta = TimeDelta::minutes(3);

/// How long a message is kept from others that is taken.
const HELD_FOR: TimeDelta = TimeDelta::minutes(5);

/// Characters of a reason at most.
const LONGEST_REASON: usize = 500;

/// Sends what is to be sent by one way.
pub(super) struct Courier<C> {
    app: App,
    carrier: C,
    notes: Notes,
    /// By routes; the one without a route is that of the way.
    breakers: Mutex<HashMap<Option<Uuid>, Breaker>>,
}

/// The task of a way.
pub(super) fn deliver<C: Carrier>(app: App, carrier: C) -> Task {
    let notes = Notes::new(app.clone());
    let courier = Arc::new(Courier { app, carrier, notes, breakers: Mutex::default() });
    let task = Task::on_each_replica(C::TASK, EVERY, move |stop| {
        let courier = courier.clone();
        async move { courier.run(&stop).await }
    });
    task.called_by(DUE)
}

impl<C: Carrier> Courier<C> {
    async fn run(&self, stop: &Stop) -> Result<(), Failed> {
        let begun = self.app.now();
        while !stop.is_cancelled() && self.app.now() - begun < LONGEST {
            let (now, method) = (self.app.now(), C::METHOD);
            let limit = match self.breaker(None).permit(now) {
                Permit::All => BATCH,
                Permit::One => 1,
                Permit::None => break,
            };
            let due =
                self.app.store().read(move |reader| async move { reader.any_message_due(method, now).await });
            if !due.await? {
                break;
            }
            let take = Take { method, until: now + HELD_FOR, limit };
            let taken = self.app.execute(take, Automatic::Task, client()).await?;
            if taken.is_empty() {
                break;
            }
            self.send_all(taken, now + HELD_FOR, stop).await?;
        }
        Ok(())
    }

    /// Messages to one person, and those of one route, go one after the other, the earliest first.
    async fn send_all(
        &self,
        taken: Vec<NotificationMessageRecord>,
        until: DateTime<Utc>,
        stop: &Stop,
    ) -> Result<(), Failed> {
        let mut people: Vec<Vec<NotificationMessageRecord>> = Vec::new();
        for message in taken {
            let receiver = |of: &NotificationMessageRecord| of.route_id.ok_or(of.user_id);
            match people.iter_mut().find(|of| receiver(&of[0]) == receiver(&message)) {
                Some(of) => of.push(message),
                None => people.push(vec![message]),
            }
        }
        let sent: Vec<_> = people.into_iter().map(|of| self.send_each(of, until, stop)).collect();
        let outcomes: Vec<_> = futures::stream::iter(sent).buffer_unordered(C::AT_ONCE).collect().await;
        outcomes.into_iter().collect()
    }

    async fn send_each(
        &self,
        messages: Vec<NotificationMessageRecord>,
        until: DateTime<Utc>,
        stop: &Stop,
    ) -> Result<(), Failed> {
        for message in messages {
            self.attempt(&message, until, stop).await?;
        }
        Ok(())
    }

    async fn attempt(
        &self,
        message: &NotificationMessageRecord,
        until: DateTime<Utc>,
        stop: &Stop,
    ) -> Result<(), Failed> {
        let settings = &self.app.settings().governance.notifications;
        let (now, timeout) = (self.app.now(), TimeDelta::from_std(settings.timeout).unwrap_or_default());
        let rests = self.breaker(message.route_id).rests_until(now);
        let held = HeldMessage { id: message.id, fence: message.fence, attempts: message.attempts };
        if stop.is_cancelled() || rests.is_some() || now + timeout > until {
            // Others of the same way go on meanwhile, but for those of this route.
            let next = rests.filter(|_| message.route_id.is_some()).unwrap_or(now);
            let outcome = Settled::Back(String::new(), next);
            return self.notes.write(Note { held, outcome, forget: false }).await;
        }
        let sent = match self.letter(message, now).await? {
            Ok(letter) => match tokio::time::timeout(settings.timeout, self.carrier.carry(&letter)).await {
                Ok(sent) => sent,
                Err(_) => Sent::Failed("it took too long".into()),
            },
            Err(reason) => Sent::Refused(reason),
        };
        let now = self.app.now();
        self.count(message.route_id, &sent, now);
        let held = HeldMessage { attempts: message.attempts.saturating_add(1), ..held };
        let outcome = outcome(sent, held.attempts, settings.most_attempts, now);
        self.tell(message, &outcome);
        let forget =
            matches!(outcome, Settled::Ended(..)) && message.template_id == Occasion::Passcode.template();
        self.notes.write(Note { held, outcome, forget }).await
    }

    /// The message in words; in the inner result, why there are none any more.
    async fn letter(
        &self,
        message: &NotificationMessageRecord,
        at: DateTime<Utc>,
    ) -> Result<Result<Letter, String>, Failed> {
        let id = message.user_id;
        let to = self.app.store().read(move |reader| async move { reader.user_by_id(id).await }).await?;
        // A route outlives whoever has made it.
        let there = |to: &UserRecord| to.deleted_at.is_none() || message.route_id.is_some();
        let (to, template) = (to.filter(there), notifications::by_id(message.template_id));
        let (Some(to), Some(template)) = (to, template) else {
            return Ok(Err("the account is gone".into()));
        };
        let mut content: Content = serde_json::from_str(&message.content).unwrap_or_default();
        if template.id == Occasion::Passcode.template()
            && open_passcode(self.app.sealing(), id, &mut content).is_err()
        {
            return Ok(Err("the passcode was sealed by another key".into()));
        }
        let route = match message.route_id {
            Some(route) => match self.route(route).await? {
                Ok(place) => Some(place),
                Err(reason) => return Ok(Err(reason)),
            },
            None => None,
        };
        let said = render(template, &facts(self.app.settings().access_url(), &to, &content));
        Ok(Ok(Letter { id: message.id, template, to, content, said, route, at }))
    }

    /// Where a route leads; in the inner result, why nobody knows any more.
    async fn route(&self, id: Uuid) -> Result<Result<RoutePlace, String>, Failed> {
        let found = self.app.store().read(move |reader| async move { reader.notification_route(id).await });
        let Some(route) = found.await? else { return Ok(Err("the route is gone".into())) };
        Ok(RoutePlace::of(&route, self.app.sealing()))
    }

    fn tell(&self, message: &NotificationMessageRecord, outcome: &Settled) {
        let (id, method) = (message.id.to_string(), C::METHOD);
        match outcome {
            Settled::Ended(MessageStatus::Failed, reason) => {
                warn!(self.app.log(), "a notification was given up"; "message" => id, "method" => method,
                    "cause" => reason);
            }
            Settled::Back(reason, _) => {
                info!(self.app.log(), "a notification did not arrive; it is tried again"; "message" => id,
                    "method" => method, "cause" => reason);
            }
            Settled::Ended(..) => {}
        }
    }

    fn breaker(&self, route: Option<Uuid>) -> Breaker {
        let breakers = self.breakers.lock().unwrap_or_else(PoisonError::into_inner);
        breakers.get(&route).copied().unwrap_or_default()
    }

    /// Counts an attempt, and says to the breaker what has become of it.
    fn count(&self, route: Option<Uuid>, sent: &Sent, now: DateTime<Utc>) {
        let outcome = match sent {
            Sent::Arrived => AttemptOutcome::Arrived,
            Sent::Refused(_) => AttemptOutcome::Refused,
            Sent::Failed(_) => AttemptOutcome::Failed,
        };
        self.app.attempts().count(C::METHOD, outcome);
        let mut breakers = self.breakers.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            AttemptOutcome::Failed => breakers.entry(route).or_default().failed(now),
            AttemptOutcome::Arrived | AttemptOutcome::Refused => {
                breakers.remove(&route);
            }
        }
    }
}

fn outcome(sent: Sent, attempts: u32, most: u32, now: DateTime<Utc>) -> Settled {
    let short = |reason: String| reason.chars().take(LONGEST_REASON).collect::<String>();
    match sent {
        Sent::Arrived => Settled::Ended(MessageStatus::Sent, String::new()),
        Sent::Refused(reason) => Settled::Ended(MessageStatus::Failed, short(reason)),
        Sent::Failed(reason) => match wait_after(attempts, most) {
            Some(wait) => Settled::Back(short(reason), now + wait),
            None => Settled::Ended(MessageStatus::Failed, short(reason)),
        },
    }
}

/// Takes messages that are to be sent.
struct Take {
    method: &'static str,
    until: DateTime<Utc>,
    limit: u32,
}

impl Command for Take {
    type Actor = Automatic;
    type Output = Vec<NotificationMessageRecord>;

    /// Those who take messages at the same time pass each other by.
    const GUARDS_ITSELF: bool = true;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(
        &self,
        context: &CommandContext<Automatic>,
    ) -> Result<Outcome<Vec<NotificationMessageRecord>>, Fault> {
        if paused(context).await? {
            return Ok(Outcome::unrecorded(Vec::new()));
        }
        let taken = context.take_messages(self.method, context.now, self.until, self.limit).await?;
        Ok(Outcome::unrecorded(taken))
    }
}
