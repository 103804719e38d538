//! The session with the server: it is made again whenever it ends, and calls that it has broken off are made
//! again over the next one.

use std::sync::Arc;
use std::time::Duration;

use burgrave_core::Entropy;
use burgrave_core::provisioning::daemon::GIVES_UP_AFTER;
use burgrave_wire::drpc::{self, CallFault};
use burgrave_wire::yamux::{Ended, Limits, Role, Session};
use burgrave_wire::{MESSAGE, Message, TRY_AGAIN};
use chrono::TimeDelta;
use slog::{Logger, debug, info, warn};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::dial::{DialFault, Dialer};
use crate::background::Stop;
use crate::metrics::ProvisionerMetrics;

/// How soon the next session is tried, the first time and at last.
const AGAIN: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(10));
/// A session that has lasted so long was a good one.
const LASTED: Duration = Duration::from_secs(5);
/// How soon a call is made again, the first time and at last.
const CALL_AGAIN: (Duration, Duration) = (Duration::from_millis(25), Duration::from_secs(5));
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(60);

/// The session with the server, whichever it is now. Clones are the same.
#[derive(Clone)]
pub(super) struct Link(Arc<Inner>);

struct Inner {
    log: Logger,
    metrics: Arc<ProvisionerMetrics>,
    current: watch::Sender<Option<Session>>,
    /// No session comes any more.
    over: Stop,
}

/// Why a call has no answer.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// The server says why.
    Refused(String),
    /// The server was away for as long as it keeps a job.
    Away,
}

impl Link {
    pub(super) fn new(log: Logger, metrics: Arc<ProvisionerMetrics>) -> Self {
        Self(Arc::new(Inner { log, metrics, current: watch::Sender::new(None), over: Stop::new() }))
    }

    /// Keeps a session with the server until `stop`.
    ///
    /// # Errors
    /// The server doesn't want the daemon, and won't.
    pub(super) async fn keep(
        &self,
        dialer: &Dialer,
        entropy: &dyn Entropy,
        stop: &Stop,
    ) -> Result<(), DialFault> {
        let kept = self.sessions(dialer, entropy, stop).await;
        self.0.over.cancel();
        kept
    }

    async fn sessions(&self, dialer: &Dialer, entropy: &dyn Entropy, stop: &Stop) -> Result<(), DialFault> {
        let Inner { log, metrics, .. } = &*self.0;
        let (mut wait, mut known, mut told) = (AGAIN.0, false, false);
        loop {
            let dialed = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                dialed = dialer.dial() => dialed,
            };
            match dialed {
                Ok((source, sink)) => {
                    info!(log, "connected to the server");
                    (known, told) = (true, false);
                    let (session, begun) = (Session::new(Role::Client, Limits::default()), Instant::now());
                    self.0.current.send_replace(Some(session.clone()));
                    metrics.connected(true);
                    let ended = tokio::select! {
                        ended = session.drive(source, sink) => ended,
                        () = close_with(&session, stop) => Ended::Closed,
                    };
                    self.0.current.send_replace(None);
                    metrics.connected(false);
                    if stop.is_cancelled() {
                        return Ok(());
                    }
                    info!(log, "the connection to the server has ended"; "cause" => cause(&ended));
                    if begun.elapsed() >= LASTED {
                        wait = AGAIN.0;
                    }
                }
                Err(fault) if is_final(&fault, known) => return Err(fault),
                Err(fault) if !std::mem::replace(&mut told, true) => {
                    warn!(log, "the server can't be reached; it is tried again"; "cause" => %fault);
                }
                Err(fault) => debug!(log, "the server can't be reached"; "cause" => %fault),
            }
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = sleep(some_of(wait, entropy)) => {}
            }
            wait = (wait * 2).min(AGAIN.1);
        }
    }

    /// The session; waits while there is none. None where none comes any more.
    pub(super) async fn session(&self) -> Option<Session> {
        let mut current = self.0.current.subscribe();
        tokio::select! {
            biased;
            () = self.0.over.cancelled() => None,
            found = current.wait_for(Option::is_some) => found.ok()?.clone(),
        }
    }

    /// A call of one message and one answer. It is made again where its session ends before the answer has
    /// come: the server then knows the first one, or it doesn't.
    ///
    /// # Errors
    /// See [`Unanswered`].
    pub(super) async fn call<Answer: Message + Default>(
        &self,
        name: &str,
        message: &impl Message,
    ) -> Result<Answer, Unanswered> {
        if message.encoded_len() > MESSAGE {
            let told = message.encoded_len();
            return Err(Unanswered::Refused(format!(
                "What the job has told has {told} bytes, and a daemon on another machine can tell {MESSAGE}."
            )));
        }
        let until = Instant::now() + TimeDelta::to_std(&GIVES_UP_AFTER).unwrap_or_default();
        let mut wait = CALL_AGAIN.0;
        loop {
            let Ok(Some(session)) = timeout_at(until, self.session()).await else {
                return Err(Unanswered::Away);
            };
            match timeout(ANSWER, drpc::unary(&session, name, message, MESSAGE)).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(CallFault::Failed { code, text })) if code != TRY_AGAIN => {
                    return Err(Unanswered::Refused(text));
                }
                Ok(Err(fault @ (CallFault::Packet(_) | CallFault::Message(_)))) => {
                    return Err(Unanswered::Refused(format!("The server's answer can't be read: {fault}.")));
                }
                Ok(Err(CallFault::Failed { .. } | CallFault::Broken)) | Err(_) => {}
            }
            if Instant::now() >= until {
                return Err(Unanswered::Away);
            }
            self.0.metrics.repeated();
            sleep(wait).await;
            wait = (wait * 2).min(CALL_AGAIN.1);
        }
    }
}

