//! `burgrave logout`

use clap::ArgMatches;
use http::Method;

use super::login::say;
use crate::calls::timeout;
use crate::connection::{Connection, Request};
use crate::failure::{Failure, codes};
use crate::servers::{Target, Token, Variables, chosen};

/// Ends the session that is kept for a server, and forgets it.
pub(crate) async fn logout(flags: &ArgMatches, variables: &Variables) -> Result<(), Failure> {
    let mut servers = variables.servers()?;
    let url = chosen(flags, variables)?.url;
    let Some(server) = servers.of_url(&url) else {
        return Err(Failure::NoSession(format!(
            "no session with {url} is kept here; one of BURGRAVE_TOKEN is ended by `burgrave users logout`"
        )));
    };
    if !flags.get_flag("local") {
        let target = Target { url: url.clone(), token: Some(Token(server.token.clone())), given: false };
        let connection = Connection::new(target, timeout(flags))?;
        let ended = connection.send(&Request::new(Method::POST, "/api/v2/users/logout")).await;
        match ended {
            // It is over already.
            Err(failure) if failure.code() == codes::NO_SESSION => {}
            ended => drop(ended?),
        }
    }
    servers.remove(&url);
    variables.keep(&servers)?;
    say(&format!("Logged out of {url}."))
}
