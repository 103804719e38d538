use burgrave_core::names::{NameOf, reserved};
use burgrave_core::password;

/// Words that are reserved in this spelling only.
const LOWER_CASE_ONLY: [&str; 2] = ["new", "create"];

/// Reserved names count in any letter case, except for groups and some words; any text has a strength as a
/// password.
pub fn names(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for of in [NameOf::User, NameOf::Organization] {
        let taken = |name: &str| reserved(of, name).is_some();
        assert!(taken(text) == taken(&text.to_ascii_uppercase()) || LOWER_CASE_ONLY.contains(&text));
    }
    // A group may be called what no user may, and nothing may come out that wasn't a name before.
    if let Some(detail) = reserved(NameOf::Group, text) {
        assert!(detail.contains(text));
    }
    let weak = |text: &str| password::weakness(text).is_some();
    assert!(weak(text) || !weak(&format!("{text}xQ7!")) || text.chars().count() > password::MAX_LENGTH - 4);
}