/// Ends the session in good order once the daemon ends; whoever drives it says when that is done.
async fn close_with(session: &Session, stop: &Stop) {
    stop.cancelled().await;
    session.close();
    // What is queued goes out first, as far as the server takes it.
    sleep(LASTED).await;
}

/// Whether the server won't want the daemon later either. One that was let in before isn't turned away for
/// good by what stands in front of a server that is being started.
fn is_final(fault: &DialFault, known: bool) -> bool {
    match fault {
        DialFault::Refused { status: 401 | 403, .. } => true,
        DialFault::Refused { status: 408 | 425 | 429, .. } => false,
        DialFault::Refused { status, .. } => !known && (400..500).contains(status),
        DialFault::Away(_) => false,
    }
}

/// Between half of a time and all of it, so that daemons don't come back all at once.
fn some_of(time: Duration, entropy: &dyn Entropy) -> Duration {
    let mut byte = [0];
    entropy.fill(&mut byte);
    time / 2 + time.mul_f64(f64::from(byte[0]) / 510.0)
}

fn cause(ended: &Ended) -> String {
    match ended {
        Ended::Closed => "this end has closed it".into(),
        Ended::Gone => "the server has closed it".into(),
        Ended::Silent => "the server doesn't answer".into(),
        Ended::Fault(fault) => fault.to_string(),
        Ended::Transport(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_knows_the_daemon_turns_it_away_by_its_credential_only() {
        let refused = |status| DialFault::Refused { status, text: String::new() };
        for status in [401, 403] {
            assert!(is_final(&refused(status), true) && is_final(&refused(status), false));
        }
        for status in [400, 404, 409] {
            assert!(!is_final(&refused(status), true) && is_final(&refused(status), false));
        }
        for status in [408, 429, 500, 502, 503] {
            assert!(!is_final(&refused(status), false));
        }
        assert!(!is_final(&DialFault::Away(String::new()), false));
    }

    #[test]
    fn daemons_come_back_at_different_times() {
        let second = Duration::from_secs(1);
        let times: std::collections::BTreeSet<_> =
            (0..50).map(|_| some_of(second, &burgrave_core::SystemEntropy)).collect();
        assert!(times.len() > 5 && times.iter().all(|time| (second / 2..=second).contains(time)));
    }
}
