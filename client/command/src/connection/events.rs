//! Server-sent events.

use bytes::{Buf, BytesMut};

use super::Connection;
use crate::failure::Failure;

/// The longest event, in bytes.
const MOST: usize = 16 * 1024 * 1024;

/// The events of an answer, as they come.
pub(crate) struct Events {
    response: reqwest::Response,
    buffer: BytesMut,
}

/// One event.
#[derive(Debug, Default, PartialEq, Eq)]
struct Event {
    name: String,
    data: String,
}

impl Events {
    pub(crate) fn of(response: reqwest::Response) -> Self {
        Self { response, buffer: BytesMut::new() }
    }

    /// The data of the next event that has something to say; none when the server has ended.
    ///
    /// # Errors
    /// The connection broke, or the server says why there are no more.
    pub(crate) async fn next(&mut self, connection: &Connection) -> Result<Option<String>, Failure> {
        loop {
            while let Some(event) = take(&mut self.buffer) {
                match event.name.as_str() {
                    "ping" => {}
                    "error" => return Err(Failure::Failed(format!("the server ends it: {}", event.data))),
                    _ if event.data.is_empty() => {}
                    _ => return Ok(Some(event.data)),
                }
            }
            let chunk = self.response.chunk().await.map_err(|error| connection.unreachable(error))?;
            match chunk {
                Some(chunk) if self.buffer.len() + chunk.len() <= MOST => {
                    self.buffer.extend_from_slice(&chunk)
                }
                Some(_) => return Err(Failure::Failed("an event is too long".to_owned())),
                None => return Ok(None),
            }
        }
    }
}

/// Takes the first whole event off the buffer: its lines up to an empty one.
fn take(buffer: &mut BytesMut) -> Option<Event> {
    let end = buffer.windows(2).position(|pair| pair == b"\n\n")?;
    let text = String::from_utf8_lossy(&buffer[..end]).into_owned();
    buffer.advance(end + 2);
    let mut event = Event::default();
    for line in text.lines() {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut event.name),
            "data" if event.data.is_empty() => value.clone_into(&mut event.data),
            "data" => {
                event.data.push('\n');
                event.data.push_str(value);
            }
            _ => {}
        }
    }
    Some(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_taken_when_it_is_whole() {
        let mut buffer = BytesMut::from("event: data\ndata: {\"a\":\ndata: 1}\n\n: idle\n\nevent: ping\n");
        let event = take(&mut buffer).unwrap();
        assert_eq!((event.name.as_str(), event.data.as_str()), ("data", "{\"a\":\n1}"));
        assert_eq!(take(&mut buffer), Some(Event::default()), "a comment says nothing");
        assert_eq!(take(&mut buffer), None);
        buffer.extend_from_slice(b"\n");
        assert_eq!(take(&mut buffer).unwrap().name, "ping");
    }
}
