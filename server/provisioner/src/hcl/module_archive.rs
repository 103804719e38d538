//! Files of modules that were fetched on another machine, as an archive brings them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use burgrave_core::provisioning::archive::{ArchiveFault, Kind, walk};
use tar::Builder;

use super::ModuleFiles;
use super::module_files::{MOST_LIST, append, package};
use super::project::kept;
use super::sources::{MODULES, MOST_BYTES, MOST_FILES, wanted};

/// What was read so far. The largest modules are left out again where it is too much.
#[derive(Default)]
struct Taken {
    list: Vec<u8>,
    packages: BTreeMap<String, Package>,
    too_large: BTreeSet<String>,
    files: usize,
    bytes: usize,
}

/// What was fetched together.
#[derive(Default)]
struct Package {
    files: Vec<(String, Vec<u8>)>,
    bytes: usize,
}

impl ModuleFiles {
    /// Those in a tar of whole modules, with the paths that they have in the template's folder. Modules that
    /// are listed there and have no files count as left out: whoever made the archive had no room for them.
    ///
    /// # Errors
    /// What is wrong with the archive.
    pub fn of_tar(tar: impl Read) -> Result<Self, ArchiveFault> {
        let mut read = Taken::default();
        walk(tar, |member, content| match member.kind {
            Kind::File(_) => read.take(&member.path, content),
            _ => Ok(()),
        })?;
        read.packed().map_err(ArchiveFault::Io)
    }
}

impl Taken {
    fn take(&mut self, path: &str, content: &mut dyn Read) -> io::Result<()> {
        if path == MODULES {
            self.list.clear();
            content.take(MOST_LIST + 1).read_to_end(&mut self.list)?;
            if self.list.len() as u64 > MOST_LIST {
                return Err(io::Error::other("the list of modules is too large"));
            }
            return Ok(());
        }
        let Some(name) = package(path).filter(|name| wanted(path) && !self.too_large.contains(*name)) else {
            return Ok(());
        };
        let mut bytes = Vec::new();
        content.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        self.files += 1;
        self.bytes += bytes.len();
        let package = self.packages.entry(name.to_owned()).or_default();
        package.bytes += bytes.len();
        package.files.push((path.to_owned(), bytes));
        self.fit();
        Ok(())
    }

    /// Leaves out the largest modules until the others have room beside the list.
    fn fit(&mut self) {
        while self.files + 1 > MOST_FILES || self.bytes + self.list.len() > MOST_BYTES {
            let largest = self.packages.iter().max_by_key(|(_, package)| package.bytes);
            let Some(name) = largest.map(|(name, _)| name.clone()) else { return };
            if let Some(package) = self.packages.remove(&name) {
                self.files -= package.files.len();
                self.bytes -= package.bytes;
            }
            self.too_large.insert(name);
        }
    }

    fn packed(mut self) -> io::Result<ModuleFiles> {
        self.fit();
        let mut listed = BTreeMap::<String, Vec<String>>::new();
        for (key, folder) in kept(&String::from_utf8_lossy(&self.list)) {
            if let Some(name) = package(&folder) {
                listed.entry(name.to_owned()).or_default().push(key);
            }
        }
        if listed.is_empty() {
            return Ok(ModuleFiles::default());
        }
        let mut tar = Builder::new(Vec::new());
        append(&mut tar, MODULES.as_ref(), &self.list)?;
        let mut left_out = Vec::new();
        for (name, keys) in listed {
            match self.packages.remove(&name) {
                Some(package) => {
                    for (path, content) in package.files {
                        append(&mut tar, path.as_ref(), &content)?;
                    }
                }
                None => left_out.extend(keys),
            }
        }
        left_out.sort();
        Ok(ModuleFiles { archive: tar.into_inner()?, left_out })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hcl::Sources;

    fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut tar = Builder::new(Vec::new());
        for (path, content) in members {
            append(&mut tar, path.as_ref(), content).expect("it is in memory");
        }
        tar.into_inner().expect("it is in memory")
    }

    fn paths(files: &ModuleFiles) -> Vec<String> {
        let mut sources = Sources::default();
        sources.add_modules(files).expect("an archive");
        sources.texts().map(|(path, _)| path.to_owned()).collect()
    }

    #[test]
    fn files_of_the_language_are_kept_of_the_modules_that_are_listed() {
        let list = br#"{"Modules": [{"Key": "", "Dir": "."}, {"Key": "own", "Dir": "own"},
            {"Key": "net", "Dir": ".terraform/modules/net"}, {"Key": "net.sub", "Dir": ".terraform/modules/net/sub"},
            {"Key": "gone", "Dir": ".terraform/modules/gone"}]}"#;
        let whole = tar(&[
            ("main.tf", b"locals {}"),
            (".terraform/modules/net/main.tf", b"locals {}"),
            (".terraform/modules/net/logo.svg", b"<svg/>"),
            (".terraform/modules/net/sub/more.tf", b""),
            (".terraform/modules/net/.git/main.tf", b""),
            (".terraform/modules/stray/main.tf", b""),
            (MODULES, list),
        ]);
        let files = ModuleFiles::of_tar(&*whole).expect("an archive");
        assert_eq!(files.left_out, ["gone"]);
        let expected = [MODULES, ".terraform/modules/net/main.tf", ".terraform/modules/net/sub/more.tf"];
        assert_eq!(paths(&files), expected);
        // What was kept is an archive of that kind itself.
        let again = ModuleFiles::of_tar(&*files.archive).expect("an archive");
        assert_eq!((paths(&again), &again.left_out), (paths(&files), &files.left_out));
        let unlisted = tar(&[(".terraform/modules/stray/main.tf", b"")]);
        assert!(ModuleFiles::of_tar(&*unlisted).expect("an archive").is_empty());
        assert!(ModuleFiles::of_tar(&[7_u8; 2000][..]).is_err());
    }

    #[test]
    fn the_largest_modules_are_left_out_whole() {
        let list = br#"{"Modules": [{"Key": "big", "Dir": ".terraform/modules/big"},
            {"Key": "many", "Dir": ".terraform/modules/many"}, {"Key": "small", "Dir": ".terraform/modules/small"}]}"#;
        let half = vec![b'#'; MOST_BYTES / 2 + 1];
        let mut members: Vec<(&str, &[u8])> = vec![
            (".terraform/modules/big/a.tf", &half[..]),
            (".terraform/modules/small/main.tf", &[]),
            (".terraform/modules/big/b.tf", &half),
            (".terraform/modules/big/c.tf", &[]),
            (MODULES, &list[..]),
        ];
        let files = ModuleFiles::of_tar(&*tar(&members)).expect("an archive");
        assert_eq!(files.left_out, ["big", "many"]);
        assert_eq!(paths(&files), [MODULES, ".terraform/modules/small/main.tf"]);
        let names: Vec<_> = (0..MOST_FILES).map(|at| format!(".terraform/modules/many/{at}.tf")).collect();
        members.extend(names.iter().map(|name| (&**name, &b" "[..])));
        let files = ModuleFiles::of_tar(&*tar(&members)).expect("an archive");
        assert_eq!(files.left_out, ["big", "many"]);
    }
}
