//! Bounds on text.

/// The start of a text, at most so many bytes of it, ending with a whole character.
#[must_use]
pub fn start(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_is_cut_in_two() {
        assert_eq!(start("né", 2), "n");
        assert_eq!(start("né", 3), "né");
        assert_eq!(start("né", 30), "né");
        assert_eq!(start("é", 0), "");
    }
}
