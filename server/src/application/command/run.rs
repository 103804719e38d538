//! The runner of commands.

use std::sync::Arc;

use burgrave_api::AuditedOperation;
use burgrave_core::ids::UserId;
use burgrave_store::{NewAuditEntry, Store, Tx};
use chrono::{DateTime, Utc};
use serde_json::json;
use slog::{Logger, debug};
use uuid::Uuid;

use super::{Actor, Audit, Command, CommandContext, Entry, Outcome};
use crate::application::{App, ClientInfo, Evaluations, derived};
use crate::fault::Fault;

/// How often a command is run at most that finds something missing which takes too long for a transaction.
const PREPARATIONS: usize = 8;

impl App {
    /// Runs a command: all of it is stored, with its audit entry, or nothing.
    ///
    /// # Errors
    /// Those of the command; `SignedOut` when the actor's session has ended; the storage's.
    pub(crate) async fn execute<C: Command>(
        &self,
        command: C,
        actor: C::Actor,
        client: impl Into<ClientInfo>,
    ) -> Result<C::Output, Fault> {
        let whole = Arc::new(self.attempt(command, actor, client));
        self.prepared(|| whole.clone().write(self.store())).await
    }

    /// Reads, and again where something was missing that takes too long for a transaction, after that has
    /// been worked out.
    ///
    /// # Errors
    /// Those of the work; `Busy` where something is missing again and again.
    pub(crate) async fn prepared<T, F: Future<Output = Result<T, Fault>>>(
        &self,
        work: impl Fn() -> F,
    ) -> Result<T, Fault> {
        for _ in 0..PREPARATIONS {
            match work().await {
                Err(Fault::Unprepared(preparation)) => preparation.run().await?,
                told => return told,
            }
        }
        Err(Fault::Busy)
    }

    fn attempt<C: Command>(&self, command: C, actor: C::Actor, client: impl Into<ClientInfo>) -> Attempt<C> {
        Attempt {
            command,
            actor,
            client: Arc::new(client.into()),
            now: self.now(),
            new_id: self.new_id(),
            entry: self.new_id(),
            evaluations: self.evaluations().clone(),
            log: self.log().clone(),
        }
    }
}

/// A command with all that stays the same however often it is run.
pub(crate) struct Attempt<C: Command> {
    pub(crate) command: C,
    pub(crate) actor: C::Actor,
    pub(crate) client: Arc<ClientInfo>,
    pub(crate) now: DateTime<Utc>,
    pub(crate) new_id: Uuid,
    pub(crate) entry: Uuid,
    pub(crate) evaluations: Evaluations,
    pub(crate) log: Logger,
}

impl<C: Command> Attempt<C> {
    /// Runs it in a transaction of its own.
    ///
    /// # Errors
    /// As [`App::execute`].
    pub(crate) async fn execute(self, store: &Store) -> Result<C::Output, Fault> {
        Arc::new(self).write(store).await
    }

    async fn write(self: Arc<Self>, store: &Store) -> Result<C::Output, Fault> {
        let run = move |tx| {
            let attempt = self.clone();
            async move { attempt.run(tx).await }
        };
        if C::GUARDS_ITSELF {
            return store.write_read_committed(run).await;
        }
        store.write(run).await
    }

    async fn run(&self, tx: Tx) -> Result<C::Output, Fault> {
        let actor = self.actor.reload(&tx).await?;
        let context = CommandContext::new(
            tx,
            actor,
            self.client.clone(),
            self.now,
            self.new_id,
            self.evaluations.clone(),
        );
        let Outcome { output, entries } = self.command.run(&context).await?;
        self.record(&context, entries).await?;
        Ok(output)
    }

    /// Writes the entries. What was changed without one is an error of the program, and isn't committed.
    async fn record(&self, context: &CommandContext<C::Actor>, entries: Vec<Entry>) -> Result<(), Fault> {
        let own = match self.command.audit() {
            Audit::Operation(operation) if entries.is_empty() && context.tx().has_written() => {
                return Err(Fault::Internal(format!(
                    "{} changed something without an audit entry",
                    operation.id
                )));
            }
            Audit::Operation(operation) => Ok(operation),
            Audit::Exempt(reason) => Err(reason),
        };
        for (number, entry) in entries.into_iter().enumerate() {
            let operation = entry.operation.map_or(own, Ok).map_err(|reason| {
                Fault::Internal(format!("a command exempt for {reason:?} left an entry without an operation"))
            })?;
            let id = match number {
                0 => self.entry,
                later => derived::id(self.entry, &[&later.to_string()]),
            };
            context.insert_audit_entry(&self.row(id, context.user(), operation, entry)).await?;
            let log = self.log.clone();
            context.after_commit(move || log_entry(&log, operation, operation.status));
        }
        Ok(())
    }

    fn row(
        &self,
        id: Uuid,
        actor: Option<UserId>,
        operation: AuditedOperation,
        entry: Entry,
    ) -> NewAuditEntry {
        let subsystem = match entry.automatic {
            Some(automatic) => automatic.subsystem(),
            None => self.actor.subsystem(),
        };
        let additional = match subsystem {
            Some(name) => json!({"automatic_actor": "coder", "automatic_subsystem": name}).to_string(),
            None => "{}".into(),
        };
        NewAuditEntry {
            id: id.into(),
            time: self.now,
            user_id: entry.user.or(actor),
            organization_id: entry.organization,
            resource_type: operation.kind.as_str().into(),
            resource_id: entry.object,
            resource_target: entry.target,
            action: operation.action.as_str().into(),
            diff: entry.diff.into_json().to_string(),
            status_code: operation.status,
            ip_address: self.client.address.clone(),
            user_agent: self.client.user_agent.clone(),
            request_id: self.client.request_id,
            additional_fields: additional,
        }
    }
}

/// Says that an entry was committed; the suite counts these lines.
pub(crate) fn log_entry(log: &Logger, operation: AuditedOperation, status: u16) {
    debug!(log, "audit entry"; "operation" => operation.id, "resource" => operation.kind.as_str(),
        "action" => operation.action.as_str(), "status" => status);
}
