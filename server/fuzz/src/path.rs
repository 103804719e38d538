use burgrave_api::runtime::normal_path;

/// A path has one spelling: no doubled slash, none at its end, and nothing but unreserved letters was
/// decoded.
pub fn path(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let normal = normal_path(text);
    assert!(!normal.contains("//"));
    assert!(normal.len() <= 1 || !normal.ends_with('/'));
    let controls =
        |text: &str| text.chars().filter(|letter| letter.is_control() || "?#%".contains(*letter)).count();
    assert!(controls(&normal) <= controls(text), "decoding makes no new delimiter");
    // What has no escape left is spelled once and for all.
    if !normal.contains('%') {
        assert_eq!(normal_path(&normal), normal);
    }
}
