//! What a template's programs reach of the machine.

use std::fs;

use burgrave_core::provisioning::build::Transition;
use burgrave_provisioner::{Confinement, JobInput};

use crate::job::{Job, tools};

/// Runs a script as a template would, with these places hidden; gives what it has said.
fn said(confinement: Confinement, script: &str) -> Option<String> {
    let mut settings = tools()?;
    if let Err(why) = Confinement::supported() {
        let required = std::env::var_os("BURGRAVE_TESTS_REQUIRE").is_some();
        assert!(!required, "{why}, and BURGRAVE_TESTS_REQUIRE is set");
        eprintln!("left out: {why}");
        return None;
    }
    settings.confinement = Some(confinement);
    let template = format!(
        "resource \"terraform_data\" \"it\" {{\n  provisioner \"local-exec\" {{\n    command = <<-EOT\n{script}\n\
         EOT\n  }}\n}}\n"
    );
    let mut job = Job::new(&settings, &template, JobInput::default());
    job.build(Transition::Start);
    Some(job.log())
}

/// Lines of a script, each of which says how it went.
fn script(lines: &[(&str, String)]) -> String {
    let line = |(name, command): &(&str, String)| {
        format!("if {command} >/dev/null 2>&1; then echo '{name}: open'; else echo '{name}: closed'; fi")
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Whether a line of the script said so; the log has the script itself too.
fn is_told(log: &str, name: &str, word: &str) -> bool {
    log.contains(&format!("(local-exec): {name}: {word}"))
}

#[test]
fn a_template_reads_and_changes_nothing_of_the_server() {
    let root = tempfile::tempdir().expect("a folder");
    let data = root.path().join("data");
    fs::create_dir(&data).expect("a folder");
    fs::write(data.join("encryption.key"), "hush-4711").expect("a file");
    fs::write(root.path().join("beside"), "hush-4711").expect("a file");
    let confinement = Confinement {
        readable: vec![root.path().to_owned()],
        shared: Vec::new(),
        hidden: vec![data.clone()],
    };
    let (key, beside, server) = (data.join("encryption.key"), root.path().join("beside"), std::process::id());
    let (key, beside) = (key.display(), beside.display());
    let lines = [
        ("key", format!("cat {key}")),
        ("listing", format!("ls {}", data.display())),
        ("key by a link", format!("ln -s {key} link && cat link")),
        ("key by the process", format!("cat /proc/{server}/root{key}")),
        ("environment", format!("cat /proc/{server}/environ")),
        ("memory", format!("head -c 1 /proc/{server}/mem")),
        ("files", format!("readlink /proc/{server}/fd/0")),
        ("signal", format!("kill -0 {server}")),
        ("change", format!("touch {beside}.new")),
        ("program", "cp /bin/true /usr/bin/burgrave-canary".to_owned()),
        ("privileges", "grep -q 'NoNewPrivs:.0' /proc/self/status".to_owned()),
        ("beside", format!("cat {beside}")),
        ("own folder", "touch own && cat own".to_owned()),
        ("own process", "cat /proc/self/environ".to_owned()),
        ("temporary", "touch \"$TMPDIR/x\" && mktemp".to_owned()),
        ("system", "cat /etc/passwd /dev/null".to_owned()),
    ];
    let Some(log) = said(confinement, &script(&lines)) else { return };
    for (name, _) in lines {
        let open = ["beside", "own folder", "own process", "temporary", "system"].contains(&name);
        // The kernel scopes signals from Linux 6.12 on.
        let told = |word: &str| is_told(&log, name, word);
        if name == "signal" {
            assert!(told("open") || told("closed"), "{log}");
        } else {
            assert!(told(if open { "open" } else { "closed" }), "{name}\n{log}");
        }
    }
    assert!(!log.contains("hush-4711"), "{log}");
}

#[test]
fn what_an_operator_shares_can_be_changed_but_for_what_is_hidden() {
    let root = tempfile::tempdir().expect("a folder");
    fs::create_dir(root.path().join("data")).expect("a folder");
    fs::create_dir(root.path().join("images")).expect("a folder");
    let confinement = Confinement {
        shared: vec![root.path().to_owned()],
        hidden: vec![root.path().join("data")],
        ..Confinement::default()
    };
    let lines = [
        ("images", format!("touch {}/images/x", root.path().display())),
        ("data", format!("touch {}/data/x", root.path().display())),
    ];
    let Some(log) = said(confinement, &script(&lines)) else { return };
    assert!(is_told(&log, "images", "open") && is_told(&log, "data", "closed"), "{log}");
}

#[test]
fn jobs_can_not_look_into_each_other() {
    let Some(settings) = tools().filter(|_| Confinement::supported().is_ok()) else { return };
    let other = Job::new(&settings, "", JobInput::default());
    let folder = other.folder();
    let lines = [("other", format!("ls {}", folder.display()))];
    let Some(log) = said(Confinement::default(), &script(&lines)) else { return };
    assert!(is_told(&log, "other", "closed"), "{log}");
}

#[test]
fn a_home_that_is_hidden_is_replaced_by_an_empty_one() {
    let home = std::env::var_os("HOME").map(std::path::PathBuf::from).filter(|home| home.is_absolute());
    let Some(home) = home else { return };
    let confinement = Confinement { hidden: vec![home.clone()], ..Confinement::default() };
    let lines = [
        ("home", "touch \"$HOME/x\"".to_owned()),
        ("old home", format!("ls {}", home.display())),
        ("same home", format!("[ \"$HOME\" = '{}' ]", home.display())),
    ];
    let Some(log) = said(confinement, &script(&lines)) else { return };
    assert!(is_told(&log, "home", "open") && is_told(&log, "old home", "closed"), "{log}");
    assert!(is_told(&log, "same home", "closed"), "{log}");
}
