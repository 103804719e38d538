//! What keeps the program from serving is said in plain words, with the exit status that scripts expect.

use super::program::{Program, command, run};

#[apply(case)]
async fn all_faults_of_the_configuration_are_named_at_once_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("burgrave.toml");
    std::fs::write(&file, "log-level = \"info\"\nlog-format = \"pretty\"\n").unwrap();
    let output = command(&["--address", "nowhere", "--config", file.to_str().unwrap()])
        .env("BURGRAVE_DRAIN_TIME", "soon")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in [
        "3 faults",
        "--address: \"nowhere\"",
        "variable BURGRAVE_DRAIN_TIME: \"soon\"",
        "burgrave.toml:2: \"pretty\"",
    ] {
        assert!(said.contains(part), "{part} is missing in:\n{said}");
    }
}

#[apply(case)]
async fn a_key_that_no_setting_has_hides_no_other_fault() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("burgrave.toml");
    let text =
        "adress = \"127.0.0.1:1\"\nlog-format = \"pretty\"\naccess-url = \"https://example.com/burgrave\"\n";
    std::fs::write(&file, text).unwrap();
    let arguments = ["--config", file.to_str().unwrap(), "--oidc-client-id", "burgrave"];
    let output =
        command(&arguments).env("BURGRAVE_DATABASE", "postgres://u:se#cret@host/name").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in [
        "5 faults",
        "burgrave.toml:1: there is no setting adress; perhaps address is meant",
        "burgrave.toml:2: \"pretty\"",
        "burgrave.toml:3: \"https://example.com/burgrave\" has a path",
        "--oidc-client-id: oidc-client-id has no effect without oidc-issuer-url",
        "in a password, write it as %23",
    ] {
        assert!(said.contains(part), "{part} is missing in:\n{said}");
    }
    assert!(!said.contains("se#cret"), "{said}");
}

#[apply(case)]
async fn an_unknown_flag_is_a_usage_fault() {
    let output = run(&["--adress", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--address"), "the right spelling is proposed");
}

#[apply(case)]
async fn a_taken_address_is_named_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(&["--address", &address, "--data", folder.path().to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(&address) && said.contains("another program listens there"), "{said}");
}

#[apply(case)]
async fn a_second_server_on_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = Program::serve(folder.path(), &[]);
    let output = run(&["--address", "127.0.0.1:0", "--data", folder.path().to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(folder.path().to_str().unwrap()), "{said}");
    first.stop();
}

#[apply(case)]
async fn a_missing_database_is_reported_without_its_password() {
    let password = "a-password-in-an-address";
    crate::harness::secrets::register(password);
    let url = format!("postgres://burgrave:{password}@127.0.0.1:1/burgrave?sslmode=disable");
    let arguments = ["--address", "127.0.0.1:0", "--log-level", "trace", "--database-wait", "0"];
    let output = command(&arguments).env("BURGRAVE_DATABASE", url).output();
    let output = output.unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("PostgreSQL") && !said.contains(password), "{said}");
}

#[apply(case)]
async fn a_data_folder_that_cant_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let output = run(&["--address", "127.0.0.1:0", "--data", file.join("data").to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("a-file"), "{said}");
    let output = run(&["--address", "127.0.0.1:0", "--data", file.to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("a-file is a file, not a folder"), "{said}");
}

#[apply(case)]
async fn a_variable_that_names_no_setting_is_warned_of() {
    let output = command(&["database", "backup", "--data", "/nowhere", "--to", "/nowhere/b.db"])
        .env("BURGRAVE_ADDRES", "a-value-that-is-nobodys-business")
        .env("BURGRAVE_TESTS_SEED", "1")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let warning = said.lines().find(|line| line.contains("BURGRAVE_ADDRES")).expect("there is a warning");
    assert!(warning.contains("WARN") && warning.contains("perhaps_meant: BURGRAVE_ADDRESS"), "{said}");
    assert!(!said.contains("BURGRAVE_TESTS_SEED") && !said.contains("nobodys-business"), "{said}");
}

#[apply(case)]
async fn flags_before_a_command_count_and_short_help_is_short() {
    let output = run(&["--data", "/nowhere/at/all", "admin", "grant-owner", "amira"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("/nowhere/at/all"), "{said}");
    let [short, long] = ["-h", "--help"].map(|flag| String::from_utf8(run(&[flag]).stdout).unwrap());
    assert!(short.lines().count() < 50 && long.lines().count() > 150, "{short}");
    assert!(long.contains("BURGRAVE_OIDC_ISSUER_URL"), "{long}");
}

#[apply(case)]
async fn what_a_configuration_will_not_do_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let flags = ["--password-login", "false", "--access-url", "https://burgrave.example.com:8443"];
    let log = Program::serve(folder.path(), &flags).stop();
    let warnings: Vec<_> = log.lines().filter(|line| line.contains("WARN")).collect();
    for part in ["nobody can log in", "set trusted-proxies"] {
        assert!(warnings.iter().any(|line| line.contains(part)), "{part} is missing in:\n{log}");
    }
    let program = Program::serve(folder.path(), &[]);
    program.call(http::Method::GET, "/healthz").send().await.expect(200);
    let log = program.stop();
    assert!(!log.contains("WARN"), "{log}");
}

#[apply(case)]
async fn a_proxy_that_is_not_trusted_is_warned_of_once() {
    let folder = tempfile::tempdir().unwrap();
    for (flags, times) in [(&[][..], 1), (&["--trusted-proxies", "127.0.0.1/32"][..], 0)] {
        let program = Program::serve(folder.path(), flags);
        for _ in 0..3 {
            let call = program.call(http::Method::GET, "/healthz").header("x-forwarded-for", "203.0.113.9");
            call.send().await.expect(200);
        }
        assert_eq!(program.stop().matches("not in trusted-proxies").count(), times);
    }
}
