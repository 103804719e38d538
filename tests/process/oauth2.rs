//! The example of `docs/oauth2.md`, as it is printed.

use std::process::Command;

use super::program::Program;
use super::readme;
use crate::harness::secrets;

#[apply(case)]
async fn the_example_of_the_oauth2_page_works_as_it_is_printed() {
    let password = "eleven-badgers-mend-the-gate";
    secrets::register(password);
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), &[]);
    let setup = format!(
        "set -euo pipefail\n\
         body='{{\"email\": \"amira@example.com\", \"username\": \"amira\", \"password\": \"{password}\"}}'\n\
         curl -sS --fail-with-body {0}/api/v2/users/first -H 'Content-Type: application/json' -d \"$body\" \
         -o /dev/null\n\
         TOKEN=$(curl -sS --fail-with-body {0}/api/v2/users/login -H 'Content-Type: application/json' -d \
         \"$body\" | cut -d '\"' -f 4)\n",
        program.url()
    );
    let blocks = readme::blocks("docs/oauth2.md");
    let [example] = blocks.as_slice() else { panic!("the page has one example") };
    let script = setup + &example.text.replace("http://127.0.0.1:3000", &program.url());
    let output = Command::new("bash").args(["-c", &script]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    program.stop();
    assert_eq!(said, "amira\n\"active\":true\n{\"active\":false}\n");
}
