//! The rule on answers and bodies: known statuses, one success, nothing where HTTP allows nothing.

use super::report::Report;
use super::scene::{Scene, entries};

/// Statuses are exact (or `4XX`, `5XX`), something succeeds, and 1xx, 204, 205 and 304 have no body.
pub(super) fn answers(scene: &Scene<'_>, report: &mut Report<'_>) {
    for operation in &scene.operations {
        let mut succeeds = false;
        for (status, at, answer) in operation.answers(scene) {
            let number = status.parse::<u16>().ok().filter(|n| (100..600).contains(n) && status.len() == 3);
            if number.is_none() && !matches!(status, "default" | "4XX" | "5XX") {
                let mend = "write a status of three digits, `4XX`, `5XX` or `default`";
                report.add(&at, format!("`{status}` is no status"), mend);
            }
            succeeds |= number.is_some_and(|number| number < 400);
            // RFC 9110 sections 15.2, 15.3.5, 15.3.6 and 15.4.5.
            let is_empty = number.is_some_and(|number| number < 200 || matches!(number, 204 | 205 | 304));
            if is_empty && entries(answer, "content").next().is_some() {
                report.add(&at, format!("an answer {status} has no body"), "remove `content`");
            }
        }
        if !succeeds {
            report.add(
                &operation.pointer,
                "no answer says that the operation succeeded",
                "declare one below 400",
            );
        }
    }
}
