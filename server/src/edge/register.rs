//! Says to the server where the proxy is reached, and that its program runs, for as long as it does.

use std::sync::Arc;
use std::time::Duration;

use burgrave_core::Entropy;
use reqwest::StatusCode;
use serde_json::{Value, json};
use slog::{Logger, info, warn};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::EdgeSettings;
use super::serve::Condition;
use crate::config::VERSION;

/// How often it says so.
const EVERY: Duration = Duration::from_secs(30);

/// How soon it tries again after a failure; twice as long each time, up to [`EVERY`].
const RETRY: Duration = Duration::from_secs(1);

/// How long an answer may take.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// How long the answer to a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(3);

/// The longest answer that is read, in bytes.
const MOST_BYTES: usize = 1024 * 1024;

/// The server, as the proxy's program knows it.
pub(super) struct Server {
    settings: EdgeSettings,
    entropy: Arc<dyn Entropy>,
    client: reqwest::Client,
    log: Logger,
}

/// Why the server didn't take what was said.
enum Refusal {
    /// This program can't come back under its identity.
    Ended,
    /// For the log and the report: no secret is in it.
    Other(String),
}

impl Server {
    /// # Errors
    /// The certificates can't be read.
    pub(super) fn new(
        settings: EdgeSettings,
        entropy: Arc<dyn Entropy>,
        log: Logger,
    ) -> std::io::Result<Self> {
        let mut builder = reqwest::Client::builder()
            .timeout(TIME_LIMIT)
            // A redirect would take the token elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(0)
            .user_agent(concat!("burgrave-proxy/", env!("CARGO_PKG_VERSION")));
        if let Some(pem) = &settings.certificates {
            let more = reqwest::Certificate::from_pem_bundle(pem).map_err(std::io::Error::other)?;
            builder = builder.tls_certs_merge(more);
        }
        Ok(Self { settings, entropy, client: builder.build().map_err(std::io::Error::other)?, log })
    }

    async fn say(&self, what: &str, body: &Value, limit: Duration) -> Result<(), Refusal> {
        let unreached = |fault: reqwest::Error| {
            let why = if fault.is_timeout() { "it doesn't answer in time" } else { "there is no connection" };
            Refusal::Other(format!("the server isn't reached: {why}"))
        };
        let at = self.settings.server.join(&format!("/api/v2/workspaceproxies/me/{what}"));
        let at = at.map_err(|fault| Refusal::Other(fault.to_string()))?;
        let request = self.client.post(at).timeout(limit).json(body);
        let request = request.header("Coder-External-Proxy-Token", &self.settings.token);
        let mut answer = request.send().await.map_err(unreached)?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let mut text = Vec::new();
        while let Ok(Some(chunk)) = answer.chunk().await {
            if text.len() + chunk.len() > MOST_BYTES {
                break;
            }
            text.extend_from_slice(&chunk);
        }
        Err(refusal(status, &text))
    }

    fn program(&self, id: Uuid) -> Value {
        let settings = &self.settings;
        let hostname = hostname::get().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        json!({
            "access_url": settings.access_url.as_str(),
            "wildcard_hostname": settings.wildcard_hostname,
            "derp_enabled": false,
            "derp_only": false,
            "replica_id": id,
            "hostname": hostname,
            "replica_error": "",
            "replica_relay_address": settings.relay_url.as_ref().map(|url| url.as_str()).unwrap_or_default(),
            "version": VERSION,
        })
    }
}

fn refusal(status: StatusCode, text: &[u8]) -> Refusal {
    if status == StatusCode::CONFLICT {
        return Refusal::Ended;
    }
    let said: Value = serde_json::from_slice(text).unwrap_or_default();
    let words: Vec<&str> = ["message", "detail"].iter().filter_map(|name| said[*name].as_str()).collect();
    Refusal::Other(format!("the server refuses it with {}: {}", status.as_u16(), words.join(" ")))
}

/// Registers until it is told to stop, and says goodbye then.
pub(super) async fn again_and_again(
    server: Server,
    condition: watch::Sender<Condition>,
    stop: CancellationToken,
) {
    let (mut id, mut known, mut retry) = (server.entropy.uuid(), false, RETRY);
    loop {
        let program = server.program(id);
        // The server asks while its answer is on the way.
        condition.send_if_modified(|now| match now {
            Condition::Unregistered(_) => {
                *now = Condition::New;
                true
            }
            Condition::New | Condition::Fine => false,
        });
        let registered = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            registered = server.say("register", &program, TIME_LIMIT) => registered,
        };
        let wait = match registered {
            Ok(()) => {
                if condition.send_replace(Condition::Fine) != Condition::Fine {
                    info!(server.log, "registered"; "server" => %server.settings.server);
                }
                (known, retry) = (true, RETRY);
                EVERY
            }
            Err(refused) => {
                let why = match refused {
                    Refusal::Ended => {
                        id = server.entropy.uuid();
                        "the server counts this program as ended; it takes a new identity".to_owned()
                    }
                    Refusal::Other(why) => why,
                };
                condition.send_replace(Condition::Unregistered(why.clone()));
                warn!(server.log, "can't register; it is tried again"; "cause" => why);
                let wait = retry;
                retry = (retry * 2).min(EVERY);
                wait
            }
        };
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(wait) => {}
        }
    }
    if known {
        let said = server.say("deregister", &json!({"replica_id": id}), GOODBYE).await;
        match said {
            Ok(()) => info!(server.log, "deregistered"),
            Err(Refusal::Ended) => {}
            Err(Refusal::Other(why)) => {
                warn!(server.log, "the server could not be told of the end"; "cause" => why)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_the_server_s_words() {
        let said = br#"{"message": "Invalid external proxy token", "detail": "Proxy not found."}"#;
        let Refusal::Other(why) = refusal(StatusCode::UNAUTHORIZED, said) else { panic!("another refusal") };
        assert_eq!(why, "the server refuses it with 401: Invalid external proxy token Proxy not found.");
        assert!(matches!(refusal(StatusCode::CONFLICT, b""), Refusal::Ended));
        assert!(matches!(refusal(StatusCode::BAD_GATEWAY, b"<html>"), Refusal::Other(_)));
    }
}
