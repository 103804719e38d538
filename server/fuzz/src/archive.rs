use std::io::{self, Cursor};

use burgrave_core::provisioning::archive::{Kind, judge, tar_to_zip, walk, zip_to_tar};

/// Whatever an archive holds, nothing leads outside; and what was taken once, is taken in its other form.
pub fn archive(bytes: &[u8]) {
    let inside =
        |path: &str| !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    let mut files = 0;
    let taken = walk(bytes, |member, content| {
        assert!(inside(&member.path), "{}", member.path);
        files += usize::from(matches!(member.kind, Kind::File(_)));
        io::copy(content, &mut io::sink()).map(drop)
    });
    if let Ok(summary) = taken {
        assert_eq!(summary.files, files);
        assert_eq!(tar_to_zip(bytes, Cursor::new(Vec::new())).ok(), Some(summary));
    }
    let mut tar = Vec::new();
    if let Ok(summary) = zip_to_tar(Cursor::new(bytes), &mut tar) {
        assert_eq!(judge(&*tar).ok(), Some(summary));
    }
}
