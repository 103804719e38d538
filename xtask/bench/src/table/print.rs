//! The table for people.

use super::{Bar, Figures, Line, Unit};

/// Columns of a line's description.
const WIDTH: usize = 76;

/// Prints the lines of one row under its name.
pub(crate) fn print(name: &str, lines: &[Line]) {
    println!("\n{name}");
    for line in lines {
        println!("{}", text(line));
    }
}

fn text(line: &Line) -> String {
    let mut text = format!("  {:WIDTH$} {:>9}", line.what, written(line.value, line.unit));
    if let Some(bar) = line.bar {
        let (sign, value) = match bar {
            Bar::AtMost(value) => ("≤", value),
            Bar::AtLeast(value) => ("≥", value),
        };
        let held = if line.misses() { "MISSED" } else { "held" };
        text.push_str(&format!("   {sign} {:<8} {held}", written(value, line.unit)));
    }
    if let Some((least, most)) = line.spread {
        text.push_str(&format!("   ({} to {})", written(least, line.unit), written(most, line.unit)));
    }
    for Figures { side, of } in &line.figures {
        text.push_str(&format!(
            "\n    {side:44} {:>8.0}/s   p50 {:>7.2} ms   p99 {:>7.2} ms   CPU {:>7.1} µs",
            of.rate, of.p50_ms, of.p99_ms, of.cpu_us
        ));
    }
    for note in &line.notes {
        text.push_str(&format!("\n    {note}"));
    }
    text
}

fn written(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Ratio => format!("{value:.2}"),
        Unit::Share => format!("{:.2} %", value * 100.0),
        Unit::Milliseconds if value < 10.0 => format!("{value:.1} ms"),
        Unit::Milliseconds => format!("{value:.0} ms"),
        Unit::Megabytes => format!("{value:.1} MB"),
        Unit::PerSecond => format!("{value:.0}/s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_bar_is_named() {
        let line = Line::new("start", 400.0, Unit::Milliseconds).bar(Bar::AtMost(300.0)).note("empty folder");
        let text = text(&line);
        assert!(
            text.contains("400 ms   ≤ 300 ms   MISSED") && text.ends_with("\n    empty folder"),
            "{text}"
        );
        assert!(!Line::new("rate", 0.4, Unit::Ratio).bar(Bar::AtLeast(0.3)).misses());
    }
}
