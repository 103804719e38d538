//! Parameters are told for the values that are given.

use std::fmt::Write as _;

use super::*;
use crate::hcl::Inputs;
use crate::hcl::{Dialect, Project, Sources};
use crate::{OwnerFacts, OwnerRole};

fn project(files: &[(&str, &str)]) -> Project {
    let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
    let sources = Sources::of_texts(files).expect("they are few");
    sources.project(Dialect::Terraform).expect("they can be read")
}

fn inputs(parameters: &[(&str, &str)]) -> Inputs {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let owner = OwnerFacts {
        name: "amira".into(),
        groups: vec!["Everyone".into(), "gpu".into()],
        ssh_public_key: "ssh-ed25519 AAAA".into(),
        roles: vec![OwnerRole { name: "member".into(), org_id: "o".into() }],
        ..OwnerFacts::default()
    };
    Inputs { parameters: parameters.collect(), owner: Some(owner), ..Inputs::default() }
}

/// What is told, in short.
fn shown(evaluated: &Evaluated) -> String {
    let mut told = String::new();
    let said = |indent: &str, all: &[Diagnostic]| {
        let mut text = String::new();
        for Diagnostic { severity, summary, detail, code } in all {
            let code = if code.is_empty() { String::new() } else { format!(" ({code})") };
            writeln!(text, "{indent}{severity:?}{code}: {summary}: {detail}").expect("it is in memory");
        }
        text
    };
    for EvaluatedParameter { described, diagnostics, .. } in &evaluated.parameters {
        let rule = &described.rule;
        let options = if rule.options.is_empty() { String::new() } else { format!(" of {:?}", rule.options) };
        let needed = if rule.required { " required" } else { "" };
        writeln!(
            told,
            "{}: {} {} = {:?}{options}{needed}",
            rule.name,
            rule.of.as_str(),
            described.form_type.as_str(),
            rule.default
        )
        .expect("it is in memory");
        told.push_str(&said("  ", diagnostics));
    }
    told + &said("", &evaluated.diagnostics)
}

fn evaluated(files: &[(&str, &str)], parameters: &[(&str, &str)]) -> String {
    shown(&evaluate_parameters(&project(files), &inputs(parameters)))
}

const CONDITIONS: &str = r#"
data "coder_workspace_owner" "me" {}

locals {
  gpu   = contains(data.coder_workspace_owner.me.groups, "gpu")
  sizes = { small = 2, large = 8 }
}

data "coder_parameter" "size" {
  name    = "size"
  type    = "string"
  default = "small"
  order   = 1
  dynamic "option" {
    for_each = local.sizes
    content {
      name  = title(option.key)
      value = option.key
    }
  }
}

data "coder_parameter" "disk" {
  name    = "disk"
  type    = "number"
  default = local.sizes[data.coder_parameter.size.value] * 10
  order   = 2
  validation {
    min = local.sizes[data.coder_parameter.size.value]
    max = 100
  }
}

data "coder_parameter" "cuda" {
  count   = local.gpu && data.coder_parameter.size.value == "large" ? 1 : 0
  name    = "cuda"
  type    = "bool"
  default = false
  order   = 3
}

data "coder_parameter" "zones" {
  for_each = toset(["eu", "us"])
  name     = "zone-${each.key}"
  default  = "${each.key}-1 for ${data.coder_workspace_owner.me.name}"
  order    = 4
}

data "coder_parameter" "needed" {
  name         = "needed"
  order        = 5
  display_name = data.coder_parameter.zones["eu"].value
}

data "coder_parameter" "driver" {
  count   = length(data.coder_parameter.cuda) > 0 ? tobool(data.coder_parameter.cuda[0].value) ? 1 : 0 : 0
  name    = "driver"
  default = "550"
  order   = 6
}
"#;

