//! `burgrave login`

use std::io::{IsTerminal, Read};

use clap::ArgMatches;
use http::Method;
use serde_json::{Value, json};

use super::browser;
use crate::calls::timeout;
use crate::connection::{self, Connection, Request};
use crate::failure::Failure;
use crate::servers::{Server, Target, Token, Variables, host_of, is_in_the_clear, read_url};

/// The page that makes a key for programs.
const PAGE: &str = "/cli-auth";

/// The longest token or password that is read, in bytes.
const MOST: u64 = 64 * 1024;

/// Gets a token, tries it, and keeps it.
pub(crate) async fn login(flags: &ArgMatches, variables: &Variables) -> Result<(), Failure> {
    let mut servers = variables.servers()?;
    let url = match (flags.get_one::<String>("url"), &variables.url, servers.current()) {
        (Some(url), ..) | (None, Some(url), _) => read_url(url)?,
        (None, None, Some(server)) => server.url.clone(),
        (None, None, None) => return Err(Failure::Usage("name the server: `burgrave login URL`".to_owned())),
    };
    if is_in_the_clear(&url) {
        eprintln!("burgrave: {url} has no TLS: whoever is on the network can read the session");
    }
    let target = Target { url: url.clone(), token: None, given: false };
    let connection = Connection::new(target, timeout(flags))?;
    let token = token(flags, &connection).await?;
    let connection = connection.with_token(token.clone());
    let response = connection.send(&Request::new(Method::GET, "/api/v2/users/me")).await?;
    let me = connection::json(&connection, response).await?;
    let user = text(&me, "username")?;
    let name = flags
        .get_one::<String>("name")
        .cloned()
        .unwrap_or_else(|| servers.of_url(&url).map_or_else(|| host_of(&url), |known| known.name.clone()));
    say(&format!("Logged in to {url} as {user}; the server is kept as {name}."))?;
    servers.add(Server { name, url, user, token: token.0 });
    variables.keep(&servers)
}

async fn token(flags: &ArgMatches, connection: &Connection) -> Result<Token, Failure> {
    if let Some(email) = flags.get_one::<String>("email") {
        let password = if flags.get_flag("password-stdin") { line()? } else { asked("Password: ")? };
        return by_password(connection, email, &password).await;
    }
    if flags.get_flag("token-stdin") {
        return line().map(Token);
    }
    let page = format!("{}{PAGE}", connection.url());
    if !std::io::stdin().is_terminal() {
        return Err(Failure::Usage(
            "there is no terminal to ask on: use --token-stdin, or --email with --password-stdin".to_owned(),
        ));
    }
    eprintln!("Open this page, log in there, and copy the key that it makes:\n\n  {page}\n");
    if !flags.get_flag("no-browser") {
        browser::open(&page);
    }
    asked("Key (it isn't shown): ").map(Token)
}

async fn by_password(connection: &Connection, email: &str, password: &str) -> Result<Token, Failure> {
    let body = json!({"email": email, "password": password}).to_string();
    let request = Request::new(Method::POST, "/api/v2/users/login").without_token();
    let response = connection.send(&request.with_body("application/json", body)?).await?;
    let answer = connection::json(connection, response).await?;
    text(&answer, "session_token").map(Token)
}

fn text(answer: &Value, name: &str) -> Result<String, Failure> {
    let text = answer.get(name).and_then(Value::as_str).map(str::to_owned);
    text.ok_or_else(|| Failure::Failed("the server's answer is not that of a Burgrave".to_owned()))
}

/// A line that a person types without seeing it.
fn asked(prompt: &str) -> Result<String, Failure> {
    let typed = rpassword::prompt_password(prompt)
        .map_err(|error| Failure::Usage(format!("there is no terminal to ask on: {error}")))?;
    there(&typed)
}

/// The line on the input stream.
fn line() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .take(MOST)
        .read_to_string(&mut text)
        .map_err(|error| Failure::Usage(format!("the input stream can't be read: {error}")))?;
    there(&text)
}

fn there(text: &str) -> Result<String, Failure> {
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(Failure::Usage("nothing was given to log in with".to_owned())),
        text => Ok(text.to_owned()),
    }
}

/// Says something to a person, if anybody listens.
pub(super) fn say(words: &str) -> Result<(), Failure> {
    use std::io::Write;
    match writeln!(std::io::stdout(), "{words}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
