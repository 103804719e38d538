//! Lists of several pages.

use serde_json::Value;

use super::items;
use super::values::text;
use crate::connection::{Connection, Request, json};
use crate::failure::Failure;
use crate::output::Printer;
use crate::table::{Operation, Paging, Step};

/// Items of a page where the caller doesn't say.
const USUAL: i64 = 100;

/// Prints every page.
///
/// # Errors
/// A page can't be had, or the pages go round in a circle.
pub(super) async fn print(
    operation: &Operation,
    paging: Paging,
    connection: &Connection,
    mut request: Request,
    printer: &mut Printer,
) -> Result<(), Failure> {
    let limit = limit(paging, &mut request);
    loop {
        let answer = json(connection, connection.send(&request).await?).await?;
        let items = items(operation, &answer).map(Vec::as_slice).unwrap_or_default();
        printer.page(items)?;
        let is_last = limit.is_some_and(|limit| (items.len() as u64) < limit);
        if items.is_empty() || is_last {
            return printer.end();
        }
        let next = next(paging, items, &request)?;
        if request.query(paging.by) == Some(&next) {
            return Err(Failure::Failed("the server gives the same page again and again".to_owned()));
        }
        request.set_query(paging.by, next);
    }
}

/// Bounds the pages, and gives how many items a full one has.
fn limit(paging: Paging, request: &mut Request) -> Option<u64> {
    let name = paging.limit?;
    if request.query(name).is_none_or(|given| given == "0") {
        request.set_query(name, USUAL.min(paging.most).to_string());
    }
    request.query(name)?.parse().ok()
}

/// Where the page behind these items begins.
fn next(paging: Paging, items: &[Value], request: &Request) -> Result<String, Failure> {
    let first = match paging.step {
        Step::Last => {
            let id = items.last().and_then(|last| last.get("id")).map(text);
            return id
                .ok_or_else(|| Failure::Failed("an item has no id, behind which the next page is".into()));
        }
        Step::Offset => 0,
        Step::Start => 1,
    };
    let begin = request.query(paging.by).and_then(|begin| begin.parse().ok()).unwrap_or(first);
    Ok((begin + items.len()).to_string())
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde_json::json;

    use super::*;

    fn paging(by: &'static str, step: Step) -> Paging {
        Paging { by, step, limit: Some("limit"), most: 50 }
    }

    #[test]
    fn a_page_begins_where_the_last_one_ended() {
        let items = [json!({"id": "a"}), json!({"id": "b"})];
        let mut request = Request::new(Method::GET, "/");
        assert_eq!(next(paging("after_id", Step::Last), &items, &request).unwrap(), "b");
        assert_eq!(next(paging("offset", Step::Offset), &items, &request).unwrap(), "2");
        assert_eq!(next(paging("startIndex", Step::Start), &items, &request).unwrap(), "3");
        request.set_query("offset", "40".into());
        assert_eq!(next(paging("offset", Step::Offset), &items, &request).unwrap(), "42");
        assert!(next(paging("after_id", Step::Last), &[json!({})], &request).is_err());
    }

    #[test]
    fn a_page_is_as_long_as_the_caller_says_and_never_without_bounds() {
        let mut request = Request::new(Method::GET, "/");
        assert_eq!(limit(paging("offset", Step::Offset), &mut request), Some(50));
        request.set_query("limit", "7".into());
        assert_eq!(limit(paging("offset", Step::Offset), &mut request), Some(7));
        request.set_query("limit", "0".into());
        assert_eq!(limit(paging("offset", Step::Offset), &mut request), Some(50));
    }
}
