//! Functions of texts.

use unicode_segmentation::UnicodeSegmentation;

use super::Named;
use super::arguments::{exactly, flag, list, number, place, some, text, whole};
use crate::hcl::number::Number;
use crate::hcl::value::{self, MOST_BYTES, Value, quoted};

const TOO_LONG: &str = "the result is too long";

pub(super) const ALL: [Named; 20] = [
    ("chomp", |all| on_text(all, |text| text.trim_end_matches(['\n', '\r']).into())),
    ("endswith", |all| on_two(all, |text, end| text.ends_with(end))),
    ("format", |all| {
        let [pattern, values @ ..] = some(all)? else { return Err("it takes a pattern".into()) };
        Value::text(format(&text(pattern)?, values)?)
    }),
    ("formatlist", formatlist),
    ("indent", indent),
    ("join", join),
    ("lower", |all| on_text(all, |text| cased(text, |letter| one_letter(letter, letter.to_lowercase())))),
    ("split", split),
    ("startswith", |all| on_two(all, |text, start| text.starts_with(start))),
    ("strcontains", |all| on_two(all, |text, part| text.contains(part))),
    ("strrev", |all| on_text(all, |text| text.graphemes(true).rev().collect())),
    ("substr", substr),
    ("title", |all| on_text(all, title)),
    ("tobool", |all| Ok(Value::Bool(flag(&exactly::<1>(all)?[0])?))),
    ("tostring", |all| match &exactly::<1>(all)?[0] {
        Value::Null => Ok(Value::Null),
        value => Ok(Value::Text(text(value)?)),
    }),
    ("trim", |all| on_pair(all, |text, set| text.trim_matches(|letter| set.contains(letter)).into())),
    ("trimprefix", |all| on_pair(all, |text, start| text.strip_prefix(start).unwrap_or(text).into())),
    ("trimspace", |all| on_text(all, |text| text.trim().into())),
    ("trimsuffix", |all| on_pair(all, |text, end| text.strip_suffix(end).unwrap_or(text).into())),
    ("upper", |all| on_text(all, |text| cased(text, |letter| one_letter(letter, letter.to_uppercase())))),
];

fn on_text(all: &[Value], make: impl Fn(&str) -> String) -> Result<Value, String> {
    let [one] = exactly::<1>(all)?;
    Value::text(make(&text(one)?))
}

fn on_pair(all: &[Value], make: impl Fn(&str, &str) -> String) -> Result<Value, String> {
    let [one, other] = exactly::<2>(all)?;
    Value::text(make(&text(one)?, &text(other)?))
}

fn on_two(all: &[Value], holds: impl Fn(&str, &str) -> bool) -> Result<Value, String> {
    let [one, other] = exactly::<2>(all)?;
    Ok(Value::Bool(holds(&text(one)?, &text(other)?)))
}

fn cased(text: &str, of: impl Fn(char) -> char) -> String {
    text.chars().map(of).collect()
}

/// The letter of another case, where that is one letter: `ß` has none.
fn one_letter(letter: char, mut cased: impl Iterator<Item = char>) -> char {
    match (cased.next(), cased.next()) {
        (Some(only), None) => only,
        _ => letter,
    }
}

fn title(text: &str) -> String {
    let mut start = true;
    let letter = |letter: char| {
        let told = if start { letter.to_uppercase().collect::<String>() } else { letter.to_string() };
        start = letter.is_whitespace() || letter == '-';
        told
    };
    text.chars().map(letter).collect()
}

fn join(all: &[Value]) -> Result<Value, String> {
    let [between, lists @ ..] = some(all)? else { return Err("it takes at least two arguments".into()) };
    let between = text(between)?;
    let mut joined = String::new();
    for (place, one) in lists.iter().map(list).collect::<Result<Vec<_>, _>>()?.concat().iter().enumerate() {
        if place > 0 {
            joined.push_str(&between);
        }
        joined.push_str(&text(one)?);
        if joined.len() > MOST_BYTES {
            return Err(TOO_LONG.into());
        }
    }
    Value::text(joined)
}

fn split(all: &[Value]) -> Result<Value, String> {
    let [between, whole] = exactly::<2>(all)?;
    let (between, whole) = (text(between)?, text(whole)?);
    let pieces: Vec<_> = match between.is_empty() {
        true => whole.chars().map(|letter| Value::from(&*letter.to_string())).collect(),
        false => whole.split(&*between).map(Value::from).collect(),
    };
    Value::list(pieces)
}

fn substr(all: &[Value]) -> Result<Value, String> {
    let [whole_text, from, length] = exactly::<3>(all)?;
    let whole_text = text(whole_text)?;
    let letters: Vec<&str> = whole_text.graphemes(true).collect();
    let from = place(from, letters.len())?;
    let length = whole(length)?;
    let rest = &letters[from..];
    let kept = usize::try_from(length).map_or(rest.len(), |length| length.min(rest.len()));
    Value::text(rest[..kept].concat())
}

