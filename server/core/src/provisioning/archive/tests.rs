//! Archives that are as they should be, and archives that lie.

use std::io::{self, Cursor, Read, Write};

use proptest::collection::vec;
use proptest::prelude::*;
use tar::{Builder, EntryType, Header};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

fn header(kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_mtime(0);
    header
}

/// Writes a name as it is, which the library refuses for names that lead outside.
fn raw(name: &str, kind: EntryType, link: &str, content: &[u8]) -> Vec<u8> {
    let mut header = header(kind, content.len() as u64);
    let bytes = header.as_mut_bytes();
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    bytes[157..157 + link.len()].copy_from_slice(link.as_bytes());
    header.set_cksum();
    let mut tar = header.as_bytes().to_vec();
    tar.extend_from_slice(content);
    tar.resize(tar.len().next_multiple_of(512), 0);
    tar
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    for (path, content) in files {
        tar.append_data(&mut header(EntryType::Regular, content.len() as u64), path, *content)
            .expect("it is a file");
    }
    tar.into_inner().expect("it is in memory")
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        let method = CompressionMethod::Deflated;
        zip.start_file(*path, SimpleFileOptions::default().compression_method(method)).expect("it is a file");
        zip.write_all(content).expect("it is in memory");
    }
    zip.finish().expect("it is in memory").into_inner()
}

/// What a tar holds: its files with their contents, and its folders with a slash behind them.
fn held(tar: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut held = Vec::new();
    walk(tar, |member, content| {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        let slash = if member.kind == Kind::Folder { "/" } else { "" };
        held.push((format!("{}{slash}", member.path), bytes));
        Ok(())
    })
    .expect("it is an archive");
    held
}

fn paths(tar: &[u8]) -> Vec<String> {
    held(tar).into_iter().map(|(path, _)| path).collect()
}

#[test]
fn missing_folders_come_before_what_is_in_them() {
    let archive = tar(&[("main.tf", b"a"), ("modules/vm/main.tf", b"b"), ("modules/vm/vars.tf", b"")]);
    let expected = ["main.tf", "modules/", "modules/vm/", "modules/vm/main.tf", "modules/vm/vars.tf"];
    assert_eq!(paths(&archive), expected);
    assert_eq!(judge(&*archive).expect("it is an archive"), Summary { files: 3, bytes: 2 });
    assert_eq!(judge(io::empty()).expect("nothing is an archive"), Summary::default());
}

#[test]
fn long_names_are_read() {
    let long = format!("{}/main.tf", "a-long-folder/".repeat(20).trim_end_matches('/'));
    assert!(paths(&tar(&[(&long, b"x")])).contains(&long));
}

#[test]
fn tars_that_lie_are_refused_with_the_reason() {
    let regular = EntryType::Regular;
    let said = |tar: &[u8]| judge(tar).expect_err("it lies").to_string();
    for name in ["../evil", "/etc/passwd", "a/../../evil"] {
        assert!(said(&raw(name, regular, "", b"x")).contains("outside"), "{name}");
    }
    let link = said(&raw("link", EntryType::Symlink, "/etc/passwd", b""));
    assert!(link.contains("link") && link.contains("/etc/passwd"), "{link}");
    assert!(matches!(judge(&*raw("a", EntryType::Link, "../b", b"")), Err(ArchiveFault::LinkOutside { .. })));
    assert!(
        matches!(judge(&*raw("a", EntryType::Fifo, "", b"")), Err(ArchiveFault::Special(path)) if path == "a")
    );
    assert!(matches!(judge(&*raw("a", EntryType::Char, "", b"")), Err(ArchiveFault::Special(_))));
    let both = [raw("a", regular, "", b"x"), raw("a/b", regular, "", b"x")].concat();
    assert!(matches!(judge(&*both), Err(ArchiveFault::Conflict(path)) if path == "a"));
    assert!(matches!(judge(&b"no tar at all".repeat(100)[..]), Err(ArchiveFault::NoTar(_))));
    assert!(judge(&*raw("a/link", EntryType::Symlink, "../b", b"")).is_ok(), "a link inside");
}

#[test]
fn an_end_in_the_middle_is_told() {
    let whole = tar(&[("main.tf", &[b'x'; 2000])]);
    for length in [512 + 1, 512 + 1999, 512 + 2000] {
        assert!(matches!(judge(&whole[..length]), Err(ArchiveFault::Truncated)), "{length}");
    }
    assert!(matches!(judge(&whole[..100]), Err(ArchiveFault::Truncated)), "within a header");
    assert!(judge(&whole[..512 + 2048]).is_ok(), "the empty blocks at the end may be missing");
}

#[test]
fn names_and_sizes_are_bounded_before_anything_is_kept() {
    let long_name = |size: u64| {
        let mut header = header(EntryType::GNULongName, size);
        header.set_cksum();
        let rest = io::repeat(b'a').take(size.next_multiple_of(512));
        judge(Cursor::new(header.as_bytes().to_vec()).chain(rest))
    };
    assert!(matches!(long_name(1 << 20), Err(ArchiveFault::NoTar("a name is too long"))));
    let sized = |size: u64| {
        let mut header = header(EntryType::Regular, size);
        header.as_mut_bytes()[0] = b'a';
        header.set_cksum();
        judge(Cursor::new(header.as_bytes().to_vec()).chain(io::repeat(0).take(size)))
    };
    assert!(sized(MOST_FILE_BYTES).is_ok());
    assert!(matches!(sized(MOST_FILE_BYTES + 1), Err(ArchiveFault::LargeFile(_))));
    assert!(matches!(sized(1 << 40), Err(ArchiveFault::Large)));
    let overruled = raw("x", EntryType::XHeader, "", b"14 size=100000\n");
    assert!(matches!(judge(&*overruled), Err(ArchiveFault::NoTar(_))));
    let many: Vec<u8> =
        (0..=MOST_MEMBERS).flat_map(|at| raw(&at.to_string(), EntryType::Regular, "", b"")).collect();
    assert!(matches!(judge(&*many), Err(ArchiveFault::ManyMembers)));
}

