//! Debian's Chromium, which some cases drive.

use std::path::PathBuf;

use super::kit::Kit;

/// Names that the browser has where it is installed.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Whether cases that drive the browser with this kit can run. Where one of them is missing, one line says
/// so.
pub fn is_there(kit: Kit) -> bool {
    if found().is_none() && std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_none() {
        eprintln!(
            "skipped: {} in Chromium, which is not installed (apt-get install chromium does it)",
            kit.0
        );
        return false;
    }
    kit.is_there()
}

/// Where the browser is.
pub fn path() -> PathBuf {
    found().expect("Chromium is not installed (apt-get install chromium)")
}

fn found() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    BROWSERS
        .iter()
        .find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()))
}
