//! Errors of the server, of proxies, and of the client itself.

use burgrave_client::{Error, Failure, SetupError, Validation};

use super::server::answering;
use crate::generated::Client;

async fn refusal(status: &str, body: &str) -> Error {
    let (client, _request) =
        answering(&format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    client.get_thing().thing("lamp").answer().await.unwrap_err()
}

#[tokio::test]
async fn the_apis_own_errors_are_typed() {
    let body = r#"{"message":"Validation failed.","detail":"One.","validations":[{"field":"name","detail":"too long"}]}"#;
    let error = refusal("400 Bad Request", body).await;
    assert_eq!(
        (error.code().unwrap().as_u16(), error.message(), error.detail()),
        (400, "Validation failed.", "One.")
    );
    assert_eq!(error.validations(), [Validation { field: "name".into(), detail: "too long".into() }]);
}

#[tokio::test]
async fn oauth2_and_scim_errors_are_read_too() {
    let error =
        refusal("401 Unauthorized", r#"{"error":"invalid_client","error_description":"Unknown."}"#).await;
    assert_eq!((error.message(), error.detail()), ("Unknown.", "invalid_client"));
    let error =
        refusal("409 Conflict", r#"{"detail":"Taken.","scimType":"uniqueness","status":"409"}"#).await;
    assert_eq!((error.message(), error.detail()), ("Taken.", "uniqueness"));
    assert_eq!(error.response().unwrap().body["status"], "409");
}

#[tokio::test]
async fn a_proxys_page_keeps_its_status_and_text() {
    let error = refusal("502 Bad Gateway", "<h1>down</h1>").await;
    assert_eq!((error.code().unwrap().as_u16(), error.message()), (502, "<h1>down</h1>"));
    assert_eq!(refusal("503 Service Unavailable", "").await.message(), "Service Unavailable");
}

#[test]
fn addresses_and_tokens_are_checked_first() {
    assert!(matches!(Client::new("localhost:3000"), Err(SetupError::Address { .. })));
    assert!(matches!(Client::with_token("http://localhost", "a\nb"), Err(SetupError::Token)));
    let client = Client::with_token("http://localhost", "secret-2").unwrap();
    assert!(!format!("{client:?}").contains("secret-2"));
}
