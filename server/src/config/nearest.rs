//! The likely setting for an unknown name.

use super::settings::Setting;

/// The largest edit distance to a key.
const SLIPS: usize = 2;
/// The shortest prefix that is taken for a key.
const BEGINNING: usize = 3;

/// The key that is most similar to `wrong`, in any spelling that settings accept; `None` if none is similar.
pub(super) fn nearest(wrong: &str) -> Option<&'static str> {
    let wrong = wrong.replace('_', "-").to_lowercase();
    let keys = || Setting::of_all().map(|setting| setting.key);
    let slips = |key: &&str| strsim::osa_distance(key, &wrong);
    let begins = |key: &&str| {
        wrong.len() >= BEGINNING && (key.starts_with(&wrong) || wrong.starts_with(&format!("{key}-")))
    };
    // A word that is not longer than the distance would be similar to everything.
    let near = |key: &&str| slips(key) <= SLIPS && wrong.chars().count() > SLIPS;
    keys().filter(near).min_by_key(slips).or_else(|| keys().find(begins))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_beginnings_are_near() {
        for (wrong, meant) in [
            ("adress", "address"),
            ("ADDRES", "address"),
            ("drian_time", "drain-time"),
            ("log", "log-level"),
            ("rate_limit", "rate-limit-api"),
            ("database-url", "database"),
            ("dta", "data"),
        ] {
            assert_eq!(nearest(wrong), Some(meant), "{wrong}");
        }
    }

    #[test]
    fn what_is_short_or_strange_is_near_to_nothing() {
        for wrong in ["x", "", "up", "colour", "on"] {
            assert_eq!(nearest(wrong), None, "{wrong}");
        }
    }
}
