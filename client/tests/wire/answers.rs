//! Operations with several answers, redirects and texts.

use super::server::answering;
use crate::generated::answers::GetThingAnswer;
use crate::generated::types::{Filter, Kind, Thing};

async fn answer_of(answer: &str) -> GetThingAnswer {
    let (client, request) = answering(answer);
    let got = client.get_thing().thing("a lamp/1").answer().await.unwrap().into_inner();
    assert_eq!(request.join().unwrap().line, "GET /things/a%20lamp%2F1 HTTP/1.1");
    got
}

#[tokio::test]
async fn each_documented_success_is_a_variant() {
    let found = answer_of(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n\
         {\"name\":\"lamp\",\"kind\":\"*\"} ",
    );
    assert_eq!(found.await, GetThingAnswer::Ok(Thing { name: "lamp".into(), kind: Kind::Empty2 }));
    assert_eq!(answer_of("HTTP/1.1 204 No Content\r\n\r\n").await, GetThingAnswer::NoContent);
    assert_eq!(
        answer_of("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n").await,
        GetThingAnswer::NotModified
    );
    let moved = answer_of("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(moved, GetThingAnswer::Found { location: "/elsewhere".into() });
}

#[tokio::test]
async fn an_undocumented_success_is_an_error_with_its_status() {
    let (client, _request) = answering("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    let error = client.get_thing().thing("lamp").answer().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 202);
}

#[tokio::test]
async fn headers_come_with_the_answer() {
    let (client, _request) =
        answering("HTTP/1.1 304 Not Modified\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n");
    let answer = client.get_thing().thing("lamp").answer().await.unwrap();
    assert_eq!(answer.headers().get_all("set-cookie").iter().count(), 2);
}

#[tokio::test]
async fn texts_are_texts_and_parameters_go_out_as_the_specification_has_them() {
    let (client, request) =
        answering("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nlamp");
    let filter = Filter { owner: Some("amira".into()) };
    let search =
        client.search_things().kinds(vec!["a".to_owned(), "b".into()]).each(vec![1, 2]).filter(filter);
    assert_eq!(search.text().await.unwrap().into_inner(), "lamp");
    let request = request.join().unwrap();
    assert_eq!(
        request.line,
        "GET /things?each=1&each=2&filter=%7B%22owner%22%3A%22amira%22%7D&kinds=a%2Cb HTTP/1.1"
    );
    assert_eq!(request.header("authorization"), "Bearer secret-1");
}
