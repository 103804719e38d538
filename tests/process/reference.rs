//! The samples of `docs/reference`, pasted into a shell.

use std::process::Command;

use super::database::first_user;
use super::program::Program;
use super::readme;

/// Parts one sample's output from the next.
const MARK: &str = "=== end of sample";

/// What is answered to a request that isn't one of the specification's.
const WRONG: [&str; 4] = ["Route not found.", "Method not allowed.", "must be valid JSON", "Content-Type"];

#[apply(case)]
async fn every_sample_of_the_reference_is_a_request_that_the_server_understands() {
    let folder = tempfile::tempdir().unwrap();
    let program =
        Program::serve(folder.path(), &["--scim-key", "0123456789abcdef-scim", "--rate-limit-api", "0"]);
    let token = first_user(&program).await;
    let mut samples: Vec<_> =
        pages().iter().flat_map(|page| readme::blocks(page)).map(|block| block.text).collect();
    samples.retain(|text| text.starts_with("curl "));
    assert!(samples.len() > 100, "the reference has samples");
    // What ends the session or changes its password comes last.
    samples.sort_by_key(|text| {
        let ends_all = text.contains("-X DELETE") && text.contains("/users/me/keys\"");
        ends_all || ["/logout", "/password", "/convert-login"].iter().any(|path| text.contains(path))
    });
    let mut script = format!("URL={}\nTOKEN={token}\nSCIM_KEY=0123456789abcdef-scim\n", program.url());
    for sample in &samples {
        script.push_str(&format!("{} -sS -w '\\n%{{http_code}}\\n'\necho '{MARK}'\n", sample.trim_end()));
    }
    // Uploads are read from a file of this name.
    std::fs::write(folder.path().join("body"), b"").unwrap();
    let mut shell = Command::new("bash");
    let output = shell.args(["-c", &script]).current_dir(folder.path()).output().unwrap();
    program.stop();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "curl takes each sample");
    let answers: Vec<_> = said.split(MARK).collect();
    assert_eq!(answers.len(), samples.len() + 1);
    let mut faults = Vec::new();
    let mut signed_in = 0;
    for (sample, answer) in samples.iter().zip(&answers) {
        let status = answer.trim_end().lines().last().unwrap_or_default();
        signed_in += usize::from(status != "401");
        let misunderstood = !status.starts_with('2') && WRONG.iter().any(|text| answer.contains(text));
        if misunderstood || ["000", "405", "413", "415", "500"].contains(&status) {
            faults.push(format!("{sample}{answer}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(signed_in > samples.len() * 3 / 4, "only {signed_in} of {} found a session", samples.len());
}

fn pages() -> Vec<String> {
    let folder = format!("{}/../docs/reference", env!("CARGO_MANIFEST_DIR"));
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut pages: Vec<_> = names.map(|name| format!("docs/reference/{}", name.display())).collect();
    pages.sort();
    pages
}
