//! `GET /docs`: the reference of the API.

use super::browser::Browser;
use crate::harness::{Engine, Server};
use crate::specification::operations;

#[apply(case)]
async fn every_operation_is_found_from_the_index(engine: Engine) {
    let server = Server::start(engine).await;
    let browser = Browser::fresh(&server);
    let index = browser.page("/docs").await;
    let mut tags: Vec<_> = operations().iter().map(|one| one.raw["tags"][0].as_str().unwrap()).collect();
    tags.sort_unstable();
    tags.dedup();
    for tag in tags {
        let path = format!("/docs/{}", tag.to_lowercase());
        assert!(index.contains(&format!("href=\"{path}\"")), "{tag}");
        let page = browser.page(&path).await;
        for operation in operations().iter().filter(|one| one.raw["tags"][0] == tag) {
            assert!(page.contains(&format!("<h2 id=\"{}\">", operation.id)), "{tag}: {}", operation.id);
            assert!(page.contains(&format!("curl -X {} ", operation.method)), "{tag}: {}", operation.id);
        }
    }
}

#[apply(case)]
async fn a_page_that_is_known_is_not_sent_again_and_a_part_that_isnt_there_is_missing(engine: Engine) {
    let server = Server::start(engine).await;
    for path in ["/docs", "/docs/quiethours"] {
        let page = server.get(path).send().await.expect(200);
        assert_eq!(page.header("cache-control"), Some("no-cache"), "{path}");
        let version = page.header("etag").unwrap().to_owned();
        let known = server.get(path).header("if-none-match", &version).send().await.expect(304);
        assert!(known.body.is_empty() && known.header("etag") == Some(&version), "{path}");
        server.get(path).header("if-none-match", "W/\"other\"").send().await.expect(200);
    }
    let missing = server.get("/docs/no-such-part").header("if-none-match", "*").send().await.expect(404);
    assert!(missing.text().contains("<html"), "{}", missing.text());
    server.owner().await;
    let named = server.restart_with(vec![("brand-name", "Castle & Co".to_owned())]).await;
    let page = named.get("/docs").send().await.expect(200);
    assert!(page.text().contains("Castle &#38; Co"), "its version follows the look");
}
