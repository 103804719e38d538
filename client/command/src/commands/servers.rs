//! `burgrave servers`

use clap::ArgMatches;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::{Format, Printer};
use crate::servers::{Server, Variables};

/// Lists the servers, or makes one the current one. Tokens are never shown.
pub(crate) fn servers(flags: &ArgMatches, variables: &Variables) -> Result<(), Failure> {
    let mut servers = variables.servers()?;
    if let Some(("use", chosen)) = flags.subcommand() {
        let name = chosen.get_one::<String>("name").map(String::as_str).unwrap_or_default();
        if !servers.choose(name) {
            return Err(Failure::Usage(format!("there is no server {name}: `burgrave servers` lists them")));
        }
        return variables.keep(&servers);
    }
    let current = servers.current().map(|server| server.name.clone());
    let row = |server: &Server| {
        let is_current = Some(&server.name) == current.as_ref();
        json!({"name": server.name, "url": server.url, "user": server.user, "current": is_current})
    };
    let rows: Vec<Value> = servers.all().iter().map(row).collect();
    let columns = vec![("name", "name"), ("url", "url"), ("user", "user"), ("current", "current")];
    Printer::of(Format::of(flags), Some(""), columns).answer(&Value::Array(rows))
}
