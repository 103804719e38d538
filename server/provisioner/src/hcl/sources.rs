//! Which files of a template count, by their endings: those of its own folder, and those of folders in it,
//! where modules may be.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use burgrave_core::provisioning::archive::{Kind, walk};

use super::{ModuleFiles, ReadFault};

/// Files at most.
pub(super) const MOST_FILES: usize = 1000;
/// Bytes of all files at most.
pub(super) const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Where the program puts the modules that it fetches.
pub(super) const FETCHED: &str = ".terraform/modules";

/// What the program writes about the modules that it has fetched, beside them.
pub(super) const MODULES: &str = ".terraform/modules/modules.json";

/// Whose endings count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `.tf` and `.tf.json`.
    Terraform,
    /// Also `.tofu` and `.tofu.json`, which stand for files of the same name with the other ending.
    OpenTofu,
}

/// The texts of the files, by their paths.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: BTreeMap<String, String>,
    own: Taken,
    /// Those in other folders. What is too much there is left out.
    inner: Taken,
    /// Those that an import has fetched.
    fetched: Taken,
    /// How modules are called whose files an import hasn't kept.
    pub(super) left_out: Vec<String>,
}

/// Where a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Template,
    Import,
}

/// How much has been taken.
#[derive(Debug, Clone, Copy, Default)]
struct Taken {
    files: usize,
    bytes: usize,
}

impl Sources {
    /// Those of a folder, without what is in other folders in it.
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
                sources.take(name, &mut File::open(entry.path())?, Origin::Template)?;
            }
        }
        Ok(sources)
    }

    /// Those of a tar.
    ///
    /// # Errors
    /// What is wrong with the archive, or they are too many.
    pub fn of_tar(tar: impl Read) -> Result<Self, ReadFault> {
        let mut sources = Self::default();
        sources.add(tar, Origin::Template)?;
        Ok(sources)
    }

    /// Adds those of modules that an import has fetched, which stand for those of the same paths.
    ///
    /// # Errors
    /// As [`Sources::of_tar`].
    pub fn add_modules(&mut self, modules: &ModuleFiles) -> Result<(), ReadFault> {
        self.left_out.clone_from(&modules.left_out);
        if modules.is_empty() { Ok(()) } else { self.add(&*modules.archive, Origin::Import) }
    }

    fn add(&mut self, tar: impl Read, from: Origin) -> Result<(), ReadFault> {
        let mut fault = None;
        let walked = walk(tar, |member, content| {
            if matches!(member.kind, Kind::File(_)) && wanted(&member.path) {
                self.take(member.path.clone(), content, from).map_err(|why| {
                    fault = Some(why);
                    io::Error::other("the files of Terraform can't be read")
                })?;
            }
            Ok(())
        });
        match (fault, walked) {
            (Some(fault), _) => Err(fault),
            (None, walked) => Ok(walked.map(drop)?),
        }
    }

    /// Those that are given, by their paths. Others than those that count are left out.
    ///
    /// # Errors
    /// They are too many.
    pub fn of_texts<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Self, ReadFault> {
        let mut sources = Self::default();
        for (name, mut text) in files.into_iter().filter(|(path, _)| wanted(path)) {
            sources.take(name.to_owned(), &mut text, Origin::Template)?;
        }
        Ok(sources)
    }

    /// The files of a folder that count in a dialect, in the order of their names: those that say everything,
    /// and then those that say something over again.
    pub(super) fn files(&self, folder: &str, dialect: Dialect) -> impl Iterator<Item = (&str, &str)> {
        let tofu = dialect == Dialect::OpenTofu;
        let shadowed = move |path: &str| {
            let twin = path.strip_suffix(".tf").map(|stem| format!("{stem}.tofu"));
            let twin = twin.or_else(|| path.strip_suffix(".tf.json").map(|stem| format!("{stem}.tofu.json")));
            tofu && twin.is_some_and(|twin| self.files.contains_key(&twin))
        };
        let own = |path: &str| path.ends_with(".tofu") || path.ends_with(".tofu.json");
        let within = self.files.iter().filter(|(path, _)| parent(path) == folder && counts(name(path)));
        let mut all: Vec<_> = within.map(|(path, text)| (&**path, &**text)).collect();
        all.retain(|(path, _)| if tofu { !shadowed(path) } else { !own(path) });
        all.sort_by_key(|(path, _)| is_override(path));
        all.into_iter()
    }

    /// The folders that have files.
    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        let mut folders: Vec<&str> =
            self.files.keys().filter(|path| counts(name(path))).map(|path| parent(path)).collect();
        folders.sort_unstable();
        folders.dedup();
        folders.into_iter()
    }

    /// The texts of all files, by their paths.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Bytes of all files.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.own.bytes + self.inner.bytes + self.fetched.bytes
    }

    /// A file by its path.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    fn take(&mut self, path: String, content: &mut dyn Read, from: Origin) -> Result<(), ReadFault> {
        let inner = path.contains('/');
        let taken = match from {
            Origin::Import => &mut self.fetched,
            Origin::Template if inner => &mut self.inner,
            Origin::Template => &mut self.own,
        };
        let (mut bytes, room) = (Vec::new(), MOST_BYTES - taken.bytes);
        content.take(room as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > room || taken.files == MOST_FILES {
            return if inner { Ok(()) } else { Err(ReadFault::Large) };
        }
        taken.bytes += bytes.len();
        taken.files += 1;
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) if inner => return Ok(()),
            Err(_) => return Err(ReadFault::NoText(path)),
        };
        // A mark of the order of bytes is no part of the language.
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        self.files.insert(path, text);
        Ok(())
    }
}

/// Whether a file of an archive is read: one of the language, and no folder in which it lies is hidden, but
/// that of the modules that the program has fetched.
pub(super) fn wanted(path: &str) -> bool {
    let folder = parent(path).strip_prefix(FETCHED).unwrap_or_else(|| parent(path));
    let hidden = folder.split('/').any(|part| part.starts_with('.'));
    path == MODULES || (!hidden && counts(name(path)))
}

/// The folder of a path; empty for the template's own.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Whether a file says something over again: what it says stands over what the others say.
pub(super) fn is_override(path: &str) -> bool {
    let stem = name(path).split('.').next().unwrap_or_default();
    stem == "override" || stem.ends_with("_override")
}

/// Whether a file is one of the language. Those that editors leave behind aren't.
pub(super) fn counts(name: &str) -> bool {
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
        let names = |dialect| sources.files("", dialect).map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(Dialect::Terraform), ["a.tf.json", "b.tf", "a_override.tf"]);
        assert_eq!(names(Dialect::OpenTofu), ["a.tf.json", "b.tofu", "c.tofu", "a_override.tf"]);
        assert_eq!(sources.folders().collect::<Vec<_>>(), ["", "modules/x"]);
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("main.tf"), "\u{feff}x").expect("a file");
        fs::create_dir(folder.path().join("folder.tf")).expect("a folder");
        let sources = Sources::of_folder(folder.path()).expect("they can be read");
        assert_eq!(sources.files("", Dialect::Terraform).collect::<Vec<_>>(), [("main.tf", "x")]);
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
