use burgrave_core::token::{SessionToken, csrf_token};

/// A session token reads back as it was written, and never shows its secret.
pub fn token(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    assert_eq!(csrf_token(text).len(), 64);
    if let Ok(token) = SessionToken::parse(text) {
        assert_eq!(token.reveal(), text);
        assert!(token.matches(&token.hash()));
        assert!(!format!("{token:?}").contains(&text[text.len() - 22..]));
    }
}
