//! SSH keys of users: Ed25519 (RFC 8709), made from 32 random bytes.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ssh_key::private::{Ed25519Keypair, Ed25519PrivateKey};
use ssh_key::public::Ed25519PublicKey;
use ssh_key::{LineEnding, PrivateKey};

use crate::Entropy;

/// Bytes from which a key is made.
pub const SEED_LENGTH: usize = 32;
/// The name of the algorithm.
const ALGORITHM: &str = "ssh-ed25519";

/// The private half of a key.
pub struct SshKey {
    seed: [u8; SEED_LENGTH],
    pair: Ed25519KeyPair,
}

impl SshKey {
    /// A new key; none where the library fails.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Option<Self> {
        let mut seed = [0; SEED_LENGTH];
        entropy.fill(&mut seed);
        Self::from_seed(seed)
    }

    /// The key that was made from these bytes.
    #[must_use]
    pub fn from_seed(seed: [u8; SEED_LENGTH]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).ok()?;
        Some(Self { seed, pair })
    }

    /// The bytes from which it was made: the secret.
    #[must_use]
    pub fn seed(&self) -> &[u8; SEED_LENGTH] {
        &self.seed
    }

    /// The public half as a line of an authorized_keys file, with its line break.
    #[must_use]
    pub fn public_line(&self) -> String {
        let mut blob = Vec::new();
        for part in [ALGORITHM.as_bytes(), self.pair.public_key().as_ref()] {
            // Both are shorter than 2^32 bytes.
            blob.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            blob.extend(part);
        }
        format!("{ALGORITHM} {}\n", STANDARD.encode(blob))
    }

    /// The private half as `ssh` reads it from a file, without a passphrase; none where the library fails.
    #[must_use]
    pub fn private_text(&self) -> Option<String> {
        let public = Ed25519PublicKey(self.pair.public_key().as_ref().try_into().ok()?);
        let pair = Ed25519Keypair { public, private: Ed25519PrivateKey::from_bytes(&self.seed) };
        let text = PrivateKey::from(pair).to_openssh(LineEnding::LF).ok()?;
        Some(text.as_str().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first key of RFC 8032, section 7.1.
    #[test]
    fn a_public_line_is_what_ssh_reads() {
        let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        let bytes = |hex: &str| -> Vec<u8> {
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
        };
        let key = SshKey::from_seed(bytes(secret).try_into().unwrap()).unwrap();
        let line = key.public_line();
        let encoded = line.strip_prefix("ssh-ed25519 ").unwrap().strip_suffix('\n').unwrap();
        let blob = STANDARD.decode(encoded).unwrap();
        assert_eq!(blob[..19], *b"\0\0\0\x0bssh-ed25519\0\0\0\x20");
        assert_eq!(blob[19..], bytes(public));
    }

    /// The public half that `ssh-keygen` makes of the private one is the key's own.
    #[test]
    fn a_private_text_is_what_ssh_reads() {
        use std::os::unix::fs::PermissionsExt;
        use std::process::Command;

        let key = SshKey::from_seed([7; SEED_LENGTH]).unwrap();
        let text = key.private_text().unwrap();
        let (begin, end) = ("-----BEGIN OPENSSH PRIVATE KEY-----\n", "-----END OPENSSH PRIVATE KEY-----\n");
        assert!(text.starts_with(begin) && text.ends_with(end), "{text}");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        let Ok(told) = Command::new("ssh-keygen").arg("-yf").arg(&file).output() else {
            eprintln!("skipped: ssh-keygen is not on PATH");
            return;
        };
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        let words = |text: &str| text.split(' ').take(2).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            words(String::from_utf8(told.stdout).unwrap().trim_end()),
            words(key.public_line().trim_end())
        );
    }
}
