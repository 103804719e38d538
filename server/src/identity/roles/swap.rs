//! Replacing the roles of a user.

use burgrave_core::authorization::{Action, Assign, Authorized, Object, Protected, Refused};

use crate::application::Caller;
use crate::fault::{Fault, FieldFault};

/// Roles that change hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Swap {
    /// All roles afterwards, each once, in the order in which they were asked for.
    pub(crate) after: Vec<String>,
    given: Vec<String>,
    taken: Vec<String>,
}

impl Swap {
    /// From the roles of now to those that are wanted; the `implied` one goes without saying.
    pub(crate) fn new(before: &[String], wanted: &[String], implied: &str) -> Self {
        let mut after: Vec<String> = Vec::with_capacity(wanted.len());
        for name in wanted.iter().filter(|name| *name != implied) {
            if !after.contains(name) {
                after.push(name.clone());
            }
        }
        let given = after.iter().filter(|name| !before.contains(name)).cloned().collect();
        let taken = before.iter().filter(|name| !after.contains(name)).cloned().collect();
        Self { after, given, taken }
    }

    /// Whether the caller may: `roles` is what the permissions to assign are about, `assignable` the table of
    /// who gives what.
    pub(crate) fn permit<T: Protected>(
        &self,
        caller: &Caller,
        roles: T,
        assignable: impl Fn(&str) -> bool,
    ) -> Result<Authorized<Assign, T>, Fault> {
        let (gives, takes) = (!self.given.is_empty(), !self.taken.is_empty());
        let roles = Authorized::assign(&caller.subject, roles, gives, takes);
        let roles = roles.map_err(|refused| Fault::refused(refused, "assign roles"))?;
        match self.given.iter().chain(&self.taken).find(|name| !assignable(name)) {
            Some(name) => Err(Fault::rule(format!("You may not give or take the role {name:?}."))),
            None => Ok(roles),
        }
    }
}

/// Refuses those who assign no roles at all, before they learn what would be wrong with their request.
pub(crate) fn may_touch(caller: &Caller, roles: &Object) -> Result<(), Fault> {
    if caller.may(Action::Assign, roles) || caller.may(Action::Unassign, roles) {
        return Ok(());
    }
    Err(Fault::refused(Refused::Forbidden, "assign roles"))
}

/// The names in a field that can't be given, all at once: `fault` says what is wrong with one.
pub(crate) fn known(
    field: &str,
    wanted: &[String],
    fault: impl Fn(&str) -> Option<String>,
) -> Result<(), Fault> {
    let wrong: Vec<_> =
        wanted.iter().enumerate().filter_map(|(at, name)| Some((at, name, fault(name)?))).collect();
    let Some((_, name, detail)) = wrong.first() else { return Ok(()) };
    let message = format!("The role {name:?} {detail}.");
    let place = |(at, _, detail)| FieldFault { field: format!("{field}[{at}]"), detail };
    Err(Fault::BrokenRule { message, detail: None, fields: wrong.into_iter().map(place).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn only_what_differs_changes_hands_and_each_name_counts_once() {
        let swap = Swap::new(&names(&["a", "b"]), &names(&["c", "b", "member", "c"]), "member");
        assert_eq!(swap, Swap { after: names(&["c", "b"]), given: names(&["c"]), taken: names(&["a"]) });
    }
}
