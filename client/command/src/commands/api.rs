//! `burgrave api`

use clap::ArgMatches;
use http::Method;
use serde_json::{Map, Value};

use crate::calls::{Stdin, timeout};
use crate::connection::{Connection, Request, copy};
use crate::failure::{Failure, Refusal};
use crate::output::Out;
use crate::servers::{Variables, chosen};

/// Sends a request as it is written, and prints the body of the answer as it is.
pub(crate) async fn api(flags: &ArgMatches, variables: &Variables) -> Result<(), Failure> {
    let target = chosen(flags, variables)?;
    let mut request = request(flags)?;
    // Some paths are for everybody.
    request.credential.optional = true;
    let connection = Connection::new(target, timeout(flags))?;
    let response = connection.answer(&request).await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    copy(&connection, response, &mut Out::new()).await?;
    if status < 300 || status == 304 {
        return Ok(());
    }
    // The output has what the server says.
    Err(Failure::Refused(Box::new(Refusal::read(status, &headers, b""))))
}

fn request(flags: &ArgMatches) -> Result<Request, Failure> {
    let text = |id: &str| flags.get_one::<String>(id).map(String::as_str);
    let method = text("method").unwrap_or_default().to_ascii_uppercase();
    let method = Method::from_bytes(method.as_bytes()).expect("clap knows the methods");
    let path = text("path").unwrap_or_default();
    if !path.starts_with('/') || path.starts_with("//") || path.contains('#') {
        return Err(Failure::Usage(format!("{path} is no path: write it as /api/v2/users/me")));
    }
    let mut request = Request::new(method.clone(), path);
    let fields = flags.get_many::<String>("field").into_iter().flatten().map(|field| field_of(field));
    let fields = fields.collect::<Result<Map<_, _>, _>>()?;
    let body = match text("body") {
        Some("-") => Some(Stdin::default().file_or_stream("-")?),
        Some(text) => Some(match text.strip_prefix('@') {
            Some(file) => Stdin::default().file_or_stream(file)?,
            None => text.as_bytes().to_vec(),
        }),
        None if fields.is_empty() => None,
        None if [Method::GET, Method::HEAD, Method::DELETE].contains(&method) => {
            for (name, value) in fields {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                request.query.push((name, value));
            }
            return Ok(request);
        }
        None => return request.with_body("application/json", Value::Object(fields).to_string()),
    };
    if body.is_some() && !fields.is_empty() {
        return Err(Failure::Usage("--body is the whole body: leave out --field".to_owned()));
    }
    match body {
        Some(body) => request.with_body(text("content-type").unwrap_or("application/json"), body),
        None => Ok(request),
    }
}

/// `name=text`, or `name:=JSON`.
fn field_of(field: &str) -> Result<(String, Value), Failure> {
    let wrong = || Failure::Usage(format!("{field} is no field: write NAME=TEXT or NAME:=JSON"));
    let (name, text) = field.split_once('=').ok_or_else(wrong)?;
    match name.strip_suffix(':') {
        Some(name) => serde_json::from_str(text).map(|value| (name.to_owned(), value)).map_err(|_| wrong()),
        None => Ok((name.to_owned(), Value::from(text))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_text_unless_it_says_otherwise() {
        assert_eq!(field_of("a=1=2").unwrap(), ("a".to_owned(), json!("1=2")));
        assert_eq!(field_of("a:=[1]").unwrap(), ("a".to_owned(), json!([1])));
        assert!(field_of("a").is_err() && field_of("a:=b").is_err());
    }
}
