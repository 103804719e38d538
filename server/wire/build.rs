//! The messages, from `proto/`.

use std::error::Error;

/// What holds secrets can't be printed.
const SECRET: [&str; 6] = [
    ".provisionerd",
    ".provisioner.ExternalAuthProvider",
    ".provisioner.Metadata",
    ".provisioner.RichParameterValue",
    ".provisioner.RunningAgentAuthToken",
    ".provisioner.VariableValue",
];

const FILES: [&str; 2] = ["proto/provisioner.proto", "proto/provisionerd.proto"];

fn main() -> Result<(), Box<dyn Error>> {
    for file in FILES {
        println!("cargo:rerun-if-changed={file}");
    }
    let described = protox::compile(FILES, ["proto"])?;
    // Maps are sorted, so that equal messages are equal bytes.
    prost_build::Config::new().btree_map(["."]).skip_debug(SECRET).compile_fds(described)?;
    Ok(())
}
