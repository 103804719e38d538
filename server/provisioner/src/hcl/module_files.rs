//! The files of the modules that the program has fetched, as far as parameters may depend on them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use burgrave_core::provisioning::archive::{MOST_DEPTH, MOST_MEMBERS};
use tar::{Builder, Header};

use super::project::kept;
use super::sources::{FETCHED, MODULES, MOST_BYTES, MOST_FILES, counts};

/// Bytes of the program's list of modules at most.
pub(super) const MOST_LIST: u64 = 1024 * 1024;

/// Files of the language in modules, and the program's list of the modules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModuleFiles {
    /// A tar archive with the paths that the files have in the template's folder; empty where no module was
    /// fetched.
    pub archive: Vec<u8>,
    /// How those modules are called whose files are too much, such as `network.subnet`.
    pub left_out: Vec<String>,
}

/// What was fetched together: a module with those in its folders.
#[derive(Default)]
struct Package {
    /// How its modules are called.
    keys: Vec<String>,
    files: Vec<PathBuf>,
    bytes: u64,
    /// It has more folders and files than are looked at.
    endless: bool,
}

impl ModuleFiles {
    /// Those in the folder of a template, after the program has initialized it. The smallest modules come
    /// first; those that don't fit any more are left out.
    ///
    /// # Errors
    /// The folder can't be read.
    pub fn of_folder(template: &Path) -> io::Result<Self> {
        let list = match File::open(template.join(MODULES)) {
            Ok(file) => limited(file, MOST_LIST)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let mut packages = BTreeMap::<String, Package>::new();
        for (key, folder) in kept(&String::from_utf8_lossy(&list)) {
            if let Some(name) = package(&folder) {
                packages.entry(name.to_owned()).or_default().keys.push(key);
            }
        }
        if packages.is_empty() {
            return Ok(Self::default());
        }
        for (name, package) in &mut packages {
            package.look_into(template, &Path::new(FETCHED).join(name))?;
        }
        let mut packages: Vec<_> = packages.into_values().collect();
        packages.sort_by_key(|package| (package.endless, package.bytes));
        let mut tar = Builder::new(Vec::new());
        append(&mut tar, Path::new(MODULES), &list)?;
        let (mut files, mut bytes, mut left_out) = (1, list.len() as u64, Vec::new());
        for package in packages {
            (files, bytes) = (files + package.files.len(), bytes + package.bytes);
            if package.endless || files > MOST_FILES || bytes > MOST_BYTES as u64 {
                left_out.extend(package.keys);
                continue;
            }
            for path in package.files {
                let content = limited(File::open(template.join(&path))?, MOST_BYTES as u64)?;
                append(&mut tar, &path, &content)?;
            }
        }
        left_out.sort();
        Ok(Self { archive: tar.into_inner()?, left_out })
    }

    /// Nothing was fetched.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.archive.is_empty()
    }
}

impl Package {
    /// Adds the files of the language that are in a folder of the template, and in those in it that aren't
    /// hidden.
    fn look_into(&mut self, template: &Path, folder: &Path) -> io::Result<()> {
        // A link would lead out of the template.
        if !fs::symlink_metadata(template.join(folder)).is_ok_and(|about| about.is_dir()) {
            return Ok(());
        }
        let (mut open, mut seen) = (vec![(folder.to_owned(), 0)], 0);
        while let Some((folder, depth)) = open.pop() {
            let mut entries: Vec<_> = fs::read_dir(template.join(&folder))?.collect::<Result<_, _>>()?;
            entries.sort_by_key(fs::DirEntry::file_name);
            for entry in entries {
                seen += 1;
                if seen > MOST_MEMBERS || depth > MOST_DEPTH {
                    self.endless = true;
                    return Ok(());
                }
                let (kind, name) = (entry.file_type()?, entry.file_name());
                let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
                let path = folder.join(name);
                if kind.is_dir() {
                    open.push((path, depth + 1));
                } else if kind.is_file() && counts(name) {
                    self.bytes += entry.metadata()?.len();
                    self.files.push(path);
                }
            }
        }
        Ok(())
    }
}

