//! Which files of a template count: those of its own folder, by their endings.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use burgrave_core::provisioning::archive::{Kind, walk};

use super::ReadFault;

/// Files at most.
pub(super) const MOST_FILES: usize = 1000;
/// Bytes of all files at most.
pub(super) const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Whose endings count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `.tf` and `.tf.json`.
    Terraform,
    /// Also `.tofu` and `.tofu.json`, which stand for files of the same name with the other ending.
    OpenTofu,
}

/// The texts of the files, by their names.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: BTreeMap<String, String>,
    bytes: usize,
}

impl Sources {
    /// Those of a folder.
    ///
    /// # Errors
    /// They can't be read, or are too many.
    pub fn of_folder(folder: &Path) -> Result<Self, ReadFault> {
        let mut sources = Self::default();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let Some(name) = entry.file_name().to_str().filter(|name| counts(name)).map(str::to_owned) else {
                continue;
            };
            if entry.file_type()?.is_file() {
                sources.take(name, &mut File::open(entry.path())?)?;
            }
        }
        Ok(sources)
    }

    /// Those of a tar.
    ///
    /// # Errors
    /// What is wrong with the archive, or they are too many.
    pub fn of_tar(tar: impl Read) -> Result<Self, ReadFault> {
        let (mut sources, mut fault) = (Self::default(), None);
        let walked = walk(tar, |member, content| {
            if matches!(member.kind, Kind::File(_)) && !member.path.contains('/') && counts(&member.path) {
                sources.take(member.path.clone(), content).map_err(|why| {
                    fault = Some(why);
                    io::Error::other("the files of Terraform can't be read")
                })?;
            }
            Ok(())
        });
        match (fault, walked) {
            (Some(fault), _) => Err(fault),
            (None, walked) => Ok(walked.map(|_| sources)?),
        }
    }

    /// Those that are given, by their names. Others than those that count are left out.
    ///
    /// # Errors
    /// They are too many.
    pub fn of_texts<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Self, ReadFault> {
        let mut sources = Self::default();
        for (name, mut text) in files.into_iter().filter(|(name, _)| counts(name)) {
            sources.take(name.to_owned(), &mut text)?;
        }
        Ok(sources)
    }

    /// The files that count in a dialect, in the order of their names: those that say everything, and then
    /// those that say something over again.
    pub(super) fn files(&self, dialect: Dialect) -> impl Iterator<Item = (&str, &str)> {
        let tofu = dialect == Dialect::OpenTofu;
        let shadowed = move |name: &str| {
            let twin = name.strip_suffix(".tf").map(|stem| format!("{stem}.tofu"));
            let twin = twin.or_else(|| name.strip_suffix(".tf.json").map(|stem| format!("{stem}.tofu.json")));
            tofu && twin.is_some_and(|twin| self.files.contains_key(&twin))
        };
        let own = |name: &str| name.ends_with(".tofu") || name.ends_with(".tofu.json");
        let mut all: Vec<_> = self.files.iter().map(|(name, text)| (&**name, &**text)).collect();
        all.retain(|(name, _)| if tofu { !shadowed(name) } else { !own(name) });
        all.sort_by_key(|(name, _)| is_override(name));
        all.into_iter()
    }

    fn take(&mut self, name: String, content: &mut dyn Read) -> Result<(), ReadFault> {
        let (mut bytes, room) = (Vec::new(), MOST_BYTES - self.bytes);
        content.take(room as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > room || self.files.len() == MOST_FILES {
            return Err(ReadFault::Large);
        }
        self.bytes += bytes.len();
        let text = String::from_utf8(bytes).map_err(|_| ReadFault::NoText(name.clone()))?;
        // A mark of the order of bytes is no part of the language.
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        self.files.insert(name, text);
        Ok(())
    }
}

/// Whether a file says something over again: what it says stands over what the others say.
pub(super) fn is_override(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    stem == "override" || stem.ends_with("_override")
}

/// Whether a file is one of the language. Those that editors leave behind aren't.
fn counts(name: &str) -> bool {
    let ending = [".tf", ".tf.json", ".tofu", ".tofu.json"].iter().any(|ending| name.ends_with(ending));
    ending && !name.starts_with('.') && !(name.starts_with('#') && name.ends_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut tar = tar::Builder::new(Vec::new());
        for (path, content) in members {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, path, *content).expect("it is in memory");
        }
        tar.into_inner().expect("it is in memory")
    }

    #[test]
    fn files_of_the_template_s_own_folder_count_by_their_endings() {
        let members: [(&str, &[u8]); 9] = [
            ("b.tf", b"b"),
            ("a_override.tf", b"over"),
            ("a.tf.json", b"{}"),
            ("b.tofu", b"tofu"),
            ("c.tofu", b"c"),
            ("main.tf~", b""),
            (".hidden.tf", b""),
            ("modules/x/main.tf", b""),
            ("README.md", b""),
        ];
        let sources = Sources::of_tar(&*tar(&members)).expect("they can be read");
        let names = |dialect| sources.files(dialect).map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(Dialect::Terraform), ["a.tf.json", "b.tf", "a_override.tf"]);
        assert_eq!(names(Dialect::OpenTofu), ["a.tf.json", "b.tofu", "c.tofu", "a_override.tf"]);
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("main.tf"), "\u{feff}x").expect("a file");
        fs::create_dir(folder.path().join("folder.tf")).expect("a folder");
        let sources = Sources::of_folder(folder.path()).expect("they can be read");
        assert_eq!(sources.files(Dialect::Terraform).collect::<Vec<_>>(), [("main.tf", "x")]);
    }

    #[test]
    fn what_is_too_much_or_no_text_is_refused() {
        let large = vec![b' '; MOST_BYTES / 2 + 1];
        let large = Sources::of_tar(&*tar(&[("a.tf", &large), ("b.tf", &large)]));
        assert!(matches!(large, Err(ReadFault::Large)));
        let binary = Sources::of_tar(&*tar(&[("a.tf", b"\xff")]));
        assert!(matches!(binary, Err(ReadFault::NoText(name)) if name == "a.tf"));
        assert!(matches!(Sources::of_tar(&b"no archive"[..]), Err(ReadFault::Archive(_))));
    }
}
