//! Specifications as text: each is written into a folder of its own and read from there.
#![allow(dead_code, reason = "each test program uses its part")]
#![allow(clippy::unwrap_used, reason = "a test that can't write its files has failed")]

pub(crate) mod good;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use burgrave_spec::{Document, Fault};

/// A folder with a specification; it goes when this is dropped.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Files by their path below the folder.
    pub(crate) fn new(files: &[(&str, &str)]) -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("burgrave-spec-{}-{count}", std::process::id()));
        for (name, text) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Folder(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn load(&self) -> Result<Document, Vec<Fault>> {
        burgrave_spec::load(&self.0)
    }

    /// The faults as they are printed, with paths below the folder.
    pub(crate) fn print(&self, faults: &[Fault]) -> Vec<String> {
        let print = |fault: &Fault| {
            let mut fault = fault.clone();
            fault.file = fault.file.strip_prefix(&self.0).unwrap().to_owned();
            fault.to_string()
        };
        faults.iter().map(print).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What loading these files finds fault with.
pub(crate) fn load_faults(files: &[(&str, &str)]) -> Vec<String> {
    let folder = Folder::new(files);
    let faults = folder.load().err().unwrap_or_default();
    folder.print(&faults)
}

/// What the linter finds fault with; the files must load.
pub(crate) fn lint_faults(files: &[(&str, &str)]) -> Vec<String> {
    let folder = Folder::new(files);
    let document = folder.load().unwrap_or_else(|faults| panic!("{:#?}", folder.print(&faults)));
    folder.print(&burgrave_spec::lint(&document))
}
