//! Which names the members of an archive may have.

use super::{ArchiveFault, MOST_DEPTH, MOST_PATH};

/// The path of a member with single slashes, without `.` and without a slash at the end; none for the
/// archive's own folder. Backslashes of Windows are slashes.
pub(super) fn member_path(written: &[u8]) -> Result<Option<String>, ArchiveFault> {
    let shown = || String::from_utf8_lossy(&written[..written.len().min(100)]).into_owned();
    if written.len() > MOST_PATH {
        return Err(ArchiveFault::LongPath(shown()));
    }
    let text = std::str::from_utf8(written).ok().filter(|text| !text.chars().any(char::is_control));
    let text = text.ok_or_else(|| ArchiveFault::Name(shown()))?.replace('\\', "/");
    if is_absolute(&text) {
        return Err(ArchiveFault::Outside(text));
    }
    let parts: Vec<_> = text.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.contains(&"..") || parts.first().is_some_and(|first| is_absolute(first)) {
        return Err(ArchiveFault::Outside(text));
    }
    if parts.len() > MOST_DEPTH + 1 {
        return Err(ArchiveFault::Deep(text));
    }
    Ok((!parts.is_empty()).then(|| parts.join("/")))
}

/// Whether a link leads to a place in the archive. `path` is the link's own, as [`member_path`] gives it; the
/// target of a symbolic link counts from the folder that the link is in, that of a hard link from the
/// archive.
pub(super) fn leads_inside(path: &str, target: &str, symbolic: bool) -> bool {
    let target = target.replace('\\', "/");
    if target.is_empty() || target.contains('\0') || is_absolute(&target) {
        return false;
    }
    let own_depth = if symbolic { path.matches('/').count() } else { 0 };
    let depth = target.split('/').try_fold(own_depth, |depth, part| match part {
        "" | "." => Some(depth),
        ".." => depth.checked_sub(1),
        _ => Some(depth + 1),
    });
    depth.is_some()
}

/// Whether a path begins at a root or at a drive.
fn is_absolute(text: &str) -> bool {
    let drive = matches!(text.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    text.starts_with('/') || drive
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_stay_inside() {
        let path = |text: &str| member_path(text.as_bytes()).ok().flatten();
        assert_eq!(path("main.tf").as_deref(), Some("main.tf"));
        assert_eq!(path("./a//b/").as_deref(), Some("a/b"));
        assert_eq!(path(r"modules\vm\main.tf").as_deref(), Some("modules/vm/main.tf"));
        assert_eq!(path("..a/b..").as_deref(), Some("..a/b.."));
        assert!(matches!(member_path(b"./"), Ok(None)));
        for outside in
            ["/etc/passwd", "../evil", "a/../../evil", r"..\evil", r"C:\evil", "a/..", r"\\host\share"]
        {
            assert!(matches!(member_path(outside.as_bytes()), Err(ArchiveFault::Outside(_))), "{outside}");
        }
        assert!(matches!(member_path(&[b'a'; 1025]), Err(ArchiveFault::LongPath(_))));
        assert!(matches!(member_path("a/".repeat(40).as_bytes()), Err(ArchiveFault::Deep(_))));
        assert!(matches!(member_path(&[0xff]), Err(ArchiveFault::Name(_))));
        assert!(matches!(member_path(b"a\nb"), Err(ArchiveFault::Name(_))));
    }

    #[test]
    fn links_are_followed_on_paper() {
        for (path, target, symbolic, inside) in [
            ("a/link", "b", true, true),
            ("a/link", "../b", true, true),
            ("a/link", "../../b", true, false),
            ("link", "../b", true, false),
            ("link", "/etc/passwd", true, false),
            ("a/link", "../b", false, false),
            ("a/link", "a/b", false, true),
            ("a/link", "../a/../../b", true, false),
            ("link", "", true, false),
        ] {
            assert_eq!(leads_inside(path, target, symbolic), inside, "{path} -> {target}");
        }
    }

    proptest! {
        #[test]
        fn no_path_gets_out(written in "[a/.\\\\:C]{0,12}") {
            if let Ok(Some(path)) = member_path(written.as_bytes()) {
                prop_assert!(!path.starts_with('/') && !path.ends_with('/') && !path.contains("//"));
                prop_assert!(path.split('/').all(|part| part != ".." && part != "." && !part.is_empty()));
                prop_assert_eq!(member_path(path.as_bytes()).unwrap(), Some(path));
            }
        }
    }
}
