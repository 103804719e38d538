//! How hard a password is to guess: the number of characters that it draws from, to the power of its length.
//!
//! Each group of characters counts with its own size once one of them occurs; a character outside ASCII
//! counts for itself alone. The third and every further character of a repetition (`aaaa`) or of a run
//! (`abcd`, `4321`, `qwerty`) adds no length.

/// Characters of the longest password.
pub const MAX_LENGTH: usize = crate::bounds::PASSWORD;
/// Estimated bits below which a password is refused.
pub const MIN_BITS: f64 = 52.0;

/// Characters of a repetition or a run that count.
const COUNTED: usize = 2;

/// The groups of characters, each with the size that one member of it adds.
const GROUPS: [&str; 6] = [
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "0123456789",
    // What people write in the place of letters.
    "!@$&*",
    // What separates words.
    "_-., ",
    // All other characters of ASCII that can be typed.
    "\"#%'()+/:;<=>?[\\]^{|}~`",
];

/// Rows in whose order, or against it, people type.
const RUNS: [&str; 5] = ["0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"];

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
    let letters: Vec<char> = password.chars().collect();
    let length = RUNS.iter().fold(without_repetitions(&letters), |letters, row| {
        let forwards = without_runs(&letters, row.chars().collect());
        without_runs(&forwards, row.chars().rev().collect())
    });
    alphabet(&letters).log2() * length.len() as f64
}

/// How many characters somebody who guesses has to try in each place.
fn alphabet(letters: &[char]) -> f64 {
    let groups = GROUPS.iter().filter(|group| letters.iter().any(|letter| group.contains(*letter)));
    let mut size: usize = groups.map(|group| group.len()).sum();
    let mut alone: Vec<_> =
        letters.iter().filter(|letter| !GROUPS.iter().any(|group| group.contains(**letter))).collect();
    alone.sort_unstable();
    alone.dedup();
    size += alone.len();
    size.max(1) as f64
}

/// What is left when only the first characters of each repetition count.
fn without_repetitions(letters: &[char]) -> Vec<char> {
    shortened(letters, |one, next| one == next)
}

/// What is left when only the first characters of each run along this row count.
fn without_runs(letters: &[char], row: Vec<char>) -> Vec<char> {
    let place = |letter: char| row.iter().position(|known| *known == letter);
    shortened(letters, |one, next| place(one).is_some_and(|at| row.get(at + 1) == Some(&next)))
}

/// Leaves out what goes on with a chain in which [`COUNTED`] characters stand already.
fn shortened(letters: &[char], goes_on: impl Fn(char, char) -> bool) -> Vec<char> {
    let mut left = Vec::with_capacity(letters.len());
    let mut chain = 0;
    for (at, letter) in letters.iter().enumerate() {
        chain = if at > 0 && goes_on(letters[at - 1], *letter) { chain + 1 } else { 1 };
        if chain <= COUNTED {
            left.push(*letter);
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Passwords, and whether they are good enough. The documented server judges the same of each, except
    /// where it says so.
    const TABLE: &[(&str, bool)] = &[
        // Refused: short.
        ("", false),
        ("password", false),
        ("testpass", false),
        ("12345678", false),
        ("Tr0ub4do", false),
        ("aZ9!kqpw", false),
        ("Aa1!Aa1!", false),
        ("Zebra99!", false),
        ("P@ssw0rd", false),
        ("Summer24", false),
        ("hunter2!", false),
        ("dragonfly", false),
        // Refused: repetitions and runs, whatever their length.
        ("aaaaaaaaaaaaaaaaaaaaaaaa", false),
        ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", false),
        ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", false),
        ("abcdefghijklmnopqrstuvwxyz", false),
        ("zyxwvutsrqponmlkjihgfedcba", false),
        ("01234567890123456789", false),
        ("zxcvbnm,./", false),
        ("qwertyuiopasdfghjkl", false),
        ("poiuytrewqlkjhgfdsa", false),
        ("password1234567", false),
        ("!!!!!!!!!!!!!!!!!!!!!!!!", false),
        ("äöüäöüäöüäöü", false),
        ("日本日本日本日本日本日本", false),
        // Refused here alone: the documented server doesn't see every second of these runs.
        ("abcabcabcabcabc", false),
        // Good: long.
        ("SomeSecurePassword!", true),
        ("MySecurePassword!", true),
        ("correct-horse-battery-staple", true),
        ("abababababab", true),
        ("thequickbrownfoxjumps", true),
        ("gjwkvbprtmzxhcnq", true),
        ("8305719264038271", true),
        ("пароль-из-слов", true),
        ("LONGUPPERCASEWORDS", true),
        // Good: varied.
        ("Tz4!kPq9#sLw", true),
        ("Zebra99!Giraffe", true),
        ("aZ9!kqpw7", true),
        ("p4ssw0rd-Xy", true),
        ("K7#mQ2$vR", true),
        ("oneTwo3four", true),
        ("my dog ate 3 shoes", true),
    ];

    #[test]
    fn passwords_are_judged_as_the_table_says() {
        for (password, good) in TABLE {
            assert_eq!(weakness(password).is_none(), *good, "{password}: {:.1} bits", bits(password));
        }
    }

    #[test]
    fn the_longest_password_has_64_characters() {
        let letters = "Tz4!kPq9".repeat(8);
        assert_eq!(weakness(&letters), None);
        assert!(weakness(&format!("{letters}x")).is_some_and(|words| words.contains("64")));
    }

    #[test]
    fn a_special_character_adds_its_own_group_only() {
        for (password, size) in [
            ("a", 26),
            ("a!", 31),
            ("a!@$", 31),
            ("a-", 31),
            ("a#", 49),
            ("aA0!-#", 95),
            ("ä", 1),
            ("äöa", 28),
        ] {
            let letters: Vec<_> = password.chars().collect();
            assert_eq!(alphabet(&letters) as u32, size, "{password}");
        }
    }

    proptest! {
        #[test]
        fn repeating_the_last_character_adds_nothing_after_the_second(
            password in "[a-zA-Z0-9!_-]{1,20}", more in 2_usize..40,
        ) {
            let last = password.chars().last().unwrap();
            let twice = format!("{password}{last}");
            let often = format!("{password}{}", String::from(last).repeat(more));
            prop_assert!(bits(&often) <= bits(&twice) + 1e-9);
        }

        #[test]
        fn no_text_has_more_bits_than_its_length_gives(password in ".{0,64}") {
            prop_assert!(bits(&password) <= 12.0 * password.chars().count() as f64);
        }
    }
}
