//! Log lines: shape and level.

use http::Method;
use serde_json::Value;

use super::program::Program;

#[apply(case)]
async fn json_logs_are_one_object_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &["--log-format", "json", "--log-level", "trace"]);
    program.call(Method::GET, "/api/v2/buildinfo").send().await.expect(200);
    let log = program.stop();
    assert!(!log.is_empty());
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(
            line["time"].is_string() && line["level"].is_string() && line["message"].is_string(),
            "{line}"
        );
    }
    assert!(log.contains("getBuildInfo"), "a request is logged with its operation: {log}");
}

#[apply(case)]
async fn a_higher_level_silences_what_is_below_it() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &["--log-format", "json", "--log-level", "error"]);
    program.call(Method::GET, "/api/v2/buildinfo").send().await.expect(200);
    assert_eq!(program.stop(), "");
}
