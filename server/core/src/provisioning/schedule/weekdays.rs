//! Days of the week, as templates allow them.

const WORDS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A set of days of the week; Monday is the lowest bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weekdays(u8);

/// A word that names no day of the week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be days of the week: {}", WORDS.join(", "))]
pub struct UnknownWeekday;

impl Weekdays {
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);
    /// No day.
    pub const NONE: Self = Self(0);

    /// From the words of the API.
    ///
    /// # Errors
    /// A word names no day.
    pub fn from_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, UnknownWeekday> {
        words.into_iter().try_fold(Self::NONE, |days, word| {
            let at = WORDS.iter().position(|day| *day == word).ok_or(UnknownWeekday)?;
            Ok(Self(days.0 | 1 << at))
        })
    }

    /// The words of the API, Monday first.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        WORDS.into_iter().enumerate().filter(move |(at, _)| self.0 & (1 << at) != 0).map(|(_, word)| word)
    }

    /// As a number from 0 to 127, for databases.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// From such a number; higher bits are ignored.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// With Sunday as the lowest bit.
    pub(super) const fn bits_from_sunday(self) -> u8 {
        (self.0 << 1 | self.0 >> 6) & Self::ALL.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written_as_words() {
        let days = Weekdays::from_words(["sunday", "monday", "sunday"]).expect("they exist");
        assert_eq!(days.words().collect::<Vec<_>>(), ["monday", "sunday"]);
        assert_eq!(days.bits_from_sunday(), 0b11);
        assert_eq!(Weekdays::from_bits(days.bits()), days);
        assert_eq!(Weekdays::from_words(["Monday"]), Err(UnknownWeekday));
        assert_eq!(Weekdays::ALL.words().count(), 7);
    }
}
