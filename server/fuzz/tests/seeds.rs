//! Each seed, and each input that a fuzzer ever found something with, keeps the promises.

use std::path::Path;

#[test]
fn every_seed_keeps_the_promises() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for (name, target) in burgrave_fuzz::TARGETS {
        let folder = seeds.join(name);
        let files =
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut count = 0;
        for file in files {
            let path = file.unwrap().path();
            println!("{}", path.display());
            target(&std::fs::read(&path).unwrap());
            count += 1;
        }
        assert!(count > 3, "{name} has seeds");
    }
}