#[test]
fn what_fails_in_the_visitor_is_no_fault_of_the_archive() {
    let archive = tar(&[("main.tf", b"x")]);
    let full = walk(&*archive, |_, _| Err(io::ErrorKind::StorageFull.into()));
    assert!(matches!(full, Err(ArchiveFault::Io(error)) if error.kind() == io::ErrorKind::StorageFull));
}

#[test]
fn zip_becomes_tar_with_entries_for_its_folders() {
    let archive = zip(&[("modules\\vm\\main.tf", b"b"), ("main.tf", b"a")]);
    let mut tar = Vec::new();
    let summary = zip_to_tar(Cursor::new(archive), &mut tar).expect("it is an archive");
    assert_eq!(summary, Summary { files: 2, bytes: 2 });
    assert_eq!(paths(&tar), ["modules/", "modules/vm/", "modules/vm/main.tf", "main.tf"]);
}

#[test]
fn zips_that_lie_are_refused_with_the_reason() {
    let converted = |zip: Vec<u8>| zip_to_tar(Cursor::new(zip), io::sink());
    assert!(
        matches!(converted(zip(&[("../evil", b"x")])), Err(ArchiveFault::Outside(path)) if path == "../evil")
    );
    assert!(matches!(converted(zip(&[("..\\evil", b"x")])), Err(ArchiveFault::Outside(_))));
    assert!(matches!(converted(vec![]), Err(ArchiveFault::NoZip)));
    assert!(matches!(converted(b"garbage".repeat(50)), Err(ArchiveFault::NoZip)));
    let whole = zip(&[("main.tf", b"content of a file")]);
    assert!(matches!(converted(whole[..whole.len() / 2].to_vec()), Err(ArchiveFault::NoZip)));
    let mut damaged = zip(&[("main.tf", &[7; 5000])]);
    damaged[40] ^= 0xff;
    assert!(converted(damaged).is_err());
    let bomb = vec![0; usize::try_from(MOST_FILE_BYTES).expect("it fits")];
    let names: Vec<_> = (0..11).map(|at| at.to_string()).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), bomb.as_slice())).collect();
    assert!(matches!(converted(zip(&files)), Err(ArchiveFault::Large)));
    assert!(matches!(converted(zip(&[("a", &[0; 11 << 20])])), Err(ArchiveFault::LargeFile(_))));
}

#[test]
fn links_in_zips_stay_inside_too() {
    let link = |target: &str| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.add_symlink("link", target, SimpleFileOptions::default()).expect("it is a link");
        let mut tar = Vec::new();
        let archive = zip.finish().expect("it is in memory");
        zip_to_tar(archive, &mut tar).map(|_| tar)
    };
    assert!(matches!(link("/etc/passwd"), Err(ArchiveFault::LinkOutside { .. })));
    let tar = link("main.tf").expect("it stays inside");
    let mut kinds = Vec::new();
    walk(&*tar, |member, _| {
        kinds.push(member.kind.clone());
        Ok(())
    })
    .expect("it is an archive");
    assert_eq!(kinds, [Kind::Link { target: "main.tf".into(), symbolic: true }]);
}

#[test]
fn tar_becomes_zip_with_times_that_zip_knows() {
    let mut zip = Cursor::new(Vec::new());
    tar_to_zip(&*tar(&[("a/main.tf", b"content")]), &mut zip).expect("it is an archive");
    let mut read = zip::ZipArchive::new(zip).expect("it is a zip");
    let mut file = read.by_name("a/main.tf").expect("it is there");
    let modified = file.last_modified().expect("it has a time");
    assert_eq!((modified.year(), modified.month(), modified.day()), (1980, 1, 1), "the tar says 1970");
    assert_eq!(file.compression(), CompressionMethod::Stored);
    let mut content = String::new();
    file.read_to_string(&mut content).expect("it can be read");
    assert_eq!(content, "content");
    drop(file);
    assert!(read.by_name("a/").is_ok(), "the folder has its entry");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn files_survive_both_ways(
        files in proptest::collection::btree_map("[a-c]{1,3}\\.tf", vec(any::<u8>(), 0..1500), 0..6),
    ) {
        let files: Vec<_> = files.iter().map(|(path, content)| (path.as_str(), content.as_slice())).collect();
        let mut zip = Cursor::new(Vec::new());
        tar_to_zip(&*tar(&files), &mut zip).unwrap();
        zip.set_position(0);
        let mut again = Vec::new();
        zip_to_tar(zip, &mut again).unwrap();
        let expected: Vec<_> =
            files.iter().map(|(path, content)| ((*path).to_owned(), content.to_vec())).collect();
        prop_assert_eq!(held(&again), expected);
    }

    #[test]
    fn no_bytes_make_the_readers_panic(
        bytes in vec(any::<u8>(), 0..2048), at in 0_usize..2048, with in any::<u8>(),
    ) {
        let _ = judge(&*bytes);
        let _ = zip_to_tar(Cursor::new(bytes), io::sink());
        let mut nearly = tar(&[("a/main.tf", b"content"), ("b", b"")]);
        let at = at % nearly.len();
        nearly[at] = with;
        let _ = judge(&*nearly);
        let mut nearly = zip(&[("a/main.tf", b"content"), ("b", b"")]);
        let at = at % nearly.len();
        nearly[at] = with;
        let _ = zip_to_tar(Cursor::new(nearly), io::sink());
    }
}