#[test]
fn parameters_follow_what_is_chosen() {
    let files = [("main.tf", CONDITIONS)];
    insta::assert_snapshot!(evaluated(&files, &[]), @r#"
    size: string radio = "small" of ["large", "small"]
    disk: number input = "20"
    zone-eu: string input = "eu-1 for amira"
    zone-us: string input = "us-1 for amira"
    needed: string input = "" required
    "#);
    insta::assert_snapshot!(evaluated(&files, &[("size", "large"), ("cuda", "true"), ("unknown", "x")]), @r#"
    size: string radio = "small" of ["large", "small"]
    disk: number input = "80"
    cuda: bool checkbox = "false"
    zone-eu: string input = "eu-1 for amira"
    zone-us: string input = "us-1 for amira"
    needed: string input = "" required
    driver: string input = "550"
    "#);
    let told = evaluate_parameters(&project(&files), &inputs(&[("zone-eu", "chosen"), ("size", "huge")]));
    assert_eq!(told.parameters.last().map(|one| &*one.described.display_name), Some("chosen"));
    // A value that doesn't fit hurts only what is made from it.
    let disk = &told.parameters[1];
    assert!(disk.diagnostics.iter().all(|said| said.severity == Severity::Error), "{disk:?}");
    assert_eq!(told.parameters[0].diagnostics, []);
}

const MODULES: [(&str, &str); 4] = [
    (
        "main.tf",
        r#"
data "coder_parameter" "count" {
  name    = "count"
  type    = "number"
  default = 1
}
module "disk" {
  count  = data.coder_parameter.count.value
  source = "./modules/disk"
  name   = "disk-${count.index}"
  size   = { min = 5 }
}
module "fetched" {
  source = "registry.example.com/x/y/z"
}
module "absent" {
  source = "git::https://example.com/absent"
}
data "coder_parameter" "sum" {
  name    = "sum"
  default = join(",", module.disk[*].chosen)
}
data "coder_parameter" "absent" {
  name    = "from-absent"
  default = module.absent.anything
}
"#,
    ),
    (
        "modules/disk/main.tf",
        r#"
variable "name" { type = string }
variable "size" { type = object({ min = number, max = optional(number, 9) }) }
data "coder_parameter" "this" {
  name    = var.name
  type    = "number"
  default = var.size.max
  validation {
    min = var.size.min
    max = var.size.max
  }
}
output "chosen" { value = data.coder_parameter.this.value }
"#,
    ),
    (
        ".terraform/modules/modules.json",
        r#"{"Modules": [{"Key": "", "Source": "", "Dir": "."}, {"Key": "fetched", "Source": "x", "Dir": ".terraform/modules/fetched"}]}"#,
    ),
    (".terraform/modules/fetched/main.tf", r#"data "coder_parameter" "it" { name = "fetched" }"#),
];

#[test]
fn modules_of_the_archive_and_of_the_import_are_read() {
    insta::assert_snapshot!(evaluated(&MODULES, &[("count", "2"), ("disk-1", "7")]), @r#"
    count: number input = "1"
    disk-0: number input = "9"
    disk-1: number input = "9"
    fetched: string input = "" required
    from-absent: string input = ""
      Warning: "default" is as the import has found it: main.tf line 25: the module "git::https://example.com/absent" isn't in the template's archive.
    sum: string input = "9,7"
    "#);
}

#[test]
fn what_only_a_plan_knows_is_as_the_import_has_found_it() {
    let text = r#"
resource "random_pet" "it" {}
data "http" "list" { url = "https://example.com" }
data "coder_parameter" "plain" {
  name    = "plain"
  default = "a"
}
data "coder_parameter" "pet" {
  name        = "pet"
  default     = random_pet.it.id
  description = "read ${file("x")}"
}
data "coder_parameter" "listed" {
  for_each = toset(jsondecode(data.http.list.body))
  name     = each.key
}
"#;
    let project = project(&[("main.tf", text)]);
    let all = evaluate_parameters(&project, &inputs(&[]));
    assert_eq!(all.parameters.len(), 2);
    let mut imported = all.parameters[0].described.clone();
    (imported.rule.name, imported.rule.default) = ("pet".into(), "from the plan".into());
    let mut listed = imported.clone();
    listed.rule.name = "only-a-plan".into();
    let inputs = Inputs { imported: [imported, listed].into(), ..inputs(&[]) };
    insta::assert_snapshot!(shown(&evaluate_parameters(&project, &inputs)), @r#"
    only-a-plan: string input = "from the plan"
      Warning: It is as the import has found it: How often data.coder_parameter.listed stands is known to a plan only: data.http.list is read by a plan only.
    pet: string input = "from the plan"
      Warning: "default" is as the import has found it: main.tf line 10: random_pet.it is known to a plan only.
      Warning: "description" is as the import has found it: main.tf line 11: function "file" may not be used here.
    plain: string input = "a"
    "#);
}

#[test]
fn secrets_are_used_and_not_shown() {
    let text = r#"
variable "key" {
  sensitive = true
}
locals {
  key = "k-${var.key}"
}
data "coder_parameter" "plain" {
  name        = "plain"
  default     = local.key
  description = "made of ${local.key}"
}
data "coder_parameter" "chosen" {
  name         = "chosen"
  default      = "a"
  display_name = nonsensitive(local.key) == "k-x" ? "yes" : "no"
  option {
    name  = local.key
    value = "a"
  }
  option {
    name  = "b"
    value = local.key
  }
}
"#;
    let given = Inputs { variables: [("key".to_owned(), "x".to_owned())].into(), ..inputs(&[]) };
    let told = evaluate_parameters(&project(&[("main.tf", text)]), &given);
    let [chosen, plain] = &*told.parameters else { panic!("{told:?}") };
    assert_eq!((plain.described.description.as_str(), plain.secrets.default), ("*redacted*", true));
    assert_eq!(plain.described.rule.default, "k-x", "what is built uses it");
    assert_eq!((chosen.described.display_name.as_str(), chosen.secrets.default), ("yes", false));
    let names: Vec<_> = chosen.described.options.iter().map(|one| (&*one.name, &*one.value)).collect();
    assert_eq!(names, [("*redacted*", "a"), ("b", "*redacted*")]);
    assert_eq!(chosen.described.rule.options, ["a", "k-x"]);
}

#[test]
fn what_is_wrong_is_said_where_it_stands() {
    let text = r#"
data "coder_parameter" "a" {
  name      = "a"
  type      = "colour"
  form_type = "slider"
  default   = local.nothing
  styling   = "[]"
}
data "coder_parameter" "b" {
  name    = "b"
  default = "x"
  option {
    name  = "y"
    value = "y"
  }
}
data "coder_parameter" "b_again" {
  name = "b"
}
data "coder_parameter" "unnamed" {}
locals {
  one   = local.two
  two   = local.one
}
data "coder_parameter" "circle" {
  name    = "circle"
  count   = local.one
}
data "coder_parameter" "styled" {
  name    = "styled"
  default = ""
  styling = jsonencode({ placeholder = "p", disabled = true })
}
"#;
    insta::assert_snapshot!(evaluated(&[("main.tf", text)], &[]), @r#"
    a: string input = ""
      Error: "type" can't be evaluated: main.tf line 4: the type is string, number, bool or list(string).
      Error: "default" can't be evaluated: main.tf line 6: There is no local value named "nothing".
      Error: "form_type" can't be evaluated: main.tf line 5: the form type slider doesn't go with type string without options; use input or textarea.
      Error: "styling" can't be evaluated: main.tf line 7: it is a JSON object as a text.
    b: string radio = "x" of ["y"]
      Error: The template declares the parameter wrongly: "b" has a default value that must be one of its options: y.
    styled: string input = ""
    Error: Names of parameters are unique: Two parameters have the name "b". Give each a name of its own.
    Error: data.coder_parameter.circle can't be evaluated: main.tf line 25: it is named by what it depends on itself.
    Error: data.coder_parameter.unnamed has no name: main.tf line 20: a parameter needs a name.
    "#);
    let told = evaluate_parameters(&project(&[("main.tf", text)]), &inputs(&[]));
    let styled = told.parameters.last().expect("it is there");
    assert_eq!(serde_json::json!(styled.styling), serde_json::json!({"placeholder": "p", "disabled": true}));
}

#[test]
fn no_template_takes_more_than_its_share() {
    let deep: String =
        (0..5000).map(|at| format!("locals {{\n  l{} = [local.l{at}, local.l{at}]\n}}\n", at + 1)).collect();
    for text in [
        "data \"coder_parameter\" \"a\" {\n  name = \"a\"\n  default = length([for a in range(9000): [for b in range(9000): b]])\n}\n".to_owned(),
        "data \"coder_parameter\" \"a\" {\n  count = 1000\n  name = \"a-${count.index}\"\n  default = join(\"\", [for a in range(9000): \"x\"])\n}\n".to_owned(),
        format!("locals {{\n  l0 = 1\n}}\n{deep}data \"coder_parameter\" \"a\" {{\n  name = \"a\"\n  default = jsonencode(local.l5000)\n}}\n"),
        "module \"m\" {\n  source = \"./\"\n  count = 30\n}\n".to_owned(),
        "module \"m\" {\n  source = \"./.\"\n}\n".to_owned(),
        "locals {\n  a = \"${local.b}${local.b}\"\n  b = \"${local.c}${local.c}\"\n  c = join(\"\", [for x in range(9999): \"0123456789\"])\n}\ndata \"coder_parameter\" \"a\" {\n  name = \"a\"\n  default = join(\"\", [for x in range(9999): local.a])\n}\n".to_owned(),
    ] {
        let imported = evaluate_parameters(&project(&[("main.tf", r#"data "coder_parameter" "i" { name = "i" }"#)]), &inputs(&[]));
        let imported = [imported.parameters[0].described.clone()].into();
        let began = std::time::Instant::now();
        let told = evaluate_parameters(&project(&[("main.tf", &text)]), &Inputs { imported, ..inputs(&[]) });
        let said = told.diagnostics.iter().chain(told.parameters.iter().flat_map(|one| &one.diagnostics));
        assert!(said.count() > 0, "{text:.80}: {told:?}");
        assert!(began.elapsed().as_secs() < 20, "{text:.80}");
    }
}
