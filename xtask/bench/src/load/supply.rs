//! Texts that are used once: codes that were made before the round, or tokens of which each answer has the
//! next.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The values that replace [`super::GIVEN`] in requests.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) enum Supply {
    /// Nothing: no request needs it.
    #[default]
    Nothing,
    /// Each is used once, and the round ends with the last, however long that takes.
    List(Vec<String>),
    /// One for each connection to begin with, and from then on what the answer before has in this field.
    Chain {
        /// As many as there are connections.
        first: Vec<String>,
        /// A field of the answer's JSON.
        field: String,
    },
}

impl Supply {
    /// Whether its end is the end of the round.
    pub(super) fn ends_round(&self) -> bool {
        matches!(self, Self::List(_))
    }

    /// One source for each connection.
    pub(super) fn parted(self, connections: usize) -> io::Result<Vec<Source>> {
        match self {
            Self::Nothing => Ok(vec![Source::Same; connections]),
            Self::List(texts) => {
                let (texts, next) = (Arc::from(texts), Arc::new(AtomicUsize::new(0)));
                Ok(vec![Source::List { texts, next }; connections])
            }
            Self::Chain { first, .. } if first.len() != connections => {
                Err(io::Error::other("a chain needs one beginning for each connection"))
            }
            Self::Chain { first, field } => {
                Ok(first.into_iter().map(|text| Source::Chain { text, field: field.clone() }).collect())
            }
        }
    }
}

/// What one connection takes its texts from.
#[derive(Clone)]
pub(super) enum Source {
    Same,
    List { texts: Arc<[String]>, next: Arc<AtomicUsize> },
    Chain { text: String, field: String },
}

impl Source {
    /// The text of the next request; none when all are used up.
    pub(super) fn next(&mut self) -> Option<&str> {
        match self {
            Self::Same => Some(""),
            Self::List { texts, next } => texts.get(next.fetch_add(1, Relaxed)).map(String::as_str),
            Self::Chain { text, .. } => Some(text),
        }
    }

    /// Takes from an answer what the next request needs of it.
    pub(super) fn learn(&mut self, body: &[u8]) -> io::Result<()> {
        let Self::Chain { text, field } = self else { return Ok(()) };
        let answer: Value = serde_json::from_slice(body)?;
        let next = answer[field.as_str()].as_str();
        *text = next.ok_or_else(|| io::Error::other(format!("an answer without {field}")))?.to_owned();
        Ok(())
    }

    /// Whether the next request differs from the one before.
    pub(super) fn varies(&self) -> bool {
        !matches!(self, Self::Same)
    }
}
