//! The state that a build leaves to the next one.

use crate::provisioning::job::Provisioner;

/// Bytes of a state at most.
pub const STATE_LENGTH: usize = 4 * 1024 * 1024;

/// Why bytes are no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StateFault {
    /// Too large.
    #[error("must have at most {STATE_LENGTH} bytes")]
    Large,
    /// Terraform could make nothing of it, in this build or any later one.
    #[error("must be a Terraform state: a JSON object with a version")]
    NoState,
}

/// Holds bytes that somebody brings as a workspace's state against what its provisioner can read; an empty
/// one says that nothing is there.
///
/// # Errors
/// They would break this build and all that follow.
pub fn check_state(provisioner: Provisioner, state: &[u8]) -> Result<(), StateFault> {
    if state.len() > STATE_LENGTH {
        return Err(StateFault::Large);
    }
    if state.is_empty() || provisioner == Provisioner::Echo {
        return Ok(());
    }
    let document: serde_json::Value = serde_json::from_slice(state).map_err(|_| StateFault::NoState)?;
    let versioned = document.get("version").is_some_and(serde_json::Value::is_u64);
    if versioned { Ok(()) } else { Err(StateFault::NoState) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_terraform_can_not_read_is_no_state() {
        let check = |state: &[u8]| check_state(Provisioner::Terraform, state);
        assert_eq!(check(br#"{"version":4,"resources":[]}"#), Ok(()));
        assert_eq!(check(b""), Ok(()));
        for wrong in [&b"garbage"[..], b"{}", b"[]", br#"{"version":"4"}"#, &[0xff]] {
            assert_eq!(check(wrong), Err(StateFault::NoState));
        }
        assert_eq!(check_state(Provisioner::Echo, b"anything"), Ok(()));
        assert_eq!(check(&vec![b' '; STATE_LENGTH + 1]), Err(StateFault::Large));
    }
}
