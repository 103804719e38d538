//! How hard a password is to guess: the size of the alphabet that it draws from, to the power of its length, where
//! repeated letters and runs of neighbours (`aaa`, `abc`, `321`) count little.

/// Characters of the longest password.
pub const MAX_LENGTH: usize = 64;
/// Estimated bits below which a password is refused.
pub const MIN_BITS: f64 = 52.0;

/// Why a password is refused, in words that follow the field's name; none when it is good.
#[must_use]
pub fn weakness(password: &str) -> Option<String> {
    if password.chars().count() > MAX_LENGTH {
        return Some(format!("must be at most {MAX_LENGTH} characters long"));
    }
    (bits(password) < MIN_BITS).then(|| {
        "is too easy to guess; make it longer, and mix upper and lower case, digits and other characters"
            .to_owned()
    })
}

/// Estimated strength in bits.
fn bits(password: &str) -> f64 {
    alphabet(password).log2() * effective_length(password)
}

/// How many characters an attacker has to try in each place.
fn alphabet(password: &str) -> f64 {
    type Class = (fn(char) -> bool, f64);
    let classes: [Class; 5] = [
        (|letter| letter.is_ascii_lowercase(), 26.0),
        (|letter| letter.is_ascii_uppercase(), 26.0),
        (|letter| letter.is_ascii_digit(), 10.0),
        (|letter| letter.is_ascii() && !letter.is_ascii_alphanumeric(), 33.0),
        (|letter| !letter.is_ascii(), 100.0),
    ];
    let size: f64 = classes.iter().filter(|(has, _)| password.chars().any(has)).map(|(_, size)| size).sum();
    size.max(1.0)
}

/// The length, where a letter that could be foretold from the two before it counts for a quarter, and one that stood there
/// three times already for a half.
fn effective_length(password: &str) -> f64 {
    let letters: Vec<u32> = password.chars().map(u32::from).collect();
    let mut length = 0.0;
    for (at, letter) in letters.iter().enumerate() {
        let step = |at: usize| i64::from(letters[at]) - i64::from(letters[at - 1]);
        let foretold = at >= 2 && step(at) == step(at - 1) && step(at).abs() <= 1;
        let before = letters[..at].iter().filter(|other| *other == letter).count();
        length += match () {
            () if foretold => 0.25,
            () if before >= 3 => 0.5,
            () => 1.0,
        };
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_or_varied_passwords_pass() {
        for good in [
            "SomeSecurePassword!",
            "MySecurePassword!",
            "correct-horse-battery-staple",
            "Tz4!kPq9#sLw",
            "пароль-из-слов",
        ] {
            assert_eq!(weakness(good), None, "{good}: {}", bits(good));
        }
    }

    #[test]
    fn short_repeated_and_sequential_passwords_are_refused() {
        for weak in
            ["", "password", "12345678", "aaaaaaaaaaaaaaaaaaaaaaaa", "abcdefghijklmnopqrst", "testpass"]
        {
            assert!(weakness(weak).is_some(), "{weak}: {}", bits(weak));
        }
    }

    #[test]
    fn the_longest_password_has_64_characters() {
        let letters = "Tz4!kPq9".repeat(8);
        assert_eq!(weakness(&letters), None);
        assert!(weakness(&format!("{letters}x")).is_some_and(|words| words.contains("64")));
    }
}
