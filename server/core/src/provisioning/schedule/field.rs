//! One field of a cron line: which numbers it lets pass.

/// A set of the numbers 0 to 63.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbers(u64);

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub(super) name: &'static str,
    pub(super) most: u8,
    /// Names of the numbers from 0 on.
    pub(super) words: &'static [&'static str],
}

pub(super) const MINUTE: Range = Range { name: "minute", most: 59, words: &[] };
pub(super) const HOUR: Range = Range { name: "hour", most: 23, words: &[] };
pub(super) const WEEKDAY: Range =
    Range { name: "day of the week", most: 6, words: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"] };

impl Numbers {
    pub(super) fn contains(self, number: u32) -> bool {
        number < 64 && self.0 & (1 << number) != 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = u32> {
        (0..64).filter(move |number| self.contains(*number))
    }

    /// As the lowest bits of a byte.
    pub(super) fn low_bits(self) -> u8 {
        u8::try_from(self.0 & 0xff).unwrap_or_default()
    }
}

impl Range {
    /// Reads lists of numbers, ranges and steps: `1,5-7,*/10`.
    pub(super) fn read(&self, field: &str) -> Option<Numbers> {
        let mut parts = field.split(',').map(|part| self.part(part));
        parts.try_fold(Numbers(0), |all, part| Some(Numbers(all.0 | part?)))
    }

    fn part(&self, part: &str) -> Option<u64> {
        let (numbers, step) = match part.split_once('/') {
            Some((numbers, step)) => (numbers, Some(step.parse::<u8>().ok().filter(|step| *step > 0)?)),
            None => (part, None),
        };
        let (first, last) = match numbers.split_once('-') {
            Some((first, last)) => (self.number(first)?, self.number(last)?),
            None if numbers == "*" => (0, self.most),
            // One number with a step goes on to the end.
            None => (self.number(numbers)?, if step.is_some() { self.most } else { self.number(numbers)? }),
        };
        if first > last {
            return None;
        }
        let steps = (first..=last).step_by(usize::from(step.unwrap_or(1)));
        Some(steps.fold(0, |bits, number| bits | 1 << number))
    }

    fn number(&self, text: &str) -> Option<u8> {
        if let Some(at) = self.words.iter().position(|word| text.eq_ignore_ascii_case(word)) {
            return u8::try_from(at).ok();
        }
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| digits && *number <= self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_ranges_steps_and_names_are_read() {
        let read = |range: Range, field| range.read(field).map(|found| found.iter().collect::<Vec<_>>());
        assert_eq!(read(MINUTE, "0"), Some(vec![0]));
        assert_eq!(read(MINUTE, "1,5-7,*/20"), Some(vec![0, 1, 5, 6, 7, 20, 40]));
        assert_eq!(read(HOUR, "20/2"), Some(vec![20, 22]));
        assert_eq!(read(HOUR, "8-12/3"), Some(vec![8, 11]));
        assert_eq!(read(WEEKDAY, "MON-fri"), Some(vec![1, 2, 3, 4, 5]));
        assert_eq!(read(WEEKDAY, "sun,6"), Some(vec![0, 6]));
        for wrong in ["", "60", "-1", "1-", "5-1", "*/0", "a", "1,,2", "+1", "1.5", "1-2-3", "?", "L"] {
            assert_eq!(read(MINUTE, wrong), None, "{wrong}");
        }
        assert_eq!(read(WEEKDAY, "7"), None);
        assert_eq!(read(HOUR, "mon"), None);
    }
}
