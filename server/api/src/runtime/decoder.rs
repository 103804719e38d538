//! Decodes the input of one operation, and keeps all that is wrong with it.

use bytes::Bytes;

use super::{ApiError, Content, Input, MediaKind, Rejection, Validation};
use crate::decode::{self, DecodeParameters, Faults, Parameters, Rule};

/// What is wrong with a body that isn't even JSON.
const NOT_JSON: &str = "Request body must be valid JSON.";

/// Decodes the input of one operation. Each function gives none when something is wrong; [`Decoder::refuse`]
/// then says all of it.
pub struct Decoder<'a> {
    input: &'a Input,
    faults: Faults,
    broken: Option<String>,
}

impl<'a> Decoder<'a> {
    /// For this input.
    pub fn new(input: &'a Input) -> Self {
        Self { input, faults: Faults::new(), broken: None }
    }

    /// The parameters; others in the query are passed over.
    pub fn params<P: DecodeParameters>(&mut self) -> Option<P> {
        self.read_params(None)
    }

    /// The parameters, with none in the query but these.
    pub fn only_params<P: DecodeParameters>(&mut self, known: &[&str]) -> Option<P> {
        self.read_params(Some(known))
    }

    fn read_params<P: DecodeParameters>(&mut self, known: Option<&[&str]>) -> Option<P> {
        let before = self.faults.count();
        let mut given = given(self.input, &mut self.faults);
        if let Some(known) = known {
            given.only(known, &mut self.faults);
        }
        let read = P::decode_parameters(&mut given, &mut self.faults);
        // A parameter that isn't known, or isn't text, is a fault of none of those that are read.
        read.filter(|_| self.faults.count() == before)
    }

    /// No parameters in the query but these; for operations that have none of their own.
    pub fn only(&mut self, known: &[&str]) -> Option<()> {
        given(self.input, &mut self.faults).only(known, &mut self.faults);
        self.faults.is_empty().then_some(())
    }

    /// A JSON, form or text body that must be there.
    pub fn body<R: Rule>(&mut self, rule: &R) -> Option<R::Output> {
        match &self.input.body {
            Some(content) => self.content_by(content, rule),
            None => self.missing(),
        }
    }

    /// The same where it may be absent.
    pub fn optional_body<R: Rule>(&mut self, rule: &R) -> Option<Option<R::Output>> {
        match &self.input.body {
            Some(content) => self.content_by(content, rule).map(Some),
            None => Some(None),
        }
    }

    /// The body's bytes; an absent one has none.
    pub fn bytes(&mut self) -> Option<Bytes> {
        Some(self.input.body.as_ref().map(|content| content.bytes.clone()).unwrap_or_default())
    }

    /// The body's bytes where it may be absent.
    pub fn optional_bytes(&mut self) -> Option<Option<Bytes>> {
        Some(self.input.body.as_ref().map(|content| content.bytes.clone()))
    }

    /// The body's bytes and its media type.
    pub fn content(&mut self) -> Option<Content> {
        match &self.input.body {
            Some(content) => Some(content.clone()),
            None => self.missing(),
        }
    }

    /// The same where it may be absent.
    pub fn optional_content(&mut self) -> Option<Option<Content>> {
        Some(self.input.body.clone())
    }

    /// 400 with everything that is wrong.
    pub fn refuse(self) -> ApiError {
        let error = match self.broken {
            Some(detail) => ApiError::bad_request(NOT_JSON).detail(detail),
            None => ApiError::bad_request(self.faults.message()),
        };
        let more = self.faults.into_list().into_iter();
        error
            .validations(more.map(|fault| Validation { field: fault.field, detail: fault.detail }))
            .rejected(Rejection::Input)
    }

    fn content_by<R: Rule>(&mut self, content: &Content, rule: &R) -> Option<R::Output> {
        let faults = &mut self.faults;
        match content.kind {
            MediaKind::Json => match decode::json_body(&content.bytes, rule, faults) {
                Ok(value) => value,
                Err(detail) => {
                    self.broken = Some(detail);
                    None
                }
            },
            MediaKind::Form => decode::form_body(&content.bytes, rule, faults),
            MediaKind::Text | MediaKind::Binary => decode::text_body(&content.bytes, rule, faults),
        }
    }

    /// A body that isn't there reads like an empty one.
    fn missing<T>(&mut self) -> Option<T> {
        self.broken = Some("The request has no body.".into());
        None
    }
}

fn given<'a>(input: &'a Input, faults: &mut Faults) -> Parameters<'a> {
    let path = input.path.iter().map(|(name, value)| (*name, value.as_slice()));
    Parameters::new(path, &input.query, &input.headers, faults)
}
