//! Templates are read.

use std::collections::BTreeMap;

use super::*;

fn sources(files: &[(&str, &str)]) -> Sources {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    Sources::of_folder(folder.path()).expect("they can be read")
}

fn read(files: &[(&str, &str)]) -> Result<Template, ReadFault> {
    Template::read(&sources(files), Dialect::Terraform)
}

fn shown(template: &Template) -> String {
    let line = |declared: &Declared| {
        let one = &declared.variable;
        let flags = [(one.required, " required"), (one.sensitive, " sensitive")];
        let flags: String = flags.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
        let (name, kind, default, text) = (&one.name, &one.kind, &one.default_value, &one.description);
        format!("{}: {name} ({kind}) = {default:?}{flags} {text:?}", declared.place)
    };
    template.variables.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn variables_come_with_types_defaults_and_places() {
    let template = read(&[
        (
            "variables.tf",
            r#"variable "region" {
  description = "Where"
  type        = string
}

variable "sizes" {
  type    = map(object({ cpu = number }))
  default = { small = { cpu = 1 } }
}

variable "flag" {
  default = true
}

variable "empty" {
  default = ""
}

variable "nothing" {
  type    = list(string)
  default = null
}
"#,
        ),
        (
            "a.tf",
            r#"
# A comment with "variable" in it.
variable "secret" {
  sensitive = true
  default   = <<-EOT
    two
    lines
  EOT
  validation {
    condition     = length(var.secret) > 0
    error_message = "no"
  }
}
variable "list" {
  type    = list(number)
  default = [1, 2.5, "x"]
}
"#,
        ),
    ]);
    insta::assert_snapshot!(shown(&template.expect("it can be read")), @r#"
    a.tf line 3: secret () = "two\nlines\n" sensitive ""
    a.tf line 14: list (list(number)) = "[1,2.5,\"x\"]" ""
    variables.tf line 1: region (string) = "" required "Where"
    variables.tf line 6: sizes (map(object({ cpu = number }))) = "{\"small\":{\"cpu\":1}}" ""
    variables.tf line 11: flag () = "true" ""
    variables.tf line 15: empty () = "" ""
    variables.tf line 19: nothing (list(string)) = "" ""
    "#);
}

#[test]
fn json_and_overrides_are_files_like_others() {
    let template = read(&[
        (
            "main.tf.json",
            r#"{"variable": {"a": {"type": "string", "default": "x"}, "b": [{"description": "B"}]},
                "data": {"coder_workspace_tags": {"t": {
                  "tags": {"zone": "${var.a}", "plain": "y-${var.a}"}}}}}"#,
        ),
        ("override.tf", "variable \"a\" {\n  default = \"over\"\n}\n"),
    ]);
    let template = template.expect("it can be read");
    insta::assert_snapshot!(shown(&template), @r#"
    main.tf.json line 1: a (string) = "over" ""
    main.tf.json line 1: b () = "" required "B"
    "#);
    let none = BTreeMap::new();
    let tags = evaluate_tags(&template, &none, &none).expect("they have values");
    assert_eq!(tags.into_iter().collect::<Vec<_>>(), pairs(&[("plain", "y-over"), ("zone", "over")]));
}

#[test]
fn faults_have_a_file_and_a_line() {
    let fault = |text: &str| read(&[("main.tf", text)]).expect_err("it has a fault").to_string();
    assert!(fault("variable \"a\" {\n  default = ;\n}\n").starts_with("main.tf line 2: "));
    let twice = fault("variable \"a\" {}\nvariable \"a\" {}\n");
    assert_eq!(twice, "main.tf line 2: the variable \"a\" is declared in main.tf line 1 too.");
    let named = fault("variable \"a\" {\n  default = var.b\n}\n");
    assert_eq!(named, "main.tf line 2: There is no variable named \"var\".");
    let tags = |text: &str| fault(&format!("data \"coder_workspace_tags\" \"x\" {{\n{text}\n}}\n"));
    assert!(tags("").contains("\"tags\" attribute is required by coder_workspace_tags"));
    assert!(tags("tags = 5").contains("is expected to be a key-value map"));
    assert!(
        tags("tags = {\n a = 1\n \"a\" = 2 }").contains("main.tf line 4: the workspace tag \"a\" is defined")
    );
}

const TAGS: &str = r#"
variable "text" {
  default = "a"
}
variable "number" {
  type    = number
  default = 1
}
variable "list" {
  default = ["a"]
}
variable "map" {
  default = { a = "b" }
}
variable "required" {}
locals {
  second = "${local.first}!"
  first  = upper(var.text)
  sized  = "size-${data.coder_parameter.size.value}"
}
data "coder_parameter" "size" {
  name    = "How big"
  default = var.number
}
data "coder_parameter" "none" {
  name = "none"
}
data "coder_workspace_tags" "x" {
  tags = {
    "text"    = var.text
    number    = var.number
    flag      = true
    list      = var.list
    map       = var.map
    size      = data.coder_parameter.size.value
    none      = data.coder_parameter.none.value
    local     = local.second
    sum       = var.number == 1 ? join("-", [for one in var.list : format("%s%d", one, 2)]) : "no"
    required  = var.required
    template  = "x-${lower(local.first)}"
    zz        = local.sized
  }
}
"#;

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn tags_have_values_by_defaults_and_by_what_is_given() {
    let template = read(&[("main.tf", TAGS)]).expect("it can be read");
    assert_eq!(template.tags[0].key, "text");
    assert_eq!(template.tags[5].value.text, "data.coder_parameter.size.value");
    let values = |variables: &[(&str, &str)], parameters: &[(&str, &str)]| {
        let map = |given: &[(&str, &str)]| pairs(given).into_iter().collect();
        let tags = evaluate_tags(&template, &map(variables), &map(parameters)).expect("they have values");
        tags.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(values(&[], &[]), @r#"
    flag=true
    list=["a"]
    local=A!
    map={"a":"b"}
    none=
    number=1
    required=
    size=1
    sum=a2
    template=x-a
    text=a
    zz=size-1
    "#);
    let given = values(&[("text", "z"), ("number", "2"), ("required", "r")], &[("How big", "9")]);
    insta::assert_snapshot!(given, @r#"
    flag=true
    list=["a"]
    local=Z!
    map={"a":"b"}
    none=
    number=2
    required=r
    size=9
    sum=no
    template=x-z
    text=z
    zz=size-9
    "#);
}

#[test]
fn tags_without_values_are_all_named() {
    let fault = |value: &str| {
        let text =
            format!("data \"coder_workspace_tags\" \"x\" {{\n  tags = {{\n    a = {value}\n  }}\n}}\n");
        let template = read(&[("main.tf", &text)]).expect("it can be read");
        let none = BTreeMap::new();
        evaluate_tags(&template, &none, &none).expect_err("it has no value")[0].to_string()
    };
    insta::assert_snapshot!([
        fault("data.coder_workspace.me.name"),
        fault("docker_container.x.id"),
        fault("pathexpand(\"~\")"),
        fault("file(\"/etc/passwd\")"),
        fault("nonsense(1)"),
        fault("data.coder_parameter.nobody.value"),
        fault("\"a\" + 1"),
        fault("[for a in range(2000): [for b in range(2000): a]]"),
        fault("range(100000)"),
    ].join("\n"), @r#"
    main.tf line 3: the workspace tag "a" has no value: There is no data source "coder_workspace" named "me".
    main.tf line 3: the workspace tag "a" has no value: There is no variable named "docker_container".
    main.tf line 3: the workspace tag "a" has no value: function "pathexpand" may not be used here.
    main.tf line 3: the workspace tag "a" has no value: function "file" may not be used here.
    main.tf line 3: the workspace tag "a" has no value: There is no function named "nonsense".
    main.tf line 3: the workspace tag "a" has no value: There is no data source "coder_parameter" named "nobody".
    main.tf line 3: the workspace tag "a" has no value: the operator + doesn't go with its values.
    main.tf line 3: the workspace tag "a" has no value: it takes more steps or time than an evaluation may have.
    main.tf line 3: the workspace tag "a" has no value: function "range": the result has too many members.
    "#);
}

/// What costs much more than it says is refused before it is made.
#[test]
fn values_that_would_grow_without_bound_are_refused() {
    let evaluated = |locals: &str, value: &str| {
        let text = format!(
            "locals {{\n{locals}\n}}\ndata \"coder_workspace_tags\" \"x\" {{\n  tags = {{ a = {value} }}\n}}\n"
        );
        let template = read(&[("main.tf", &text)]).expect("it can be read");
        let none = BTreeMap::new();
        evaluate_tags(&template, &none, &none).map_err(|faults| faults[0].message.clone())
    };
    let long = format!("b = \"{}\"", "A".repeat(1_000_000));
    let nested: String = (1..=12)
        .map(|level| {
            let inner = format!("local.l{}, ", level - 1).repeat(10);
            format!("l{level} = [{inner}]\n")
        })
        .collect();
    for (locals, value) in [
        (long.as_str(), "length(join(local.b, range(9999)))"),
        (long.as_str(), "length(formatlist(\"%s%s\", range(9999), local.b))"),
        (long.as_str(), "length(replace(local.b, \"/.*[^A-Z]|[A-Z]/\", \"x\"))"),
        (long.as_str(), "length(regexall(\".*[^A-Z]|[A-Z]\", local.b))"),
        (long.as_str(), "length(indent(100, replace(local.b, \"A\", \"\\n\")))"),
        ("b = range(10000)", "length([for x in range(4000): local.b[*]])"),
        ("b = 1", "length([for i in range(9999): can(regex(\"\\\\p{L}{0,12}\", \"\"))])"),
        (format!("l0 = [1]\n{nested}").as_str(), "local.l12"),
    ] {
        assert!(evaluated(locals, value).is_err(), "{value}");
    }
    let plain = evaluated("b = 1", "length([for i in range(5000): replace(\"a-${i}\", \"-\", \"_\")])");
    assert_eq!(plain.map(|tags| tags["a"].clone()), Ok("5000".into()), "a plain text is found quickly");
    let tiny = format!("tostring(0.{}1)", "0".repeat(70_000));
    for value in ["tostring(1e-2147483648)", "tonumber(\"1e-2147483648\")", "1e-36 * 1e-36 * 1e-36", &tiny] {
        let broken_off = Err("it can't be evaluated now".into());
        assert_ne!(evaluated("b = 1", value), broken_off, "{}", &value[..20]);
    }
}

#[test]
fn functions_are_those_of_the_language() {
    let value = |expression: &str| {
        let text =
            format!("data \"coder_workspace_tags\" \"x\" {{\n  tags = {{\n    a = {expression}\n  }}\n}}\n");
        let template = read(&[("main.tf", &text)]).expect("it can be read");
        let none = BTreeMap::new();
        match evaluate_tags(&template, &none, &none) {
            Ok(tags) => tags["a"].clone(),
            Err(faults) => panic!("{expression}: {}", faults[0]),
        }
    };
    for (expression, expected) in [
        (r#"substr("hello", 1, 3)"#, "ell"),
        (r#"substr("hello", -2, -1)"#, "lo"),
        (r#"split(",", "a,b")[1]"#, "b"),
        (r#"replace("a-b", "-", "_")"#, "a_b"),
        (r#"title("big news")"#, "Big News"),
        (r#"trim("?!a!?", "!?")"#, "a"),
        (r#"trimprefix("abc", "a")"#, "bc"),
        (r#"format("%s %d %v %q %%", "a", 2, [1], "q")"#, "a 2 [1] \"q\" %"),
        ("max(1, 5, 3)", "5"),
        ("floor(1.9)", "1"),
        (r#"parseint("ff", 16)"#, "255"),
        ("sum([1, 2.5])", "3.5"),
        (r#"length({a = 1, b = 2})"#, "2"),
        (r#"concat(["a"], ["b"])"#, r#"["a","b"]"#),
        (r#"element(["a", "b"], 3)"#, "b"),
        (r#"flatten([["a"], [["b"], "c"]])"#, r#"["a","b","c"]"#),
        (r#"sort(distinct(["b", "a", "b"]))"#, r#"["a","b"]"#),
        (r#"coalesce("", null, "x")"#, "x"),
        ("range(3)", "[0,1,2]"),
        (r#"setsubtract(["a", "b"], ["a"])"#, r#"["b"]"#),
        (r#"slice(["a", "b", "c"], 1, 2)"#, r#"["b"]"#),
        (r#"keys({b = 1, a = 2})"#, r#"["a","b"]"#),
        (r#"lookup({a = 1}, "b", "none")"#, "none"),
        (r#"merge({a = 1}, {b = 2})"#, r#"{"a":1,"b":2}"#),
        (r#"zipmap(["a"], [1])"#, r#"{"a":1}"#),
        (r#"jsondecode("{\"a\": [1]}").a[0]"#, "1"),
        (r#"jsonencode({a = true})"#, r#"{"a":true}"#),
        (r#"urlencode("a b/ä")"#, "a+b%2F%C3%A4"),
        (r#"tostring(5)"#, "5"),
        (r#"tobool("true")"#, "true"),
        (r#"anytrue([false, true])"#, "true"),
        (r#"startswith("abc", "ab")"#, "true"),
        (r#"one([])"#, ""),
        (r#"replace("a1b22", "/[0-9]+/", "-")"#, "a-b-"),
        (r#"regex("(\\d+)-(\\d+)", "x 1-2")"#, r#"["1","2"]"#),
        (r#"regex("(?P<one>\\d+)", "x 1-2").one"#, "1"),
        (r#"regexall("[a-z]", "a1b")"#, r#"["a","b"]"#),
        (r#"setproduct(["a", "b"], [1, 2])"#, r#"[["a",1],["a",2],["b",1],["b",2]]"#),
        (r#"chunklist(["a", "b", "c"], 2)"#, r#"[["a","b"],["c"]]"#),
        (r#"transpose({a = ["x"], b = ["x", "y"]})"#, r#"{"x":["a","b"],"y":["b"]}"#),
        (r#"base64decode(base64encode("ä"))"#, "ä"),
        (r#"urldecode("a+b%2F")"#, "a b/"),
        (r#"jsonencode("<&>")"#, r#""\u003c\u0026\u003e""#),
        (r#"cidrsubnet("10.0.0.0/8", 8, 2)"#, "10.2.0.0/16"),
        (r#"cidrsubnets("10.1.0.0/16", 4, 4, 8)"#, r#"["10.1.0.0/20","10.1.16.0/20","10.1.32.0/24"]"#),
        (r#"cidrhost("10.0.0.0/24", -1)"#, "10.0.0.255"),
        (r#"cidrnetmask("172.16.0.0/12")"#, "255.240.0.0"),
        (r#"formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")"#, "02 Jan 2018 23:12 UTC"),
        (r#"timeadd("2017-11-22T00:00:00Z", "10m")"#, "2017-11-22T00:10:00Z"),
        (r#"formatlist("%s-%03d", ["a", "b"], 7)"#, r#"["a-007","b-007"]"#),
        (r#"format("%5s|%-4d|%.2f", "a", 1, 2)"#, "    a|1   |2.00"),
        (r#"try(jsondecode("{"), "other")"#, "other"),
        (r#"can(tonumber("x"))"#, "false"),
        (r#"0.1 + 0.2"#, "0.3"),
        (r#"12345678901234567890123"#, "12345678901234567890123"),
        (r#"{for key, value in {a = 1, b = 2} : value => key...}"#, r#"{"1":["a"],"2":["b"]}"#),
        (r#"[for at, one in ["x", "y"] : "${at}${one}" if one != "x"]"#, r#"["1y"]"#),
        (r#"[{a = 1}, {a = 2}][*].a"#, "[1,2]"),
        (r#""%{ if true ~} yes %{~ else ~} no %{~ endif }""#, "yes"),
        (r#""%{ for one in [1, 2] }<${one}>%{ endfor }""#, "<1><2>"),
        (r#"max([1, 5, 3]...)"#, "5"),
        (r#"length("x\u0301 👩‍👩‍👧")"#, "3"),
        (r#"strrev("ax\u0301")"#, "x\u{301}a"),
        (r#"substr("x\u0301a", 1, 1)"#, "a"),
        (r#"format("%3s|", "x\u0301")"#, "  x\u{301}|"),
        ("[1] == [1]", "true"),
        ("[1] == tolist([1])", "false"),
        ("tolist([1]) == tolist([1])", "true"),
        ("toset([1]) == tolist([1])", "false"),
        ("tolist([[1]]) == tolist([tolist([1])])", "false"),
        ("concat([1], tolist([2])) == [1, 2]", "true"),
        ("concat(tolist([1]), tolist([2])) == [1, 2]", "false"),
        (r#"split(",", "a,b") == ["a", "b"]"#, "false"),
        (r#"[for one in split(",", "a,b") : one] == ["a", "b"]"#, "true"),
        (r#"split(",", "a,b")[*] == tolist(["a", "b"])"#, "true"),
        (r#"jsondecode("[1]") == [1]"#, "true"),
        (r#"keys({a = 1}) == ["a"]"#, "true"),
        (r#"sha256("")"#, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ] {
        assert_eq!(value(expression), expected, "{expression}");
    }
}

#[test]
fn other_endings_count_for_the_other_program() {
    let sources = sources(&[("main.tf", "variable \"a\" {}\n"), ("main.tofu", "variable \"b\" {}\n")]);
    let names = |dialect| {
        let template = Template::read(&sources, dialect).expect("it can be read");
        template.variables.into_iter().map(|one| one.variable.name).collect::<Vec<_>>()
    };
    assert_eq!(names(Dialect::Terraform), ["a"]);
    assert_eq!(names(Dialect::OpenTofu), ["b"]);
}

#[test]
fn no_depth_overflows_the_stack() {
    for piece in ["(", "[", "{", "!", "-", "1+", "a?b:", "a.b[", "\"${", "f("] {
        let text = format!("locals {{\n  x = {}\n}}\n", piece.repeat(20_000));
        assert!(read(&[("main.tf", &text)]).is_err(), "{piece}");
    }
}
