//! What an `init` has found, and jobs that do without one.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::LogLevel;
use burgrave_provisioner::JobInput;
use burgrave_provisioner::hcl::Sources;
use burgrave_provisioner::terraform::{KeptInit, Settings};

use crate::job::{Job, PROVIDER, tofu, tools};

const INNER: &str = "variable \"x\" {}\nresource \"terraform_data\" \"inner\" {\n  input = var.x\n}\n";

fn job(settings: &Settings) -> Job {
    let main = format!("{PROVIDER}\nmodule \"inner\" {{\n  source = \"./inner\"\n  x = \"1\"\n}}\n");
    let files = [("main.tf", main.as_str()), ("inner/main.tf", INNER)];
    Job::of_files(settings, &files, JobInput::default())
}

fn found(settings: &Settings) -> KeptInit {
    let kept = job(settings).init_with(None).expect("it ends well").expect("it was looked for");
    assert!(String::from_utf8(kept.lock.clone()).expect("a text").contains("coder/coder"));
    kept
}

fn reuses(settings: &Settings) {
    let kept = found(settings);
    for _ in 0..2 {
        let mut next = job(settings);
        assert_eq!(next.init_with(Some(kept.clone())).expect("it is there"), None, "{}", next.log());
        assert!(next.has_line(LogLevel::Info, "Reusing"), "{}", next.log());
        assert!(!next.log().contains("Initializing"), "{}", next.log());
        next.plan(Transition::Start).unwrap_or_else(|fault| panic!("{fault}\n{}", next.log()));
        assert_eq!(next.apply().error, None, "{}", next.log());
        let timings = next.session.take_timings();
        let has = |resource: &str| timings.iter().any(|one| one.resource == resource);
        assert!(has("provider plugins") && has("modules") && has("coder_stage_init"));
    }
}

#[test]
fn the_next_job_does_without_an_init() {
    if let Some(settings) = tools() {
        reuses(&settings);
    }
}

#[test]
fn the_next_job_of_open_tofu_does_too() {
    if let Some(settings) = tofu() {
        reuses(&settings);
    }
}

#[test]
fn a_provider_that_is_another_one_now_is_refused() {
    let Some(settings) = tools() else { return };
    let mut kept = found(&settings);
    let lock = String::from_utf8(kept.lock).expect("a text").replace("\"h1:", "\"h1:AAAA");
    kept.lock = lock.into_bytes();
    let mut next = job(&settings);
    let fault = next.init_with(Some(kept)).expect_err("its hash is another").to_string();
    assert!(next.has_line(LogLevel::Info, "Initializing provider plugins"), "{}", next.log());
    assert!(
        fault.starts_with("terraform init: ") && next.log().contains("checksums"),
        "{fault}\n{}",
        next.log()
    );
}

#[test]
fn what_is_not_on_this_machine_is_fetched_again_as_it_was_chosen() {
    let Some(settings) = tools() else { return };
    let mut kept = found(&settings);
    kept.modules = None;
    let mut next = job(&settings);
    let again = next.init_with(Some(kept.clone())).expect("it is in the mirror").expect("it was looked for");
    assert_eq!(again.lock, kept.lock);
    assert!(next.has_line(LogLevel::Info, "coder/coder: Reusing previous version"), "{}", next.log());
    assert!(!next.has_line(LogLevel::Info, "Reusing what"), "{}", next.log());
}

/// A module that comes from elsewhere is fetched, and of its files those of the language are kept.
#[test]
fn files_of_fetched_modules_are_kept_for_parameters() {
    let Some(settings) = tools() else { return };
    let mut job = Job::new(&settings, "", JobInput::default());
    let folder =
        std::fs::read_dir(job.folder()).expect("it is there").next().expect("the job's").expect("it");
    let package = folder.path().join("package.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&package).expect("a file"));
    for (name, text) in [("main.tf", "output \"size\" {\n  value = 5\n}\n"), ("README.md", "# Network")] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        std::io::Write::write_all(&mut zip, text.as_bytes()).expect("a member");
    }
    zip.finish().expect("an archive");
    let main = format!("module \"net\" {{\n  source = {:?}\n}}\n", package.display().to_string());
    std::fs::write(folder.path().join("template/main.tf"), main).expect("a file");
    job.init().unwrap_or_else(|fault| panic!("{fault}\n{}", job.log()));
    let files = job.session.module_files(&mut |line| panic!("{}", line.output));
    let mut sources = Sources::default();
    sources.add_modules(&files).expect("an archive");
    let paths: Vec<_> = sources.texts().map(|(path, _)| path).collect();
    assert_eq!(paths, [".terraform/modules/modules.json", ".terraform/modules/net/main.tf"]);
}
