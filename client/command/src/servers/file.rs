//! The file of servers: `servers.toml`, which only its owner may read.

use std::fmt;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

const NAME: &str = "servers.toml";

/// Nothing longer is read.
const MOST_BYTES: u64 = 1024 * 1024;

/// The servers that people have logged in to.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Servers {
    /// The name of the one that is meant where none is named.
    #[serde(default)]
    current: String,
    /// In the order of their first login.
    #[serde(default, rename = "server")]
    all: Vec<Server>,
}

/// One server and the session with it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Server {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) user: String,
    pub(crate) token: String,
}

impl fmt::Debug for Server {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Server").field("name", &self.name).field("url", &self.url).finish_non_exhaustive()
    }
}

impl Servers {
    /// Reads the file; without one there is no server.
    pub(super) fn load(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(NAME);
        let fault = |words: String| Failure::Failed(format!("{}: {words}", path.display()));
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(fault(error.to_string())),
        };
        let mode = file.metadata().map_err(|error| fault(error.to_string()))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(fault("others may read it; `chmod 600` it, and log in anew if they have".to_owned()));
        }
        let mut text = String::new();
        file.take(MOST_BYTES).read_to_string(&mut text).map_err(|error| fault(error.to_string()))?;
        // The fault of the reader would show the line, and a token in it.
        toml::from_str(&text).map_err(|_| fault("it can't be read; delete it, and log in again".to_owned()))
    }

    /// Writes the file whole, or leaves it as it was.
    pub(super) fn save(&self, folder: &Path) -> Result<(), Failure> {
        let fault = |error: std::io::Error| Failure::Failed(format!("{}: {error}", folder.display()));
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(fault)?;
        let text = toml::to_string(self).map_err(|error| Failure::Failed(error.to_string()))?;
        // Such a file begins with the mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fault)?;
        file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(fault)?;
        file.persist(folder.join(NAME)).map_err(|error| fault(error.error))?;
        Ok(())
    }

    pub(crate) fn all(&self) -> &[Server] {
        &self.all
    }

    pub(crate) fn current(&self) -> Option<&Server> {
        self.named(&self.current)
    }

    pub(crate) fn named(&self, name: &str) -> Option<&Server> {
        self.all.iter().find(|server| server.name == name)
    }

    pub(crate) fn of_url(&self, url: &str) -> Option<&Server> {
        self.all.iter().find(|server| server.url == url)
    }

    /// Adds a server, in place of one with its name or its address, and makes it the current one.
    pub(crate) fn add(&mut self, server: Server) {
        self.current.clone_from(&server.name);
        self.all.retain(|one| one.name != server.name && one.url != server.url);
        self.all.push(server);
    }

    /// Forgets a server. The first of the others becomes the current one, if it was that.
    pub(crate) fn remove(&mut self, url: &str) {
        self.all.retain(|server| server.url != url);
        if self.current().is_none() {
            self.current = self.all.first().map(|server| server.name.clone()).unwrap_or_default();
        }
    }

    /// Makes a server the current one; false if there is none of this name.
    pub(crate) fn choose(&mut self, name: &str) -> bool {
        let there = self.named(name).is_some();
        if there {
            name.clone_into(&mut self.current);
        }
        there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(name: &str, token: &str) -> Server {
        Server {
            name: name.into(),
            url: format!("https://{name}"),
            user: "amira".into(),
            token: token.into(),
        }
    }

    #[test]
    fn what_is_kept_is_read_again_and_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("made/by/it");
        assert!(Servers::load(&folder).unwrap().current().is_none());
        let mut servers = Servers::default();
        servers.add(server("one", "first"));
        servers.add(server("two", "second"));
        servers.add(server("two", "third"));
        servers.save(&folder).unwrap();
        let read = Servers::load(&folder).unwrap();
        assert_eq!(read.all().len(), 2);
        assert_eq!(read.current().unwrap().token, "third");
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join(NAME))), (0o700, 0o600));
        std::fs::set_permissions(folder.join(NAME), PermissionsExt::from_mode(0o640)).unwrap();
        assert!(matches!(Servers::load(&folder), Err(Failure::Failed(words)) if words.contains("chmod 600")));
    }

    #[test]
    fn a_faulty_file_is_no_reason_to_show_its_tokens() {
        let folder = tempfile::tempdir().unwrap();
        let mut servers = Servers::default();
        servers.add(server("one", "sesame"));
        servers.save(folder.path()).unwrap();
        let path = folder.path().join(NAME);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("\"sesame\"", "sesame")).unwrap();
        let Err(Failure::Failed(words)) = Servers::load(folder.path()) else { panic!("it can't be read") };
        assert!(!words.contains("sesame"), "{words}");
    }

    #[test]
    fn when_the_current_server_is_forgotten_another_takes_its_place() {
        let mut servers = Servers::default();
        servers.add(server("one", "first"));
        servers.add(server("two", "second"));
        servers.remove("https://two");
        assert_eq!(servers.current().unwrap().name, "one");
        assert!(!servers.choose("two") && servers.choose("one"));
    }
}
