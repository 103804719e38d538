//! The project's own contract becomes Rust.

use std::path::Path;

use burgrave_spec::model::Api;

fn bundle() -> serde_json::Value {
    let document = burgrave_spec::load(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the contract loads");
    burgrave_spec::bundle(&document)
}

#[test]
fn the_contract_has_a_model_without_faults_and_the_same_text_each_time() {
    let bundle = bundle();
    let api = Api::from_bundle(&bundle).expect("every shape of the contract can be expressed");
    let text = burgrave_spec::emit::server(&api);
    assert_eq!(text, burgrave_spec::emit::server(&Api::from_bundle(&bundle).expect("the same bundle")));
    if let Ok(path) = std::env::var("BURGRAVE_WRITE_SERVER") {
        std::fs::write(path, &text).expect("the path can be written");
    }
    for named in &api.types {
        assert!(text.contains(&format!(" {} ", named.name)), "{} is nowhere in the code", named.name);
    }
    for params in api.operations.iter().filter_map(|operation| operation.params_type.as_ref()) {
        assert!(text.contains(&format!("pub struct {params} {{")), "{params} is nowhere in the code");
    }
}
