//! Settings and commands that units, containers and manifests name.

use burgrave::config::{Config, Layers, Setting, ValueSource};
use regex::Regex;

use super::{read, root, texts};
use crate::process::program::run;

#[apply(case)]
async fn every_variable_of_the_packaging_is_a_setting() {
    let variable = Regex::new(r"\bBURGRAVE_[A-Z_]+\b").unwrap();
    let mut found = 0;
    for (path, text) in texts(&root()) {
        for name in variable.find_iter(&text) {
            let known = Setting::of_all().any(|setting| setting.variable == name.as_str());
            assert!(known, "{} names {}", path.display(), name.as_str());
            found += 1;
        }
    }
    assert!(found > 15, "{found}");
}

#[apply(case)]
async fn the_settings_of_the_unit_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("burgrave.toml");
    // What is commented out has to be right, too, but for the secrets, which are made by whoever sets it up.
    let text = read("systemd/burgrave.toml")
        .replace("made by: openssl rand -base64 32", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
        .replace("made by: openssl rand -hex 16", "00112233445566778899aabbccddeeff");
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(setting) if setting.contains(" = ") => setting,
        _ => line,
    });
    std::fs::write(&file, lines.collect::<Vec<_>>().join("\n")).unwrap();
    let layers = Layers::new([], |_| None).with_file(&file, ValueSource::Flag("config"));
    let config = Config::resolve(&layers).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(config.address.to_string(), "127.0.0.1:3000");
    assert!(config.metrics_token.is_some() && config.access_url.is_some());
}

#[apply(case)]
async fn every_command_of_the_packaging_is_one() {
    let mut commands = vec!["database migrate --expand".to_owned(), "serve".to_owned()];
    for unit in ["burgrave", "burgrave-provisioner", "burgrave-proxy"] {
        let text = read(&format!("systemd/{unit}.service"));
        let start = text.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/bin/burgrave "));
        commands.push(start.unwrap().replace("${SERVER}", "http://127.0.0.1:9"));
    }
    for command in commands {
        let words: Vec<_> = command.split(' ').collect();
        let output = run(&[&words[..], &["--help"]].concat());
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        let flags = words.iter().filter(|word| word.starts_with("--"));
        flags.for_each(|flag| assert!(said.contains(flag), "{command}: there is no {flag}"));
    }
}

/// A volume's own folder can be written by others; one that the server makes in it can't.
#[apply(case)]
async fn the_data_of_a_pod_is_a_folder_in_its_volume() {
    let kubernetes = read("kubernetes/burgrave.yaml");
    let value = |pattern: &str| {
        let found = Regex::new(pattern).unwrap();
        found.captures(&kubernetes).unwrap_or_else(|| panic!("no {pattern}"))[1].to_owned()
    };
    let data = value(r"BURGRAVE_DATA, value: ([^ }]+)\}");
    let volume = value(r"name: data, mountPath: ([^ }]+)\}");
    assert!(data.starts_with(&format!("{volume}/")), "{data} isn't in {volume}");
}

#[apply(case)]
async fn manifests_give_the_server_time_to_drain_and_name_its_version() {
    let drain = Config::resolve(&Layers::default()).unwrap().limits.drain_time.as_secs();
    let number = |text: &str, name: &str| -> u64 {
        let found = Regex::new(&format!("{name}[=:] *([0-9]+)")).unwrap();
        found.captures(text).unwrap_or_else(|| panic!("no {name}"))[1].parse().unwrap()
    };
    assert!(number(&read("systemd/burgrave.service"), "TimeoutStopSec") > drain);
    assert!(number(&read("systemd/burgrave-proxy.service"), "TimeoutStopSec") > drain);
    assert!(number(&read("container/compose.yaml"), "stop_grace_period") > drain);
    let kubernetes = read("kubernetes/burgrave.yaml");
    assert!(number(&kubernetes, "terminationGracePeriodSeconds") > drain + 5, "it waits before");
    let version = burgrave::VERSION.trim_start_matches('v');
    let images = kubernetes.matches("image: ").count();
    assert_eq!(
        kubernetes.matches(&format!("burgrave:{version}\n")).count(),
        images,
        "images are of {version}"
    );
    for probe in ["/healthz", "/readyz"] {
        assert!(kubernetes.contains(&format!("path: {probe}, port: http")), "{probe}");
    }
    for unit in ["burgrave", "burgrave-provisioner", "burgrave-proxy"] {
        let text = read(&format!("systemd/{unit}.service"));
        for hardening in
            ["LoadCredential=", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n"]
        {
            assert!(text.contains(hardening), "{unit}: {hardening}");
        }
    }
}
