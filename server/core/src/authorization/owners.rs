//! A deployment always has an active owner: without one the role could never be given again.

/// What of an account decides whether it is an owner who can act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnerStanding {
    /// It holds the site role `owner`.
    pub owner: bool,
    /// It is active: neither dormant nor suspended nor deleted.
    pub active: bool,
    /// A person logs in with it: it is no account of a machine.
    pub logs_in: bool,
}

impl OwnerStanding {
    /// An account that doesn't exist any more.
    pub const GONE: Self = Self { owner: false, active: false, logs_in: false };

    /// Whether it counts as an active owner.
    #[must_use]
    pub const fn counts(self) -> bool {
        self.owner && self.active && self.logs_in
    }
}

/// A change would leave the installation without an active owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "This is the last active owner. Give another active user the role owner first; then this can be done."
)]
pub struct LastOwner;

/// Holds a change of one account to the rule; `others` says whether there is an active owner beside it.
///
/// # Errors
/// `LastOwner` when the account is the only active owner and would not be one afterwards.
pub const fn keep_an_owner(
    before: OwnerStanding,
    after: OwnerStanding,
    others: bool,
) -> Result<(), LastOwner> {
    if before.counts() && !after.counts() && !others { Err(LastOwner) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// What the API, SCIM, sync and admin commands do to one account.
    #[derive(Debug, Clone, Copy)]
    enum Change {
        Create { owner: bool, active: bool, logs_in: bool },
        Delete(usize),
        SetActive(usize, bool),
        SetOwner(usize, bool),
        SetLogin(usize, bool),
    }

    fn change() -> impl Strategy<Value = Change> {
        let account = 0_usize..6;
        prop_oneof![
            (any::<bool>(), any::<bool>(), any::<bool>())
                .prop_map(|(owner, active, logs_in)| Change::Create { owner, active, logs_in }),
            account.clone().prop_map(Change::Delete),
            (account.clone(), any::<bool>()).prop_map(|(at, active)| Change::SetActive(at, active)),
            (account.clone(), any::<bool>()).prop_map(|(at, owner)| Change::SetOwner(at, owner)),
            (account, any::<bool>()).prop_map(|(at, logs_in)| Change::SetLogin(at, logs_in)),
        ]
    }

    fn apply(accounts: &mut Vec<OwnerStanding>, change: Change) {
        let (at, after) = match change {
            Change::Create { owner, active, logs_in } => {
                return accounts.push(OwnerStanding { owner, active, logs_in });
            }
            Change::Delete(at) => (at, None),
            Change::SetActive(at, active) => {
                (at, accounts.get(at).map(|now| OwnerStanding { active, ..*now }))
            }
            Change::SetOwner(at, owner) => (at, accounts.get(at).map(|now| OwnerStanding { owner, ..*now })),
            Change::SetLogin(at, logs_in) => {
                (at, accounts.get(at).map(|now| OwnerStanding { logs_in, ..*now }))
            }
        };
        let Some(before) = accounts.get(at).copied() else { return };
        let others = accounts.iter().enumerate().any(|(other, now)| other != at && now.counts());
        if keep_an_owner(before, after.unwrap_or(OwnerStanding::GONE), others).is_err() {
            return;
        }
        match after {
            Some(after) => accounts[at] = after,
            None => drop(accounts.remove(at)),
        }
    }

    proptest! {
        #[test]
        fn no_sequence_of_changes_leaves_an_installation_without_an_active_owner(
            changes in vec(change(), 0..60),
        ) {
            let mut accounts = vec![OwnerStanding { owner: true, active: true, logs_in: true }];
            for change in changes {
                apply(&mut accounts, change);
                prop_assert!(accounts.iter().any(|now| now.counts()), "after {change:?}");
            }
        }
    }

    #[test]
    fn an_owner_beside_others_may_go_and_accounts_that_are_none_always_may() {
        let owner = OwnerStanding { owner: true, active: true, logs_in: true };
        assert_eq!(keep_an_owner(owner, OwnerStanding::GONE, true), Ok(()));
        assert_eq!(keep_an_owner(owner, OwnerStanding::GONE, false), Err(LastOwner));
        assert_eq!(
            keep_an_owner(OwnerStanding { active: false, ..owner }, OwnerStanding::GONE, false),
            Ok(())
        );
        assert_eq!(keep_an_owner(owner, owner, false), Ok(()));
    }
}
