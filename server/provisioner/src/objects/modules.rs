//! The modules of a template, as the program lists them.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use burgrave_core::provisioning::resources::Module;
use serde::Deserialize;

/// The path of the list in the template's folder.
const LIST: &str = ".terraform/modules/modules.json";

/// The largest list, in bytes.
const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// The largest number of modules.
const MOST_MODULES: usize = 10_000;

#[derive(Deserialize)]
struct List {
    #[serde(rename = "Modules", default)]
    modules: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[derive(Default)]
struct Entry {
    key: String,
    source: String,
    version: String,
    dir: String,
}

/// The modules, without the root module. The archive of a template may have a list of its own.
///
/// # Errors
/// What the log says of a list that can't be read; the job goes on without it.
pub(crate) fn modules(template: &Path) -> Result<Vec<Module>, &'static str> {
    let Ok(file) = File::open(template.join(LIST)) else { return Ok(Vec::new()) };
    let mut text = Vec::new();
    file.take(MOST_BYTES).read_to_end(&mut text).map_err(|_| "The list of modules can't be read.")?;
    let list: List = serde_json::from_slice(&text).map_err(|_| "The list of modules can't be read.")?;
    let module = |entry: Entry| Module {
        key: entry.key,
        source: entry.source,
        version: entry.version,
        folder: entry.dir,
    };
    Ok(list
        .modules
        .into_iter()
        .filter(|entry| !entry.source.is_empty())
        .take(MOST_MODULES)
        .map(module)
        .collect())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_template_itself_is_no_module() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(modules(folder.path()), Ok(Vec::new()));
        fs::create_dir_all(folder.path().join(".terraform/modules")).expect("a folder");
        let put = |text: &str| fs::write(folder.path().join(LIST), text).expect("a file");
        put(r#"{"Modules":[{"Key":"","Source":"","Dir":"."},
            {"Key":"a.b","Source":"./x","Dir":"x"},{"Key":"c","Source":"r","Version":"1.2.3","Dir":"y"}]}"#);
        let told = modules(folder.path()).expect("a list");
        let shown: Vec<_> = told.iter().map(|one| (&*one.key, &*one.source, &*one.version)).collect();
        assert_eq!(shown, [("a.b", "./x", ""), ("c", "r", "1.2.3")]);
        put("no list");
        assert!(modules(folder.path()).is_err());
    }
}