fn indent(all: &[Value]) -> Result<Value, String> {
    let [spaces, lines] = exactly::<2>(all)?;
    let spaces = usize::try_from(whole(spaces)?).ok().filter(|spaces| *spaces <= 100);
    let spaces = " ".repeat(spaces.ok_or("0 to 100 spaces are expected")?);
    let lines = text(lines)?;
    if lines.len() + spaces.len() * lines.matches('\n').count() > MOST_BYTES {
        return Err(TOO_LONG.into());
    }
    Value::text(lines.replace('\n', &format!("\n{spaces}")))
}

/// `%s`, `%d`, `%f`, `%v`, `%q`, `%t`, `%x` and `%%`, with a width, zeros, a place at the left and digits
/// behind the point.
fn format(pattern: &str, values: &[Value]) -> Result<String, String> {
    let (mut told, mut rest, mut values) = (String::new(), pattern, values.iter());
    while let Some((before, behind)) = rest.split_once('%') {
        told.push_str(before);
        let end = behind.find(|letter: char| letter.is_ascii_alphabetic() || letter == '%');
        let end = end.ok_or("a pattern must not end with %")?;
        let (how, verb) = (&behind[..end], behind.as_bytes()[end]);
        rest = &behind[end + 1..];
        if verb == b'%' {
            told.push('%');
            continue;
        }
        let value = values.next().ok_or("the pattern names more values than there are")?;
        let (width, places) = how.split_once('.').unwrap_or((how, ""));
        let digits = width.trim_start_matches(['-', '+', '0', ' ', '#']);
        let (width, flags) = (count(digits)?, &width[..width.len() - digits.len()]);
        let mut text = verbed(verb, value, places)?;
        if flags.contains('+') && matches!(verb, b'd' | b'f') && !text.starts_with('-') {
            text.insert(0, '+');
        }
        let missing = width.saturating_sub(text.graphemes(true).count());
        match (flags.contains('-'), flags.contains('0') && verb != b's') {
            (true, _) => told.push_str(&format!("{text}{}", " ".repeat(missing))),
            (_, false) => told.push_str(&format!("{}{text}", " ".repeat(missing))),
            (_, true) => {
                let unsigned = text.trim_start_matches(['-', '+']);
                let sign = &text[..text.len() - unsigned.len()];
                told.push_str(&format!("{sign}{}{unsigned}", "0".repeat(missing)));
            }
        }
        if told.len() > MOST_BYTES {
            return Err(TOO_LONG.into());
        }
    }
    told.push_str(rest);
    Ok(told)
}

fn count(digits: &str) -> Result<usize, String> {
    let read = if digits.is_empty() { Ok(0) } else { digits.parse() };
    read.ok().filter(|count| *count <= 1000).ok_or_else(|| "a width of at most 1000 is expected".into())
}

fn verbed(verb: u8, value: &Value, places: &str) -> Result<String, String> {
    Ok(match verb {
        b's' => text(value)?.to_string(),
        b'd' => match number(value)? {
            number if number == number.rounded(false) => number.to_string(),
            _ => return Err("the verb %d takes a whole number".into()),
        },
        b'x' => format!("{:x}", whole(value)?),
        b'X' => format!("{:X}", whole(value)?),
        b'f' => {
            let places = if places.is_empty() { 6 } else { count(places)? };
            format!("{:.places$}", Number::to_f64(number(value)?))
        }
        b't' => flag(value)?.to_string(),
        b'v' => value::text(value),
        b'q' => quoted(&text(value)?),
        other => return Err(format!("the verb %{} can't be used here", char::from(other))),
    })
}

/// The same pattern for each member of the lists among the values.
fn formatlist(all: &[Value]) -> Result<Value, String> {
    let [pattern, values @ ..] = some(all)? else { return Err("it takes a pattern".into()) };
    let pattern = text(pattern)?;
    let lists: Vec<_> = values.iter().filter_map(|value| list(value).ok()).collect();
    let length = lists.first().map_or(1, |list| list.len());
    if lists.iter().any(|list| list.len() != length) {
        return Err("the lists have the same length".into());
    }
    if pattern.len().saturating_mul(length) > 16 * MOST_BYTES {
        return Err(TOO_LONG.into());
    }
    let (mut texts, mut bytes) = (Vec::with_capacity(length), 0);
    for place in 0..length {
        let of = |value: &Value| list(value).map_or_else(|_| value.clone(), |list| list[place].clone());
        let one = format(&pattern, &values.iter().map(of).collect::<Vec<_>>())?;
        bytes += one.len();
        if bytes > 4 * MOST_BYTES {
            return Err(TOO_LONG.into());
        }
        texts.push(Value::text(one)?);
    }
    Value::list(texts)
}
