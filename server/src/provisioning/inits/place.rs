//! By whom, and where, something was found, as a key of a table.

use burgrave_provisioner::terraform::InitPlace;
use sha2::{Digest, Sha256};

/// What another program or another mirror has found has another key.
pub(super) fn key(place: &InitPlace) -> String {
    let InitPlace { program, mirror, .. } = place;
    hex::encode(Sha256::digest(format!("{program}\n{mirror}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_program_or_mirror_is_another_place() {
        let place = |program: &str, mirror: &str| {
            key(&InitPlace { product: "terraform", program: program.into(), mirror: mirror.into() })
        };
        let all = [place("a", ""), place("b", ""), place("a", "/srv"), place("a\n/srv", "")];
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), 4);
    }
}
