//! Numbers as the language has them: decimal, without the rounding of binary fractions.

use std::cmp::Ordering;
use std::fmt;

/// How far the point of a number that is read may be moved.
const MOST_EXPONENT: u32 = 36;

/// Digits that a number may have behind its point.
const MOST_SCALE: u32 = 100;

/// Digits that a quotient may have behind its point before it is rounded.
const MOST_PLACES: u32 = 18;

/// A decimal number: its digits, and how many of them stand behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Number {
    digits: i128,
    scale: u32,
}

impl Number {
    /// A number as it is written: digits with a point, perhaps a sign, perhaps an exponent.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
        let only_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let some = !unsigned.is_empty() && (!mantissa.contains('.') || !fraction.is_empty());
        if !some
            || !only_digits(unsigned)
            || !only_digits(fraction)
            || exponent.unsigned_abs() > MOST_EXPONENT
        {
            return None;
        }
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()? - exponent;
        match u32::try_from(scale) {
            Ok(scale) => Some(Self::normal(digits, scale)).filter(|number| number.scale <= MOST_SCALE),
            Err(_) => Some(Self::normal(digits.checked_mul(ten(scale.unsigned_abs())?)?, 0)),
        }
    }

    /// None for what isn't a number, and for what has too many digits.
    pub(super) fn from_f64(number: f64) -> Option<Self> {
        number.is_finite().then(|| Self::parse(&number.to_string())).flatten()
    }

    #[allow(clippy::cast_precision_loss, reason = "who asks for it wants it so")]
    pub(super) fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(self.digits as f64)
    }

    /// The number, where it is whole.
    pub(super) fn whole(self) -> Option<i64> {
        if self.scale == 0 { i64::try_from(self.digits).ok() } else { None }
    }

    pub(super) fn add(self, other: Self) -> Option<Self> {
        let (one, two, scale) = self.aligned(other)?;
        Some(Self::normal(one.checked_add(two)?, scale))
    }

    pub(super) fn subtract(self, other: Self) -> Option<Self> {
        self.add(other.negative()?)
    }

    pub(super) fn multiply(self, other: Self) -> Option<Self> {
        let product = Self::normal(self.digits.checked_mul(other.digits)?, self.scale + other.scale);
        Some(product).filter(|number| number.scale <= MOST_SCALE)
    }

    /// None for a division by zero.
    pub(super) fn divide(self, other: Self) -> Option<Self> {
        let (one, two, _) = self.aligned(other)?;
        for places in 0..=MOST_PLACES {
            let Some(one) = one.checked_mul(ten(places)?) else { break };
            if one.checked_rem(two)? == 0 {
                return Some(Self::normal(one / two, places));
            }
        }
        Self::from_f64(self.to_f64() / other.to_f64())
    }

    /// None for a division by zero.
    pub(super) fn remainder(self, other: Self) -> Option<Self> {
        let (one, two, scale) = self.aligned(other)?;
        Some(Self::normal(one.checked_rem(two)?, scale))
    }

    pub(super) fn negative(self) -> Option<Self> {
        Some(Self { digits: self.digits.checked_neg()?, ..self })
    }

    /// Without what stands behind the point; towards the side of `up`.
    pub(super) fn rounded(self, up: bool) -> Self {
        let Some(unit) = ten(self.scale) else { return Self { digits: 0, scale: 0 } };
        let down = self.digits.div_euclid(unit);
        let exact = self.digits.rem_euclid(unit) == 0;
        Self { digits: down + i128::from(up && !exact), scale: 0 }
    }

    /// The digits of both as if the same number of them stood behind the point.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let of = |number: Self| number.digits.checked_mul(ten(scale - number.scale)?);
        Some((of(self)?, of(other)?, scale))
    }

    fn normal(mut digits: i128, mut scale: u32) -> Self {
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        Self { digits, scale }
    }
}

fn ten(power: u32) -> Option<i128> {
    10_i128.checked_pow(power)
}

impl From<i64> for Number {
    fn from(digits: i64) -> Self {
        Self { digits: digits.into(), scale: 0 }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.aligned(*other) {
            Some((one, two, _)) => one.cmp(&two),
            None => self.to_f64().total_cmp(&other.to_f64()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::try_from(self.scale).unwrap_or_default();
        if scale == 0 {
            return write!(formatter, "{}", self.digits);
        }
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        write!(formatter, "{}{whole}.{fraction}", if self.digits < 0 { "-" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Number {
        Number::parse(text).expect("a number")
    }

    #[test]
    fn numbers_keep_their_digits() {
        for (text, shown) in [
            ("1", "1"),
            ("-0.50", "-0.5"),
            ("12345678901234567890123.4", "12345678901234567890123.4"),
            ("1e3", "1000"),
            ("25e-3", "0.025"),
        ] {
            assert_eq!(of(text).to_string(), shown);
        }
        for text in ["", "-", ".5", "1.", "1e", "0x1", "1e99", "NaN", "1_000", " 1"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn sums_and_quotients_are_those_of_paper() {
        let shown = |number: Option<Number>| number.map(|number| number.to_string());
        assert_eq!(shown(of("0.1").add(of("0.2"))).as_deref(), Some("0.3"));
        assert_eq!(shown(of("7").divide(of("8"))).as_deref(), Some("0.875"));
        assert_eq!(shown(of("1").divide(of("3"))).as_deref(), Some("0.3333333333333333"));
        assert_eq!(shown(of("7").remainder(of("-4"))).as_deref(), Some("3"));
        assert_eq!((of("1").divide(of("0")), of("1").remainder(of("0"))), (None, None));
        assert_eq!(
            (of("-1.5").rounded(false).to_string(), of("-1.5").rounded(true).to_string()),
            ("-2".into(), "-1".into())
        );
        assert!(of("1.5") < of("2") && of("-3") < of("-2.9"));
        assert_eq!(Number::from_f64(f64::INFINITY), None);
    }
}
