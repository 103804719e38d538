//! A terminal of somebody: the program with a home of its own.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{Person, Server};
use crate::process::program::command;

/// Where commands are typed.
pub struct Terminal {
    pub home: TempDir,
    variables: Vec<(&'static str, String)>,
}

/// What a command did.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Terminal {
    /// Nobody is logged in.
    pub fn new() -> Terminal {
        Terminal { home: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }

    /// The environment names the server and has the person's token. Every answer is checked.
    pub async fn of(server: &Server, person: &Person) -> Terminal {
        Terminal::at(&server.recorded_url().await, &person.token)
    }

    /// The same at an address.
    pub fn at(url: &str, token: &str) -> Terminal {
        let variables = vec![("BURGRAVE_URL", url.to_owned()), ("BURGRAVE_TOKEN", token.to_owned())];
        Terminal { variables, ..Terminal::new() }
    }

    /// The command, which hasn't begun.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = command(words);
        command.env("HOME", self.home.path()).env_remove("XDG_CONFIG_HOME").env_remove("DISPLAY");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts a command whose output is read while it runs.
    pub fn start(&self, words: &[&str]) -> Child {
        self.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Runs a command to its end.
    pub fn run(&self, words: &[&str]) -> Ran {
        self.fed(words, b"")
    }

    /// The same with this input.
    pub fn fed(&self, words: &[&str], input: &[u8]) -> Ran {
        let mut child = self
            .command(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads no input may have gone.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The answer of a command that succeeds, as JSON.
    pub fn json(&self, words: &[&str]) -> Value {
        let ran = self.run(words).ok();
        serde_json::from_str(&ran).unwrap_or_else(|fault| panic!("{words:?}: {fault}: {ran}"))
    }

    /// The file of servers.
    pub fn servers(&self) -> PathBuf {
        self.home.path().join(".config/burgrave/servers.toml")
    }
}

impl Ran {
    /// The output of what succeeded.
    pub fn ok(self) -> String {
        self.expect(0).out
    }

    /// What ended with this code.
    pub fn expect(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self
    }
}
