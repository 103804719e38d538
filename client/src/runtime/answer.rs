//! An answer before its type is known.

use bytes::Bytes;
use futures::TryStreamExt;
use http::header::LOCATION;
use http::{HeaderMap, StatusCode};
use progenitor_client::{ByteStream, ResponseValue};
use serde::de::DeserializeOwned;

use crate::Error;

/// A whole answer that isn't an error.
#[derive(Debug)]
pub struct Raw {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Raw {
    /// Reads what a builder's `send` gave. Redirects and 304, which progenitor doesn't expect, count as
    /// answers.
    ///
    /// # Errors
    /// Those of `send`, and an answer that breaks off.
    pub async fn read(sent: Result<ResponseValue<ByteStream>, Error>) -> Result<Self, Error> {
        match sent {
            Ok(value) => {
                let (status, headers) = (value.status(), value.headers().clone());
                let parts: Vec<Bytes> =
                    value.into_inner_stream().try_collect().await.map_err(Error::ResponseBodyError)?;
                Ok(Self { status, headers, body: parts.concat().into() })
            }
            Err(Error::UnexpectedResponse(response)) if response.status().is_redirection() => {
                let (status, headers) = (response.status(), response.headers().clone());
                let body = response.bytes().await.map_err(Error::ResponseBodyError)?;
                Ok(Self { status, headers, body })
            }
            Err(error) => Err(error),
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It isn't what the specification says.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body)
            .map_err(|fault| Error::InvalidResponsePayload(self.body.clone(), fault))
    }

    /// The body as text; bytes that aren't UTF-8 are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body.
    pub fn bytes(&self) -> Bytes {
        self.body.clone()
    }

    /// Where a redirect leads, as the server wrote it.
    ///
    /// # Errors
    /// The redirect leads nowhere.
    pub fn location(&self) -> Result<String, Error> {
        let location = self.headers.get(LOCATION).and_then(|value| value.to_str().ok());
        location
            .map(str::to_owned)
            .ok_or_else(|| Error::Custom(format!("{} without a Location", self.status)))
    }

    /// The error for a status that the specification doesn't name.
    pub fn undocumented(self) -> Error {
        let mut response = http::Response::new(self.body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        Error::UnexpectedResponse(response.into())
    }

    /// `answer` with the status and headers of this one.
    pub fn carrying<A>(self, answer: A) -> ResponseValue<A> {
        ResponseValue::new(answer, self.status, self.headers)
    }
}
