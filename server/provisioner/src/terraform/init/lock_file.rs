//! The program's list of the providers that it has chosen. A template may bring one, so nothing in it is
//! believed.

use std::path::{Path, PathBuf};

use hcl::{Body, Expression};

/// Providers at most.
const MOST: usize = 1000;

/// A provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Locked {
    /// Host, namespace, type.
    pub(super) address: String,
    pub(super) version: String,
    /// All that its package may have, of any scheme and for any machine.
    pub(super) hashes: Vec<String>,
}

impl Locked {
    /// Where its package lies, in the program's layout.
    pub(super) fn place(&self, platform: &str) -> PathBuf {
        Path::new(&self.address).join(&self.version).join(platform)
    }
}

/// The providers of the list; none where it can't be read, or names what is no provider.
pub(super) fn read(text: &[u8]) -> Option<Vec<Locked>> {
    let body: Body = hcl::parse(std::str::from_utf8(text).ok()?).ok()?;
    let blocks = body.blocks().filter(|block| block.identifier() == "provider");
    let all: Vec<_> = blocks.take(MOST + 1).map(locked).collect::<Option<_>>()?;
    (all.len() <= MOST).then_some(all)
}

fn locked(block: &hcl::Block) -> Option<Locked> {
    let [label] = block.labels() else { return None };
    let attribute = |name: &str| {
        block.body().attributes().find(|attribute| attribute.key() == name).map(|attribute| attribute.expr())
    };
    let text = |expression: &Expression| match expression {
        Expression::String(text) => Some(text.clone()),
        _ => None,
    };
    let hashes = match attribute("hashes") {
        Some(Expression::Array(hashes)) => hashes.iter().map(text).collect::<Option<_>>()?,
        Some(_) => return None,
        None => Vec::new(),
    };
    let locked =
        Locked { address: label.as_str().to_owned(), version: attribute("version").and_then(text)?, hashes };
    let parts: Vec<_> = locked.address.split('/').collect();
    let whole = parts.len() == 3 && parts.iter().chain([&&*locked.version]).all(|part| is_name(part));
    whole.then_some(locked)
}

/// Whether it may be the name of a folder, and leads nowhere else.
fn is_name(part: &str) -> bool {
    let fits = |character: char| character.is_ascii_alphanumeric() || "._-+:".contains(character);
    !part.is_empty() && !part.starts_with('.') && part.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_have_addresses_versions_and_hashes() {
        let text = br#"
# This file is maintained automatically by "terraform init".
provider "registry.terraform.io/coder/coder" {
  version     = "2.20.0"
  constraints = ">= 2.0.0"
  hashes = [
    "h1:abc=",
    "zh:0011",
  ]
}
provider "registry.terraform.io/hashicorp/time" {
  version = "0.14.2"
}
"#;
        let read = read(text).expect("it is one");
        assert_eq!(read[0].hashes, ["h1:abc=", "zh:0011"]);
        assert_eq!(
            read[1].place("linux_amd64"),
            Path::new("registry.terraform.io/hashicorp/time/0.14.2/linux_amd64")
        );
        assert_eq!(super::read(b"").map(|all| all.len()), Some(0));
    }

    #[test]
    fn what_leads_elsewhere_is_no_provider() {
        for address in ["a/b", "a/b/c/d", "../b/c", "a//c", "a/b/..", "/a/b"] {
            let text = format!("provider \"{address}\" {{\n  version = \"1.0.0\"\n}}\n");
            assert_eq!(read(text.as_bytes()), None, "{address}");
        }
        assert_eq!(read(b"provider \"a/b/c\" {\n  version = \"../x\"\n}\n"), None);
        assert_eq!(read(b"provider \"a/b/c\" {\n}\n"), None);
        assert_eq!(read(b"provider {"), None);
        assert_eq!(read(b"\xff"), None);
    }
}
