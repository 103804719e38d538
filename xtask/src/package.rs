//! `cargo xtask package`: a Debian package of the program and of what runs it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::specification;

/// Where packages are written, from the root of the workspace.
const TARGET: &str = "target/debian";

/// A file of the tree, its place in the package, and its mode there.
const FILES: [(&str, &str, u32); 10] = [
    ("packaging/systemd/burgrave.service", "usr/lib/systemd/system/burgrave.service", 0o644),
    (
        "packaging/systemd/burgrave-provisioner.service",
        "usr/lib/systemd/system/burgrave-provisioner.service",
        0o644,
    ),
    ("packaging/systemd/burgrave-proxy.service", "usr/lib/systemd/system/burgrave-proxy.service", 0o644),
    ("packaging/systemd/burgrave.toml", "etc/burgrave/burgrave.toml", 0o600),
    ("packaging/debian/conffiles", "DEBIAN/conffiles", 0o644),
    ("packaging/debian/postinst", "DEBIAN/postinst", 0o755),
    ("packaging/debian/prerm", "DEBIAN/prerm", 0o755),
    ("docs/operations.md", "usr/share/doc/burgrave/operations.md", 0o644),
    ("CHANGELOG.md", "usr/share/doc/burgrave/CHANGELOG.md", 0o644),
    ("LICENSE", "usr/share/doc/burgrave/copyright", 0o644),
];

/// Makes a package of a program; without one, of an optimised build.
pub(crate) fn run(program: Option<&Path>) -> Result<(), String> {
    let root = specification::root();
    let program = match program {
        Some(program) => program.to_owned(),
        None => built(&root)?,
    };
    let package = package(&root, &program, &root.join(TARGET))?;
    println!("{}", package.display());
    Ok(())
}

fn built(root: &Path) -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["build", "--release", "--locked", "--package", "burgrave"];
    ran(Command::new(cargo).args(arguments).current_dir(root))?;
    Ok(root.join("target/release/burgrave"))
}

/// Writes the package into a folder; gives its path.
fn package(root: &Path, program: &Path, into: &Path) -> Result<PathBuf, String> {
    let architecture = said(Command::new("dpkg").arg("--print-architecture"))?;
    let version = env!("CARGO_PKG_VERSION");
    let name = format!("burgrave_{version}_{architecture}");
    let tree = into.join(&name);
    if tree.exists() {
        fs::remove_dir_all(&tree).map_err(|error| format!("{}: {error}", tree.display()))?;
    }
    place(program, &tree.join("usr/bin/burgrave"), 0o755)?;
    for (from, to, mode) in FILES {
        place(&root.join(from), &tree.join(to), mode)?;
    }
    let bytes = fs::metadata(program).map_err(|error| format!("{}: {error}", program.display()))?.len();
    let control = fs::read_to_string(root.join("packaging/debian/control"))
        .map_err(|error| format!("packaging/debian/control: {error}"))?
        .replace("@VERSION@", version)
        .replace("@ARCHITECTURE@", &architecture)
        .replace("@SIZE@", &bytes.div_ceil(1024).to_string());
    let file = tree.join("DEBIAN/control");
    fs::write(&file, control).map_err(|error| format!("{}: {error}", file.display()))?;
    open_folders(&tree).map_err(|error| format!("{}: {error}", tree.display()))?;
    let package = into.join(format!("{name}.deb"));
    ran(Command::new("dpkg-deb").args(["--root-owner-group", "--build"]).arg(&tree).arg(&package))?;
    fs::remove_dir_all(&tree).map_err(|error| format!("{}: {error}", tree.display()))?;
    Ok(package)
}

fn place(from: &Path, to: &Path, mode: u32) -> Result<(), String> {
    let fault = |error: std::io::Error| format!("{}: {error}", from.display());
    fs::create_dir_all(to.parent().expect("it is in the tree")).map_err(fault)?;
    fs::copy(from, to).map_err(fault)?;
    fs::set_permissions(to, fs::Permissions::from_mode(mode)).map_err(fault)
}

/// Folders of a package are open to all, whatever the umask is.
fn open_folders(folder: &Path) -> std::io::Result<()> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            open_folders(&entry.path())?;
        }
    }
    Ok(())
}

fn ran(command: &mut Command) -> Result<(), String> {
    said(command).map(drop)
}

/// What a program writes, without the end of the line.
fn said(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name} can't be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name} failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_has_the_program_and_what_runs_it() {
        if said(Command::new("dpkg-deb").arg("--version")).is_err() {
            eprintln!("skipped: dpkg-deb is not on PATH");
            return;
        }
        let folder = std::env::temp_dir().join(format!("burgrave-package-{}", std::process::id()));
        let program = folder.join("program");
        fs::create_dir_all(&folder).unwrap();
        fs::write(&program, "#!/bin/sh\n").unwrap();
        let package = package(&specification::root(), &program, &folder).unwrap();
        let list = said(Command::new("dpkg-deb").arg("--contents").arg(&package)).unwrap();
        for (mode, path) in [
            ("-rwxr-xr-x root/root", "./usr/bin/burgrave"),
            ("-rw-r--r-- root/root", "./usr/lib/systemd/system/burgrave.service"),
            ("-rw------- root/root", "./etc/burgrave/burgrave.toml"),
            ("drwxr-xr-x root/root", "./usr/"),
        ] {
            let line = list.lines().find(|line| line.ends_with(&format!(" {path}")));
            assert!(line.is_some_and(|line| line.starts_with(mode)), "{path} in\n{list}");
        }
        let field =
            |name: &str| said(Command::new("dpkg-deb").arg("--field").arg(&package).arg(name)).unwrap();
        assert_eq!(field("Version"), env!("CARGO_PKG_VERSION"));
        assert_eq!(field("Installed-Size"), "1");
        let control = said(Command::new("dpkg-deb").arg("--info").arg(&package)).unwrap();
        assert!(control.contains("postinst") && control.contains("conffiles"), "{control}");
        fs::remove_dir_all(&folder).unwrap();
    }
}
