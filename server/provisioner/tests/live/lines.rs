//! Output of any length.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::MOST_LINE;
use burgrave_provisioner::JobInput;

use crate::job::{Job, tools};

#[test]
fn lines_of_a_megabyte_hang_nothing() {
    let Some(settings) = tools() else { return };
    let template = r#"
resource "terraform_data" "loud" {
  provisioner "local-exec" {
    command = "head -c 1000000 /dev/zero | tr '\\0' x; echo; echo after"
  }
}
output "long" {
  value = join("", [for at in range(400) : join("", [for one in range(1000) : "x"])])
}
"#;
    let mut job = Job::new(&settings, template, JobInput::default());
    job.build(Transition::Start);
    assert!(job.lines.iter().any(|line| line.output.contains("Outputs: 1")), "{}", job.log().len());
    assert!(job.lines.iter().all(|line| line.output.len() <= MOST_LINE));
}
