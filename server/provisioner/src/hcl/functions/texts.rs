//! Functions of texts.

use hcl::Value;
use hcl::eval::FuncArgs;

use super::Named;
use super::arguments::{exactly, flag, from_list, from_text, list, place, some, text, whole};

pub(super) const ALL: [Named; 22] = [
    ("chomp", |all| on_text(&all, |text| text.trim_end_matches(['\n', '\r']).into())),
    ("endswith", |all| on_two(&all, |text, end| text.ends_with(end))),
    ("format", format),
    ("indent", indent),
    ("join", join),
    ("lower", |all| on_text(&all, str::to_lowercase)),
    ("replace", replace),
    ("split", split),
    ("startswith", |all| on_two(&all, |text, start| text.starts_with(start))),
    ("strcontains", |all| on_two(&all, |text, part| text.contains(part))),
    ("strrev", |all| on_text(&all, |text| text.chars().rev().collect())),
    ("substr", substr),
    ("title", |all| on_text(&all, title)),
    ("tobool", |all| Ok(Value::Bool(flag(&exactly::<1>(&all)?[0])?))),
    ("tostring", |all| match &exactly::<1>(&all)?[0] {
        Value::Null => Ok(Value::Null),
        value => from_text(text(value)?),
    }),
    ("trim", |all| on_pair(&all, |text, set| text.trim_matches(|letter| set.contains(letter)).into())),
    ("trimprefix", |all| on_pair(&all, |text, start| text.strip_prefix(start).unwrap_or(text).into())),
    ("trimspace", |all| on_text(&all, |text| text.trim().into())),
    ("trimsuffix", |all| on_pair(&all, |text, end| text.strip_suffix(end).unwrap_or(text).into())),
    ("upper", |all| on_text(&all, str::to_uppercase)),
    ("nonsensitive", |all| Ok(exactly::<1>(&all)?[0].clone())),
    ("sensitive", |all| Ok(exactly::<1>(&all)?[0].clone())),
];

fn on_text(all: &FuncArgs, make: impl Fn(&str) -> String) -> Result<Value, String> {
    let [one] = exactly::<1>(all)?;
    from_text(make(&text(one)?))
}

fn on_pair(all: &FuncArgs, make: impl Fn(&str, &str) -> String) -> Result<Value, String> {
    let [one, other] = exactly::<2>(all)?;
    from_text(make(&text(one)?, &text(other)?))
}

fn on_two(all: &FuncArgs, holds: impl Fn(&str, &str) -> bool) -> Result<Value, String> {
    let [one, other] = exactly::<2>(all)?;
    Ok(Value::Bool(holds(&text(one)?, &text(other)?)))
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

fn join(all: FuncArgs) -> Result<Value, String> {
    let [between, lists @ ..] = some(&all)? else { return Err("it takes at least two arguments".into()) };
    let mut texts = Vec::new();
    for one in lists {
        texts.extend(list(one)?.iter().map(text).collect::<Result<Vec<_>, _>>()?);
    }
    from_text(texts.join(&text(between)?))
}

fn split(all: FuncArgs) -> Result<Value, String> {
    let [between, whole] = exactly::<2>(&all)?;
    let (between, whole) = (text(between)?, text(whole)?);
    let pieces: Vec<_> = match between.is_empty() {
        true => whole.chars().map(|letter| Value::String(letter.into())).collect(),
        false => whole.split(&between).map(Value::from).collect(),
    };
    from_list(pieces)
}

/// A text between slashes is a regular expression, which isn't evaluated here.
fn replace(all: FuncArgs) -> Result<Value, String> {
    let [whole, part, with] = exactly::<3>(&all)?;
    let (whole, part, with) = (text(whole)?, text(part)?, text(with)?);
    if part.len() > 1 && part.starts_with('/') && part.ends_with('/') {
        return Err("regular expressions can't be used here".into());
    }
    if whole.len().saturating_mul(with.len() + 1) > 16 * 1024 * 1024 {
        return Err("the result is too long".into());
    }
    from_text(whole.replace(&part, &with))
}

fn substr(all: FuncArgs) -> Result<Value, String> {
    let [whole_text, from, length] = exactly::<3>(&all)?;
    let letters: Vec<char> = text(whole_text)?.chars().collect();
    let from = place(from, letters.len())?;
    let length = whole(length)?;
    let rest = &letters[from..];
    let kept = usize::try_from(length).map_or(rest.len(), |length| length.min(rest.len()));
    from_text(rest[..kept].iter().collect())
}

fn indent(all: FuncArgs) -> Result<Value, String> {
    let [spaces, lines] = exactly::<2>(&all)?;
    let spaces = usize::try_from(whole(spaces)?).ok().filter(|spaces| *spaces <= 100);
    let spaces = " ".repeat(spaces.ok_or("0 to 100 spaces are expected")?);
    from_text(text(lines)?.replace('\n', &format!("\n{spaces}")))
}

/// `%s`, `%d`, `%v`, `%q`, `%t` and `%%`.
fn format(all: FuncArgs) -> Result<Value, String> {
    let [pattern, values @ ..] = some(&all)? else { return Err("it takes a pattern".into()) };
    let (pattern, mut values) = (text(pattern)?, values.iter());
    let (mut told, mut letters) = (String::new(), pattern.chars());
    while let Some(letter) = letters.next() {
        if letter != '%' {
            told.push(letter);
            continue;
        }
        let verb = letters.next().ok_or("a pattern must not end with %")?;
        if verb == '%' {
            told.push('%');
            continue;
        }
        let value = values.next().ok_or("the pattern names more values than there are")?;
        match verb {
            's' => told.push_str(&text(value)?),
            'd' => told.push_str(&whole(value)?.to_string()),
            't' => told.push_str(&flag(value)?.to_string()),
            'v' => told.push_str(&crate::hcl::value::text(value)),
            'q' => told.push_str(&serde_json::Value::from(text(value)?).to_string()),
            other => return Err(format!("the verb %{other} can't be used here")),
        }
    }
    from_text(told)
}
