//! The generator's small specifications of other shapes: their clients compile without warnings of ours.

/// One module a fixture.
macro_rules! fixtures {
    ($($name:ident),*) => {$(
        #[allow(clippy::all, dead_code, unreachable_pub, unused_imports)] // progenitor's text
        mod $name {
            include!(concat!(env!("OUT_DIR"), "/fixtures/", stringify!($name), ".rs"));
        }
    )*};
}

fixtures![answers, constraints, inputs, names, routing, security, shapes, streams, websocket, wire];

#[test]
fn every_fixture_is_compiled_here() {
    let here = include_str!("fixtures.rs");
    let home = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for place in ["../server/api/tests/fixtures", "tests/fixtures"] {
        for folder in std::fs::read_dir(home.join(place)).unwrap() {
            let name = folder.unwrap().file_name().into_string().unwrap();
            assert!(
                name == "refused" || here.contains(&format!("{name},")) || here.contains(&format!("{name}]")),
                "{name}"
            );
        }
    }
}
