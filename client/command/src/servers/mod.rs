//! Which server is meant, and with which token.
//!
//! - `file`: the servers that are kept. `url`: addresses of servers.

mod file;
mod url;

use std::fmt;
use std::path::PathBuf;

use clap::ArgMatches;

pub(crate) use file::{Server, Servers};
pub(crate) use url::{host_of, is_in_the_clear, read as read_url};

use crate::failure::Failure;
use crate::tree::SERVER;

/// A token, which no debug output shows.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(pub(crate) String);

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Token(…)")
    }
}

/// What the environment says.
#[derive(Debug, Default)]
pub(crate) struct Variables {
    /// `BURGRAVE_URL`.
    pub(crate) url: Option<String>,
    /// `BURGRAVE_TOKEN`.
    pub(crate) token: Option<Token>,
    /// The folder of configuration.
    pub(crate) folder: Option<PathBuf>,
}

/// A server, and the token to show it.
#[derive(Debug)]
pub(crate) struct Target {
    /// Without a final slash.
    pub(crate) url: String,
    /// That of a session with this server, or that of the environment.
    pub(crate) token: Option<Token>,
    /// Whether the environment gave the token.
    pub(crate) given: bool,
}

impl Variables {
    /// Those of this process.
    pub(crate) fn of_process() -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let absolute = |name: &str| text(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let folder =
            absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config")));
        Variables {
            url: text("BURGRAVE_URL"),
            token: text("BURGRAVE_TOKEN").map(|token| Token(token.trim().to_owned())),
            folder: folder.map(|folder| folder.join("burgrave")),
        }
    }

    /// The servers that are kept.
    pub(crate) fn servers(&self) -> Result<Servers, Failure> {
        match &self.folder {
            Some(folder) => Servers::load(folder),
            None => Ok(Servers::default()),
        }
    }

    /// Keeps them.
    pub(crate) fn keep(&self, servers: &Servers) -> Result<(), Failure> {
        let folder = self.folder.as_deref().ok_or_else(|| {
            Failure::Failed("there is no folder for the session: set HOME or XDG_CONFIG_HOME".to_owned())
        })?;
        servers.save(folder)
    }
}

/// The server that a command talks to. A token that is kept goes to its own server only.
pub(crate) fn chosen(flags: &ArgMatches, variables: &Variables) -> Result<Target, Failure> {
    let servers = variables.servers()?;
    let url = url_of(flags.get_one::<String>(SERVER), variables, &servers)?;
    let kept = servers.of_url(&url).map(|server| Token(server.token.clone()));
    let given = variables.token.is_some();
    Ok(Target { url, token: variables.token.clone().or(kept), given })
}

fn url_of(flag: Option<&String>, variables: &Variables, servers: &Servers) -> Result<String, Failure> {
    let by_variable = variables.url.as_deref().map(read_url).transpose()?;
    let by_flag = flag
        .map(|name| match servers.named(name) {
            Some(server) => Ok(server.url.clone()),
            None if name.contains("://") => read_url(name),
            None => Err(Failure::Usage(format!(
                "there is no server {name}: `burgrave servers` lists them, `burgrave login URL` adds one"
            ))),
        })
        .transpose()?;
    match (by_flag, by_variable) {
        (Some(flag), Some(variable)) if flag != variable => Err(Failure::Usage(format!(
            "--server is {flag}, but BURGRAVE_URL is {variable}: leave out one of the two"
        ))),
        (Some(url), _) | (None, Some(url)) => Ok(url),
        (None, None) => servers.current().map(|server| server.url.clone()).ok_or_else(|| {
            Failure::NoSession(
                "no server is known: log in with `burgrave login URL`, or set BURGRAVE_URL".into(),
            )
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn servers() -> Servers {
        let mut servers = Servers::default();
        for (name, url) in [("one", "https://one.example.com"), ("two", "https://two.example.com")] {
            let token = format!("token of {name}");
            servers.add(Server { name: name.into(), url: url.into(), user: "amira".into(), token });
        }
        servers
    }

    fn variables(url: &str) -> Variables {
        Variables { url: Some(url.to_owned()), ..Variables::default() }
    }

    #[test]
    fn the_flag_names_a_server_or_its_url_and_else_it_is_the_current_one() {
        let of =
            |flag: Option<&str>| url_of(flag.map(str::to_owned).as_ref(), &Variables::default(), &servers());
        assert_eq!(of(None).unwrap(), "https://two.example.com");
        assert_eq!(of(Some("one")).unwrap(), "https://one.example.com");
        assert_eq!(of(Some("https://three.example.com/")).unwrap(), "https://three.example.com");
        assert!(matches!(of(Some("three")), Err(Failure::Usage(_))));
    }

    #[test]
    fn the_variable_wins_over_the_file_and_contradicts_another_flag() {
        let variables = variables("https://one.example.com/");
        assert_eq!(url_of(None, &variables, &servers()).unwrap(), "https://one.example.com");
        let same = "one".to_owned();
        assert_eq!(url_of(Some(&same), &variables, &servers()).unwrap(), "https://one.example.com");
        let other = "two".to_owned();
        assert!(matches!(url_of(Some(&other), &variables, &servers()), Err(Failure::Usage(_))));
    }

    #[test]
    fn no_debug_output_has_a_token() {
        let said = format!("{:?} {:?}", Token("sesame".into()), servers());
        assert!(!said.contains("sesame") && !said.contains("token of"), "{said}");
    }
}
