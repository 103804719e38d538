//! Secrets that people put beside the files: neither a commit nor an image may hold them.

use std::path::{Path, PathBuf};

use regex::Regex;

use super::{read, root};

/// The lines of an ignore file of the workspace, each of which stands for paths from its root.
struct Ignored(Vec<Regex>);

impl Ignored {
    fn read(file: &str) -> Ignored {
        let text = std::fs::read_to_string(workspace().join(file)).unwrap();
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let pattern = |line: &str| {
            let names = regex::escape(line.trim_start_matches('/')).replace(r"\*", "[^/]*");
            Regex::new(&format!("^{names}(/.*)?$")).unwrap()
        };
        Ignored(lines.map(pattern).collect())
    }

    fn has(&self, path: &str) -> bool {
        self.0.iter().any(|pattern| pattern.is_match(path))
    }
}

fn workspace() -> PathBuf {
    root().parent().unwrap().to_owned()
}

#[apply(case)]
async fn secrets_that_compose_reads_come_into_no_commit_and_no_image() {
    let named = Regex::new(r"(?m)^ *(?:env_file|file): (\S+)$").unwrap();
    let compose = read("container/compose.yaml");
    let files: Vec<_> = named.captures_iter(&compose).map(|found| found[1].to_owned()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    for list in [".gitignore", ".dockerignore"] {
        let ignored = Ignored::read(list);
        for file in &files {
            assert!(ignored.has(&format!("packaging/container/{file}")), "{list} leaves {file}");
        }
    }
}

#[apply(case)]
async fn an_image_is_built_from_all_sources_and_nothing_else_that_is_large() {
    let ignored = Ignored::read(".dockerignore");
    for large in [".git/objects", "target/debug"] {
        assert!(ignored.has(large), "{large} is sent to the builder");
    }
    let mut sources = 0;
    for top in
        ["Cargo.toml", "Cargo.lock", "build.rs", ".cargo", "client", "server", "spec", "tests", "xtask"]
    {
        each_file(&workspace().join(top), &mut |file| {
            let path = file.strip_prefix(workspace()).unwrap().display().to_string();
            assert!(!ignored.has(&path), "{path} isn't");
            sources += 1;
        });
    }
    assert!(sources > 1000, "{sources}");
}

fn each_file(path: &Path, seen: &mut impl FnMut(&Path)) {
    if !path.is_dir() {
        return seen(path);
    }
    for entry in std::fs::read_dir(path).unwrap() {
        each_file(&entry.unwrap().path(), seen);
    }
}
