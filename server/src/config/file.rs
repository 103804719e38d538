//! The TOML file: flat keys, each with its line.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, ValueSource};
use super::nearest::nearest;
use super::settings::Setting;

/// One key of the file: the setting, its value as the text that a flag would have, and its line.
pub(super) type Entry = (&'static Setting, String, usize);

/// Reads the text of a file: its settings, and a fault for every key that is unknown or has a value of the
/// wrong type. If the text is not TOML, there is one fault, with the line.
pub(super) fn read(path: &Path, text: &str) -> (Vec<Entry>, Vec<Fault>) {
    let fault = |offset: usize, problem: String, mend: String| Fault {
        origin: ValueSource::File(path.to_owned(), line_at(text, offset)),
        problem,
        mend,
    };
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let offset = error.span().map_or(0, |span| span.start);
            let mend = "write KEY = \"VALUE\" lines, as TOML has them".into();
            return (Vec::new(), vec![fault(offset, error.message().trim().to_owned(), mend)]);
        }
    };
    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    let mut rows: Vec<_> = table.get_ref().iter().collect();
    rows.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in rows {
        let offset = key.span().start;
        match (Setting::named(key.get_ref()), as_text(value)) {
            (Some(setting), Some(text_value)) => {
                // TOML refuses a repeated key, but not two spellings of one setting.
                if let Some((_, _, line)) = entries.iter().find(|entry: &&Entry| entry.0.key == setting.key) {
                    faults.push(fault(
                        offset,
                        format!("{} is set already, on line {line}", setting.key),
                        "keep one of the two".into(),
                    ));
                }
                entries.push((setting, text_value, line_at(text, offset)));
            }
            (Some(setting), None) => faults.push(fault(
                offset,
                format!("{} takes one value", setting.key),
                format!("write {} = \"{}\"", setting.key, setting.placeholder),
            )),
            (None, _) => {
                faults.push(fault(
                    offset,
                    format!("there is no setting {}", key.get_ref()),
                    known(key.get_ref()),
                ));
            }
        }
    }
    (entries, faults)
}

/// Strings, numbers and booleans as a flag would have them; an array of strings as a list with commas.
fn as_text(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Boolean(yes) => Some(yes.to_string()),
        DeValue::Array(items) => items
            .iter()
            .map(|item| item.get_ref().as_str())
            .collect::<Option<Vec<_>>>()
            .map(|items| items.join(",")),
        _ => None,
    }
}

fn known(wrong: &str) -> String {
    nearest(wrong).map_or_else(
        || {
            let keys: Vec<_> = Setting::all().map(|setting| setting.key).collect();
            format!("there are: {}", keys.join(", "))
        },
        |key| format!("perhaps {key} is meant"),
    )
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::super::fault::Faults;
    use super::*;

    #[test]
    fn values_of_every_shape_become_the_text_of_a_flag() {
        let text = "address = \"[::1]:80\"\nrate_limit_api = -1\nopen-setup = true\n\
            trusted-proxies = [\"10.0.0.0/8\", \"::1\"]\n";
        let (entries, faults) = read(Path::new("b.toml"), text);
        assert!(faults.is_empty(), "{faults:?}");
        let flat: Vec<_> =
            entries.iter().map(|(setting, text, line)| (setting.key, text.as_str(), *line)).collect();
        for expected in [
            ("address", "[::1]:80", 1),
            ("rate-limit-api", "-1", 2),
            ("open-setup", "true", 3),
            ("trusted-proxies", "10.0.0.0/8,::1", 4),
        ] {
            assert!(flat.contains(&expected), "{expected:?} is missing from {flat:?}");
        }
    }

    #[test]
    fn every_wrong_key_is_named_with_its_line() {
        let (_, faults) = read(Path::new("b.toml"), "adress = \"x\"\n\nlog = 1\n[data]\nx = 1\n");
        let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults.len(), 3, "{lines:?}");
        assert!(
            lines.iter().any(|line| line.starts_with("b.toml:3: there is no setting log; perhaps log-level"))
        );
        assert!(lines.iter().any(|line| line.starts_with("b.toml:4: data takes one value")));
    }

    #[test]
    fn a_setting_in_two_spellings_is_a_fault() {
        let text = "rate_limit_api = 1\nrate-limit-api = 2\n";
        let (_, faults) = read(Path::new("b.toml"), text);
        let said = Faults(faults).to_string();
        assert!(said.contains("b.toml:2: rate-limit-api is set already, on line 1; keep one"), "{said}");
    }

    #[test]
    fn a_wrong_key_brings_up_the_nearest_or_all_of_them() {
        let (_, faults) = read(Path::new("b.toml"), "adress = \"x\"\n[x]\n");
        let said = Faults(faults).to_string();
        assert!(said.contains("there is no setting adress; perhaps address is meant"), "{said}");
        assert!(said.contains("there is no setting x; there are: address, access-url"), "{said}");
    }

    #[test]
    fn broken_toml_is_one_fault_with_its_line() {
        let (_, faults) = read(Path::new("b.toml"), "address = \"x\"\ndata = \n");
        assert_eq!(faults.len(), 1);
        assert!(faults[0].to_string().starts_with("b.toml:2: "), "{}", faults[0]);
    }
}