/// By what name something was fetched that has this path in the template's folder.
pub(super) fn package(path: &str) -> Option<&str> {
    path.strip_prefix(FETCHED)?.strip_prefix('/')?.split('/').next()
}

fn limited(file: File, most: u64) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    file.take(most + 1).read_to_end(&mut content)?;
    if content.len() as u64 > most {
        return Err(io::Error::other("a file of a module is too large"));
    }
    Ok(content)
}

pub(super) fn append(tar: &mut Builder<Vec<u8>>, path: &Path, content: &[u8]) -> io::Result<()> {
    let mut header = Header::new_gnu();
    header.set_size(content.len() as u64);
    header.set_mode(0o600);
    tar.append_data(&mut header, path, content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hcl::{Dialect, Sources};

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        folder
    }

    fn paths(files: &ModuleFiles) -> Vec<String> {
        let mut sources = Sources::default();
        sources.add_modules(files).expect("an archive");
        sources.texts().map(|(path, _)| path.to_owned()).collect()
    }

    #[test]
    fn files_of_the_language_are_kept_of_modules_that_were_fetched() {
        let list = r#"{"Modules": [
            {"Key": "", "Source": "", "Dir": "."}, {"Key": "own", "Source": "./own", "Dir": "own"},
            {"Key": "net", "Source": "a/net/b", "Dir": ".terraform/modules/net"},
            {"Key": "net.sub", "Source": "./sub", "Dir": ".terraform/modules/net/sub"}]}"#;
        let kept = folder(&[
            ("own/main.tf", ""),
            (MODULES, list),
            (".terraform/modules/net/main.tf", "locals {}"),
            (".terraform/modules/net/sub/more.tf.json", "{}"),
            (".terraform/modules/net/README.md", "# Net"),
            (".terraform/modules/net/.git/main.tf", ""),
            (".terraform/modules/stray/main.tf", ""),
        ]);
        let files = ModuleFiles::of_folder(kept.path()).expect("it can be read");
        assert!(files.left_out.is_empty());
        assert_eq!(
            paths(&files),
            [MODULES, ".terraform/modules/net/main.tf", ".terraform/modules/net/sub/more.tf.json"]
        );
        let local = folder(&[(MODULES, r#"{"Modules": [{"Key": "own", "Dir": "own"}]}"#), ("own/a.tf", "")]);
        assert!(ModuleFiles::of_folder(local.path()).expect("it can be read").is_empty());
        assert!(ModuleFiles::of_folder(&local.path().join("own")).expect("it can be read").is_empty());
    }

    #[test]
    fn what_is_too_large_is_left_out_by_name() {
        let list = r#"{"Modules": [{"Key": "big", "Dir": ".terraform/modules/big"},
            {"Key": "big.in", "Dir": ".terraform/modules/big/in"},
            {"Key": "small", "Dir": ".terraform/modules/small"}]}"#;
        let large = format!("# {}\n", "x".repeat(MOST_BYTES));
        let folder = folder(&[
            (MODULES, list),
            ("main.tf", "module \"big\" {\n  source = \"a/big/b\"\n}\n"),
            (".terraform/modules/big/main.tf", &large),
            (".terraform/modules/big/in/main.tf", ""),
            (".terraform/modules/small/main.tf", ""),
        ]);
        let files = ModuleFiles::of_folder(folder.path()).expect("it can be read");
        assert_eq!(files.left_out, ["big", "big.in"]);
        assert_eq!(paths(&files), [MODULES, ".terraform/modules/small/main.tf"]);
        let mut sources = Sources::of_folder(folder.path()).expect("they can be read");
        sources.add_modules(&files).expect("an archive");
        let project = sources.project(Dialect::Terraform).expect("it can be read");
        let root = project.root().expect("it is there");
        let fault = project.called(root, "big", "a/big/b").expect_err("it isn't there");
        assert!(fault.contains("more than are kept"), "{fault}");
        assert_eq!(project.left_out().collect::<Vec<_>>(), ["big", "big.in"]);
    }
}
