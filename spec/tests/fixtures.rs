//! The generator's own small specifications are clean, so that a build fails for what it tests and nothing
//! else.

use std::path::Path;

use burgrave_spec::model::Api;

#[test]
fn every_fixture_keeps_the_rules_and_has_a_model() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/api/tests/fixtures");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the fixtures are there") {
        let path = entry.expect("the folder can be read").path();
        if !path.is_dir() || path.ends_with("refused") {
            continue;
        }
        let document =
            burgrave_spec::load(&path).unwrap_or_else(|faults| panic!("{}: {faults:#?}", path.display()));
        let faults: Vec<String> =
            burgrave_spec::lint_in_general(&document).iter().map(ToString::to_string).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let api = Api::from_bundle(&burgrave_spec::bundle(&document)).expect("it can be expressed");
        if let Ok(to) = std::env::var("BURGRAVE_WRITE_FIXTURES") {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            std::fs::write(Path::new(&to).join(name + ".rs"), burgrave_spec::emit::server(&api))
                .expect("it can be written");
        }
        seen += 1;
    }
    assert!(seen > 0);
}
