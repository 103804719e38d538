//! The databases that every case runs on.

/// Which database a server of the suite uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file in the server's data folder.
    Sqlite,
}

impl Engine {
    /// The engines that this machine has.
    pub fn available() -> Vec<Engine> {
        vec![Engine::Sqlite]
    }

    pub fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
        }
    }

    /// Where the store of a server with this folder is.
    pub fn settings(self, folder: &std::path::Path) -> burgrave_store::Settings {
        match self {
            Engine::Sqlite => burgrave_store::Settings::sqlite(folder),
        }
    }
}
