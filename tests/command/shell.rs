//! What a shell and a manual need.

use std::process::Command;

use burgrave_command::table::NOUNS;

use super::terminal::Terminal;

#[apply(case)]
async fn completions_know_every_noun_and_bash_takes_them() {
    let terminal = Terminal::new();
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let text = terminal.run(&["completions", shell]).ok();
        for noun in NOUNS {
            assert!(text.contains(noun.name), "{shell} has no {}", noun.name);
        }
        assert!(text.contains("list-organization-paginated") && text.contains("quota-allowance"), "{shell}");
        std::fs::write(folder.path().join(shell), text).unwrap();
    }
    let script = "source ./bash && complete -p burgrave && COMP_WORDS=(burgrave groups cre) COMP_CWORD=2 && \
                  _burgrave burgrave cre groups && echo \"${COMPREPLY[@]}\"";
    let output = Command::new("bash").args(["-c", script]).current_dir(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("create"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

#[apply(case)]
async fn the_manual_has_a_page_for_every_command() {
    let terminal = Terminal::new();
    assert!(terminal.run(&["man"]).ok().contains(".TH burgrave 1"));
    let folder = terminal.home.path().join("made/man1");
    terminal.run(&["man", folder.to_str().unwrap()]).ok();
    for noun in NOUNS {
        for operation in noun.operations {
            let page = folder.join(format!("burgrave-{}-{}.1", noun.name, operation.verb));
            let text =
                std::fs::read_to_string(&page).unwrap_or_else(|_| panic!("{} is missing", page.display()));
            assert!(text.contains(operation.method), "{}", page.display());
        }
    }
    assert!(folder.join("burgrave-login.1").is_file() && folder.join("burgrave.1").is_file());
}

#[apply(case)]
async fn help_names_what_a_client_can_do_and_the_server_starts_for_no_typing_error() {
    let terminal = Terminal::new();
    let short = terminal.run(&["-h"]).ok();
    assert!(short.contains("burgrave login") && short.contains("burgrave commands"), "{short}");
    let all = terminal.run(&["help"]).ok();
    assert!(all.contains("\n  template-versions ") && all.contains("\n  doctor "), "{all}");
    let noun = terminal.run(&["groups", "--help"]).ok();
    assert!(noun.contains("Update a group") && !noun.contains("\u{1b}"), "{noun}");
    let leaf = terminal.run(&["help", "groups", "create"]).ok();
    assert!(leaf.contains("--quota-allowance") && leaf.contains("POST /api/v2/organizations"), "{leaf}");
    let commands = terminal.run(&["commands", "groups"]).ok();
    assert!(commands.lines().any(|line| line.starts_with("groups create ")), "{commands}");
    terminal.run(&["commands", "castles"]).expect(2);
    terminal.run(&["--open-setup", "groups", "list"]).expect(2);
}
