//! A command through another operation than its own.

use burgrave_api::AuditedOperation;

use super::{Audit, Command, CommandContext, Outcome};
use crate::fault::Fault;

/// A command that another operation asks for, such as a page: the entry is that operation's.
pub(crate) struct Through<C> {
    /// The operation.
    pub(crate) operation: AuditedOperation,
    /// The command.
    pub(crate) command: C,
}

impl<C: Command> Command for Through<C> {
    type Actor = C::Actor;
    type Output = C::Output;

    const GUARDS_ITSELF: bool = C::GUARDS_ITSELF;

    fn audit(&self) -> Audit {
        self.operation.into()
    }

    async fn run(&self, context: &CommandContext<C::Actor>) -> Result<Outcome<C::Output>, Fault> {
        self.command.run(context).await
    }
}
