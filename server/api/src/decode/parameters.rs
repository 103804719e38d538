//! The parameters of one request.

use http::HeaderMap;

use super::cookie::{cookie, cookies};
use super::query::{by_name, clean, pairs};
use super::{Faults, Given, Location, MAX_FAULTS};

/// A struct of all parameters of one operation.
pub trait DecodeParameters: Sized {
    /// The parameters, or none after adding at least one fault.
    fn decode_parameters(given: &mut Parameters<'_>, faults: &mut Faults) -> Option<Self>;
}

/// What a request gives outside of its body.
#[derive(Debug)]
pub struct Parameters<'a> {
    path: Vec<(String, Vec<String>)>,
    query: Vec<(String, Vec<String>)>,
    headers: &'a HeaderMap,
}

impl<'a> Parameters<'a> {
    /// The variables of the path are bytes without their percent-encoding; the query is as it was sent.
    pub fn new<'p>(
        path: impl IntoIterator<Item = (&'p str, &'p [u8])>,
        query: &str,
        headers: &'a HeaderMap,
        faults: &mut Faults,
    ) -> Self {
        let path = faults.within(Location::Path, true, |faults| {
            let mut variables = vec![];
            for (name, bytes) in path {
                match clean(bytes.to_vec()) {
                    Ok(text) => variables.push((name.to_owned(), vec![text])),
                    Err(detail) => faults.key(name.to_owned(), |faults| faults.add(detail)),
                }
            }
            variables
        });
        let query = faults.within(Location::Query, true, |faults| {
            let pairs = pairs(query.as_bytes(), faults);
            by_name(pairs, faults)
        });
        Self { path, query, headers }
    }

    /// A segment of the path.
    pub fn path(&mut self, name: &'static str) -> Given {
        Given::new(Location::Path, name, taken(&mut self.path, name))
    }

    /// A parameter of the query.
    pub fn query(&mut self, name: &'static str) -> Given {
        Given::new(Location::Query, name, taken(&mut self.query, name))
    }

    /// A header.
    pub fn header(&mut self, name: &'static str) -> Given {
        let mut unreadable = false;
        let texts = self
            .headers
            .get_all(name)
            .iter()
            .filter_map(|value| {
                let text = std::str::from_utf8(value.as_bytes()).ok();
                unreadable |= text.is_none();
                text.map(|text| text.trim_matches([' ', '\t']).to_owned())
            })
            .collect();
        Given::new(Location::Header, name, texts).unreadable(unreadable)
    }

    /// A cookie: the first of its name, since browsers send the one with the longest path first (RFC 6265
    /// §5.4).
    pub fn cookie(&mut self, name: &'static str) -> Given {
        Given::new(Location::Cookie, name, cookie(self.headers, name).into_iter().collect())
    }

    /// The cookies of a family, which the name begins: `name`, `name_1`, `name_2`.
    pub fn cookies(&mut self, name: &'static str) -> Given {
        let is_of_it =
            |key: &str| key.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'));
        let family = cookies(self.headers).filter(|(key, _)| is_of_it(key));
        Given::new(Location::Cookie, name, family.map(|(_, value)| value.to_owned()).collect())
    }

    /// Adds a fault for each parameter of the query that isn't known, up to [`MAX_FAULTS`] of them.
    pub fn only(&self, known: &[&str], faults: &mut Faults) {
        let unknown = self.query.iter().filter(|(name, _)| !known.contains(&name.as_str()));
        faults.spend(self.query.len() * known.len().max(1));
        for (name, _) in unknown.take(MAX_FAULTS) {
            faults.within(Location::Query, true, |faults| {
                faults.key(name.clone(), |faults| {
                    faults.add(match known {
                        [] => "isn't known here; leave it out: no parameter is".to_owned(),
                        known => {
                            format!("isn't known here; leave it out, or use one of {}", known.join(", "))
                        }
                    });
                });
            });
        }
    }
}

/// What was sent under this name.
fn taken(all: &mut [(String, Vec<String>)], name: &str) -> Vec<String> {
    let found = all.iter_mut().find(|(key, _)| key == name);
    found.map(|(_, texts)| std::mem::take(texts)).unwrap_or_default()
}
