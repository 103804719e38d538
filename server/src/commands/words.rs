//! What the start tells the operator, on the output stream.

use crate::config::Config;
use crate::run::Running;

/// A short line once there are users; before that, the next step, with a newly generated password.
pub(super) fn greeting(config: &Config, running: &Running, password: &str) -> String {
    let url = running.url().as_str().trim_end_matches('/');
    let version = env!("CARGO_PKG_VERSION");
    let mut text = format!("Burgrave {version} is running at {url} with {}.", config.where_the_data_is());
    if running.has_users() {
        return text;
    }
    let token = running.setup_token().map_or_else(String::new, |token| {
        format!(
            "\nThe server can be reached from other machines, so creating that user needs this setup token. \
             It holds until\n\
             the user is there or the server stops:\n\n    {token}\n"
        )
    });
    let header = running
        .setup_token()
        .map_or_else(String::new, |token| format!(" \\\n      -H 'X-Setup-Token: {token}'"));
    text.push_str(&format!(
        "\n\nThere is no user yet. Create the first one, who becomes the owner:\n{token}\n    \
         curl {url}/api/v2/users/first -H 'Content-Type: application/json'{header} \\\n      \
         -d '{{\"email\": \"you@example.com\", \"username\": \"you\", \"password\": \"{password}\"}}'\n\n\
         Then log in; the answer holds the session token for the header Coder-Session-Token:\n\n    \
         curl {url}/api/v2/users/login -H 'Content-Type: application/json' \\\n      \
         -d '{{\"email\": \"you@example.com\", \"password\": \"{password}\"}}'\n\n\
         Everything else that the API does: {url}/api/v2/openapi.json\nStop the server with Ctrl+C."
    ));
    text
}
